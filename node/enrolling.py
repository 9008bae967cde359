"""Who lets a restored workstation in, and the transaction by which it enters.

The first transaction of a new membership journal enrols the new workstation and announces its two
journals; the recovery key or an administrator signs it. The old journals are continued by nobody:
what was written after the snapshot may still exist elsewhere.
"""

import msgspec

from node.bundle_errors import NotAdministratorError, NotAdmittedError, SignInRefusedError, WrongSiteKeyError
from node.domain.decision import Refusal
from node.founding import enrolment, membership_act, opening
from node.recovery import RecoveryKeys
from node.sessions import Sessions
from node.store.replica import Replica
from node.vault import VaultContents
from schema.ids import Id, Random
from schema.naming import told_apart
from schema.transaction import FileRef, FileType, Tip
from sync.journal import NewAct, Signer, public_key, signer
from sync.membership import CLINICAL, MEMBERSHIP, recovery_key_id

ENROL = "site.enrol"


class Authority(msgspec.Struct, frozen=True):
    """Who signs the enrolment."""

    actor: Id | None
    """A person; nil for the recovery key."""
    key: Id
    sign: Signer

    def __repr__(self) -> str:
        return "Authority(…)"


class Administrator(msgspec.Struct, frozen=True):
    """A person who may let workstations in, and the PIN that opens their key."""

    person: Id
    pin: str

    def __repr__(self) -> str:
        return f"Administrator(person={self.person.hex()})"


def recovery_authority(replica: Replica, keys: RecoveryKeys) -> Authority:
    """The site's recovery key; raises `WrongSiteKeyError` when it is another site's."""
    founded = replica.roll.now.founded
    if founded is None or founded.recovery_key != keys.public.verify_key:
        raise WrongSiteKeyError
    return Authority(None, recovery_key_id(founded.recovery_key), keys.signing_key.sign)


def administrator_authority(
    replica: Replica, pepper: bytes, who: Administrator, *, now_ms: int, random: Random
) -> Authority:
    """An administrator by PIN; raises `NotAdministratorError` or `SignInRefusedError`."""
    if who.person not in administrators(replica):
        raise NotAdministratorError
    session = Sessions(replica, pepper, random).unlock(who.person, who.pin, now_ms)
    if isinstance(session, Refusal):
        raise SignInRefusedError(session)
    return Authority(session.person, session.key, signer(session.seed))


def administrators(replica: Replica) -> dict[Id, str]:
    """Everyone who may let workstations in: id and name."""
    able = [one for one in replica.roll.now.people.values() if ENROL in one.rights and one.active]
    names = told_apart(
        able, lambda one: f"{one.enrolled.family_name} {one.enrolled.first_name}".strip(), lambda one: one.id
    )
    return {one.id: name for one, name in zip(able, names, strict=True)}


def free_workstation_name(replica: Replica, wished: str) -> str:
    """The name, with a number behind it when a workstation of the site has it already."""
    taken = {one.name for one in replica.roll.now.workstations.values()}
    number, name = 1, wished
    while name in taken:
        number += 1
        name = f"{wished} ({number})"
    return name


def enrol(
    replica: Replica,
    contents: VaultContents,
    authority: Authority,
    *,
    place: str,
    predecessor: Tip | None,
    now_ms: int,
    random: Random,
) -> None:
    """Write the first transaction of the new workstation; raises `NotAdmittedError`."""
    workstation = FileRef(FileType.WORKSTATION, contents.workstation)
    seal_key = public_key(contents.seal_key)
    membership, clinical = (
        opening(contents.site, contents.workstation, seal_key, scope, random(32))
        for scope in (MEMBERSHIP, CLINICAL)
    )
    bodies = (
        enrolment(contents, contents.workstation_name, place, None),
        membership,
        msgspec.structs.replace(clinical, predecessor=predecessor),
    )
    acts = [_signed(membership_act(workstation, body), authority) for body in bodies]
    with replica.writing():
        written = replica.append(
            acts,
            journal=membership.journal,
            at=now_ms,
            doubtful=False,
            random=random,
            seal=signer(contents.seal_key),
        )
        why = replica.roll.verdict(written.core.journal, written.core.seq)
        if why:
            raise NotAdmittedError(why=why)


def _signed(act: NewAct, authority: Authority) -> NewAct:
    return msgspec.structs.replace(act, actor=authority.actor, by=authority.key, signer=authority.sign)
