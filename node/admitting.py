"""The transaction by which a newcomer is let in, and what it is then told."""

from collections.abc import Sequence

from node.desk import Desk
from node.domain.decision import Refusal
from node.domain.plain import alike
from node.founding import membership_act, opening
from node.newcomer import JoinRequest
from schema.acts.membership import InvitationRedeemed, WorkstationEnrolled
from schema.codec import Wire, encode
from schema.ids import Id
from schema.transaction import Bytes16, Bytes32, FileRef, FileType, redemption_input
from sync.journal import NewAct, Written, public_key, signer
from sync.membership import CLINICAL, MEMBERSHIP


class Welcome(Wire, frozen=True):
    """What a new member must know before its first exchange; for its eyes alone."""

    site: Bytes16
    pepper: Bytes32
    recovery_recipient: str
    recovery_key: Bytes32
    transactions: tuple[bytes, ...]
    """All membership journals."""
    records: tuple[bytes, ...]


def enrolment_acts(
    site: Id, request: JoinRequest, name: str, place: str, invitation: Id | None
) -> list[NewAct]:
    """Enrols the newcomer and announces its two journals; whoever signs does so to each."""
    workstation = FileRef(FileType.WORKSTATION, request.workstation)
    enrolled = WorkstationEnrolled(
        workstation=request.workstation,
        name=name,
        place=place,
        seal_key=request.seal_key,
        certificate=request.certificate,
        backup_recipient=request.backup_recipient,
        invitation=invitation,
    )
    acts = [membership_act(workstation, enrolled)]
    for scope, nonce in ((MEMBERSHIP, request.membership_nonce), (CLINICAL, request.clinical_nonce)):
        announced = opening(site, request.workstation, request.seal_key, scope, nonce)
        acts.append(membership_act(workstation, announced))
    return acts


def redemption(site: Id, invitation: Id, acts: Sequence[NewAct], key: bytes) -> NewAct:
    """Stands behind these acts with the one-time key of the invitation; it is the last of them."""
    said = redemption_input(site, invitation, [(act.kind, act.body) for act in acts])
    return membership_act(acts[0].file, InvitationRedeemed(public_key(key), signer(key)(said)))


def name_taken(desk: Desk, name: str, *, besides: Id | None = None) -> Refusal | None:
    """Why no workstation (`besides` this one) is called so: one that was not removed is, or nearly; or nil.

    Two workstations may still come by one name, each invited where the other was not known yet.
    """
    others = (one for one in desk.members.workstations.values() if not one.removed and one.id != besides)
    taken = next((one.name for one in others if alike(one.name) == alike(name)), None)
    return None if taken is None else Refusal("workstation.name_taken", {"name": taken})


def let_in(desk: Desk, acts: list[NewAct]) -> Written:
    """Write the enrolment into this workstation's membership journal."""
    journal = desk.journal(MEMBERSHIP)
    return desk.replica.append(
        acts,
        journal=journal,
        at=desk.now(),
        doubtful=bool(desk.clock_doubt()),
        random=desk.random,
        seal=desk.seal_of(journal),
    )


def welcome(desk: Desk) -> Welcome:
    """Everything a member must know before its first exchange."""
    transactions = desk.replica.relay.after({}, MEMBERSHIP, 2**40)
    records = desk.replica.records.every()
    return Welcome(
        site=desk.replica.site,
        pepper=desk.vault.site_pepper,
        recovery_recipient=desk.vault.recovery.recipient,
        recovery_key=desk.vault.recovery.verify_key,
        transactions=tuple(transactions),
        records=tuple(encode(record) for record in records),
    )
