"""Inviting a workstation: a signed invitation, a file to carry, one redemption through the lobby.

The file holds a secret; the journal holds its hash. Who proves the secret to the workstation that
invited, over a connection pinned to its certificate, is enrolled with the keys he brings, once.
"""

from node.api.base import Answer, Recorded
from node.api.site import Invitation, Invite
from node.desk import Desk
from node.domain.decision import Decided, Draft, Refusal
from node.founding import membership_act, opening
from node.sessions import Session
from schema.acts.membership import WorkstationEnrolled, WorkstationInvited
from schema.codec import InvalidBytesError, Wire, decode, encode, tagged_hash
from schema.ids import Id
from schema.transaction import Bytes16, Bytes32, FileRef, FileType
from sync.membership import CLINICAL, MEMBERSHIP
from sync.redemption import RefusalCode, proof_is_good
from sync.tls import fingerprint

_KEPT_AS = "invitation:"


class InvitationFile(Wire, frozen=True):
    """What an invitation file says."""

    site: Bytes16
    site_name: str
    invitation: Bytes16
    secret: Bytes32
    name: str
    place: str
    certificate: bytes
    """Of the workstation that invites: the only one the joiner will talk to."""
    addresses: tuple[str, ...]
    """`host:port` of its lobby."""


class JoinRequest(Wire, frozen=True):
    """The keys that a joining workstation brings."""

    workstation: Bytes16
    seal_key: Bytes32
    certificate: bytes
    backup_recipient: str
    membership_nonce: Bytes32
    clinical_nonce: Bytes32


class Welcome(Wire, frozen=True):
    """What a new member is told, over the pinned connection."""

    pepper: Bytes32
    recovery_recipient: str
    recovery_key: Bytes32
    transactions: tuple[bytes, ...]
    """All membership journals."""
    records: tuple[bytes, ...]


def secret_hash(secret: bytes) -> bytes:
    """What the journal says of an invitation's secret."""
    return tagged_hash("invitation", secret)


def invite(desk: Desk, session: Session, command: Invite, addresses: tuple[str, ...]) -> Answer:
    """Sign an invitation and answer with the file."""
    identifier, secret = desk.new_id(), desk.random(32)
    body = WorkstationInvited(identifier, command.name, command.place, secret_hash(secret))
    draft = Draft(FileRef(FileType.WORKSTATION, identifier), body)
    with desk.replica.writing():
        answer = desk.record(Decided((draft,)), session, command.pin, scope=MEMBERSHIP)
        if not isinstance(answer, Recorded):
            return answer
        desk.replica.local.put(_KEPT_AS + identifier.hex(), secret)
    founded = desk.members.founded
    content = InvitationFile(
        site=desk.replica.site,
        site_name=founded.name if founded else "",
        invitation=identifier,
        secret=secret,
        name=command.name,
        place=command.place,
        certificate=desk.vault.tls_certificate,
        addresses=addresses,
    )
    return Invitation(content=encode(content))


def redeem(desk: Desk, invitation: Id, request: bytes, proof: bytes) -> bytes | RefusalCode:
    """Enrol whoever proves the secret; the answer is the encoded `Welcome`."""
    secret = desk.replica.local.get(_KEPT_AS + invitation.hex())
    invited = desk.members.invitations.get(invitation)
    if secret is None or invited is None:
        return RefusalCode.UNKNOWN
    if not proof_is_good(proof, secret, fingerprint(desk.vault.tls_certificate), request):
        return RefusalCode.UNKNOWN
    if invited.used:
        return RefusalCode.USED
    try:
        asked = decode(JoinRequest, request)
    except InvalidBytesError:
        return RefusalCode.INVALID
    if asked.workstation in desk.members.workstations:
        return RefusalCode.INVALID
    workstation = FileRef(FileType.WORKSTATION, asked.workstation)
    enrolled = WorkstationEnrolled(
        workstation=asked.workstation,
        name=invited.invitation.name,
        place=invited.invitation.place,
        seal_key=asked.seal_key,
        certificate=asked.certificate,
        backup_recipient=asked.backup_recipient,
        invitation=invitation,
    )
    acts = [membership_act(workstation, enrolled)]
    for scope, nonce in ((MEMBERSHIP, asked.membership_nonce), (CLINICAL, asked.clinical_nonce)):
        announced = opening(desk.replica.site, asked.workstation, asked.seal_key, scope, nonce)
        acts.append(membership_act(workstation, announced))
    desk.replica.append(
        acts,
        journal=desk.journal(MEMBERSHIP),
        at=desk.now(),
        doubtful=bool(desk.clock_doubt()),
        random=desk.random,
        seal=desk.seal,
    )
    return encode(welcome(desk))


def welcome(desk: Desk) -> Welcome:
    """Everything a member must know before its first exchange."""
    transactions = desk.replica.chain.after({}, MEMBERSHIP, 2**40)
    records = desk.replica.records.newer_than({})
    return Welcome(
        pepper=desk.vault.site_pepper,
        recovery_recipient=desk.vault.recovery.recipient,
        recovery_key=desk.vault.recovery.verify_key,
        transactions=tuple(transactions),
        records=tuple(encode(record) for record in records),
    )


def read_invitation(content: bytes) -> InvitationFile | Refusal:
    """An invitation file's content, or why it is none."""
    try:
        return decode(InvitationFile, content)
    except InvalidBytesError:
        return Refusal("join.not_an_invitation")
