"""Founding a site: the first workstation, the first administrator, the recovery seed."""

from pathlib import Path

import msgspec

from node.argon import STANDARD_COST, Cost
from node.blobcheck import blob_is_right
from node.domain.decision import Refusal
from node.domain.identity import same_staff, staff_name_trouble
from node.domain.rights import ROLES
from node.handover import mark_unseen
from node.pins import check_pin, wrap_key
from node.points import AtPoint, nothing
from node.private_folder import make_private
from node.recovery import RecoveryKeys, derive_keys, new_seed, split_seed
from node.secret_errors import VaultExistsError
from node.store.replica import Replica
from node.vault import FILE_NAME, VaultContents, create_vault, fresh_contents, generate_passphrase, with_site
from node.wraps import sealed_as
from schema.acts import KIND_OF_BODY
from schema.acts.membership import (
    JournalOpened,
    KeyIntroduced,
    PersonEnrolled,
    RightsGranted,
    RulesSwitched,
    SiteFounded,
    WorkstationEnrolled,
)
from schema.codec import Wire, encode
from schema.ids import Id, Random
from schema.rules import RULES
from schema.transaction import Body, FileRef, FileType, journal_id, site_id
from sync.journal import NewAct, public_key, signer
from sync.membership import CLINICAL, MEMBERSHIP, person_key_id, recovery_key_id
from sync.ports import Clock

WRITE_POINTS = ("marked", "vault", "founded")


class Founder(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who will administer the site, and the PIN that they typed."""

    family_name: str
    first_name: str
    title: str
    pin: str

    def __repr__(self) -> str:
        return "Founder(…)"


class NewSite(msgspec.Struct, frozen=True, kw_only=True):
    """What the founder decides."""

    name: str
    pharmacy: str
    address: str
    workstation: str
    place: str
    family_name: str
    first_name: str
    title: str
    pin: str
    """The first administrator's."""
    second: Founder | None = None
    """A second administrator: without one, nothing that takes two people can be done."""

    shares: int = 3
    """Word shares of the recovery seed; any two open it."""

    def __repr__(self) -> str:
        return f"NewSite(name={self.name!r})"

    @property
    def founders(self) -> tuple[Founder, ...]:
        """Who administers from the first day on."""
        first = Founder(
            family_name=self.family_name, first_name=self.first_name, title=self.title, pin=self.pin
        )
        return (first,) if self.second is None else (first, self.second)

    @property
    def trouble(self) -> Refusal | None:
        """The first founder's name that cannot be one; whoever asks for a site asks for this before."""
        names = [(one.family_name, one.first_name) for one in self.founders]
        wrong = staff_name_trouble(*(name for both in names for name in both))
        if wrong is None and len(names) > 1 and same_staff((*names[0], ""), (*names[1], "")):
            return Refusal("site.one_founder_twice", {"name": " ".join(names[1])})
        return wrong


class Founded(msgspec.Struct, frozen=True, kw_only=True):
    """What must be written down, once, by people: it is nowhere else."""

    site: Id
    passphrase: str
    shares: tuple[str, ...]
    administrator: Id

    def __repr__(self) -> str:
        return f"Founded(site={self.site.hex()})"


def membership_act(file: FileRef, body: Wire, salt: bytes | None = None) -> NewAct:
    """An act of membership that nobody signs: founding, redemption, journals of a new workstation."""
    kind = KIND_OF_BODY[type(body)]
    return NewAct(
        kind=kind.name,
        critical=kind.critical,
        cls=int(kind.cls),
        right=kind.right,
        actor=None,
        by=None,
        file=file,
        body=encode(body),
        salt=salt,
    )


def enrolment(contents: VaultContents, name: str, place: str, invitation: Id | None) -> WorkstationEnrolled:
    """The act that lets a workstation with these keys in."""
    return WorkstationEnrolled(
        workstation=contents.workstation,
        name=name,
        place=place,
        seal_key=public_key(contents.seal_key),
        certificate=contents.tls_certificate,
        backup_recipient=contents.backup_recipient,
        invitation=invitation,
    )


def opening(site: Id, workstation: Id, seal_key: bytes, scope: str, nonce: bytes) -> JournalOpened:
    """The announcement of one of a workstation's journals."""
    journal = journal_id(site, seal_key, nonce)
    return JournalOpened(journal, workstation, scope, seal_key, nonce, None)


def found_site(
    folder: Path,
    new: NewSite,
    *,
    clock: Clock,
    random: Random,
    cost: Cost = STANDARD_COST,
    at_point: AtPoint = nothing,
) -> Founded:
    """Make vault and replica in `folder` and write the founding transaction.

    `cost` is what guessing the passphrase or the PIN costs; tests alone ask for less.
    Raises `PinError` or `VaultExistsError` before anything is written. The folder stays marked until
    its words were handed over (`node.handover.mark_seen`): they are nowhere else.
    """
    for founder in new.founders:
        check_pin(founder.pin)
    seed = new_seed(random)
    recovery = derive_keys(seed)
    contents, salt, founded = _founding_act(new, recovery, random)
    drawn = [(founder, random(16), random(32)) for founder in new.founders]
    keys = [(founder, person, person_key_id(public_key(own)), own) for founder, person, own in drawn]
    passphrase = generate_passphrase(random)
    if (folder / FILE_NAME).exists():
        raise VaultExistsError(path=str(folder / FILE_NAME))
    make_private(folder)
    mark_unseen(folder)
    at_point("marked")
    create_vault(folder / FILE_NAME, contents, passphrase, random=random, cost=cost)
    at_point("vault")
    replica = Replica(folder, contents.database_key, contents.site, blob_is_right, create=True)
    try:
        workstation = FileRef(FileType.WORKSTATION, contents.workstation)
        seal_key = public_key(contents.seal_key)
        journals = [
            opening(contents.site, contents.workstation, seal_key, scope, random(32))
            for scope in (MEMBERSHIP, CLINICAL)
        ]
        acts = [
            _signed(membership_act(FileRef(FileType.SITE, contents.site), founded, salt), recovery),
            membership_act(workstation, enrolment(contents, new.workstation, new.place, None)),
            *(membership_act(workstation, journal) for journal in journals),
            *(
                membership_act(FileRef(FileType.PERSON, person), body)
                for founder, person, key, private in keys
                for body in _administrator(founder, person, key, private)
            ),
        ]
        if RULES:
            site = FileRef(FileType.SITE, contents.site)
            acts.append(membership_act(site, RulesSwitched(tuple(RULES[name] for name in sorted(RULES)))))
        with replica.writing():
            replica.append(
                acts,
                journal=journals[0].journal,
                at=clock.now_ms(),
                doubtful=False,  # whoever founds the site sits there and has looked
                random=random,
                seal=signer(contents.seal_key),
            )
            for founder, person, key, private in keys:
                pepper = contents.site_pepper
                wrap = wrap_key(founder.pin, pepper, person, private, random=random, cost=cost)
                for owner, name, payload in sealed_as(contents.workstation, person, key, wrap):
                    replica.records.publish(
                        site=contents.site,
                        workstation=contents.workstation,
                        owner=owner,
                        name=name,
                        payload=payload,
                        seal=signer(contents.seal_key),
                    )
    finally:
        replica.close()
    at_point("founded")
    shares = tuple(split_seed(seed, new.shares))
    return Founded(site=contents.site, passphrase=passphrase, shares=shares, administrator=keys[0][1])


def _administrator(founder: Founder, person: Id, key: Id, private: bytes) -> tuple[Wire, ...]:
    return (
        PersonEnrolled(person, founder.family_name, founder.first_name, founder.title, "administrator", ""),
        KeyIntroduced(person, key, public_key(private)),
        RightsGranted(person, tuple(sorted(ROLES["administrator"]))),
    )


def _signed(act: NewAct, recovery: RecoveryKeys) -> NewAct:
    """The founding act, bound to its journal by the key that it names (`sync.membership.judge`)."""
    by = recovery_key_id(recovery.public.verify_key)
    return msgspec.structs.replace(act, by=by, signer=recovery.signing_key.sign)


def _founding_act(
    new: NewSite, recovery: RecoveryKeys, random: Random
) -> tuple[VaultContents, bytes, SiteFounded]:
    contents = fresh_contents(
        site=bytes(16),
        workstation=random(16),
        workstation_name=new.workstation,
        site_pepper=random(32),
        recovery=recovery.public,
        random=random,
    )
    founded = SiteFounded(
        new.name, new.pharmacy, new.address, recovery.public.recipient, recovery.public.verify_key
    )
    salt = random(32)
    return with_site(contents, site_id(Body(salt, encode(founded), None))), salt, founded
