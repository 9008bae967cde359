"""A small made-up membership in memory: a founding, then transactions written on top of it.

Shared by the tests of journal, membership and roll; randomness is counted, so runs are equal.
"""

import hashlib
import itertools
from collections.abc import Sequence

import msgspec

from schema.acts import KIND_OF_BODY
from schema.acts.membership import (
    InvitationRedeemed,
    JournalOpened,
    KeyIntroduced,
    PersonEnrolled,
    RightsGranted,
    RulesSwitched,
    SiteFounded,
    SwitchedRule,
    WorkstationEnrolled,
)
from schema.codec import Wire, encode
from schema.ids import Id
from schema.transaction import (
    Body,
    FileRef,
    Tip,
    Transaction,
    journal_id,
    open_transaction,
    redemption_input,
    site_id,
)
from sync.causality import NOTHING, Past
from sync.journal import EMPTY, Head, NewAct, Written, public_key, signer, write
from sync.membership import person_key_id, recovery_key_id
from sync.roll import Roll


class Counted:
    """Deterministic randomness."""

    def __init__(self, seed: str = "founded") -> None:
        self._numbers = itertools.count()
        self._seed = seed

    def __call__(self, size: int) -> bytes:
        number = next(self._numbers)
        return hashlib.shake_256(f"{self._seed}/{number}".encode()).digest(size)


class Journal:
    """One journal being written, knowing its causal past."""

    def __init__(self, place: "Place", identifier: Id, seal_key: bytes) -> None:
        self.place = place
        self.id = identifier
        self.seal_key = seal_key
        self.head: Head = EMPTY
        self.past: Past = NOTHING
        self.written: list[Written] = []

    def write(self, acts: Sequence[NewAct], saw: Sequence["Journal"] = ()) -> Written:
        """The next transaction, having seen the heads of other journals."""
        new = [j for j in saw if not self.past.holds(j.id, j.head.seq)]
        tips = [(Tip(j.id, j.head.seq, j.head.hash), j.head.order) for j in new]
        written = write(
            acts,
            site=self.place.site,
            journal=self.id,
            head=self.head,
            saw=tips,
            at=1,
            doubtful=False,
            random=self.place.random,
            seal=signer(self.seal_key),
        )
        seen = [j.past.with_tip(j.id, j.head.seq) for j in new]
        self.past = (
            self.past.with_tip(self.id, self.head.seq).joined(seen) if self.head.seq else NOTHING.joined(seen)
        )
        self.head = Head(written.core.seq, written.hash, written.core.order)
        self.written.append(written)
        return written


class Person(msgspec.Struct, frozen=True):
    """A person with a key."""

    id: Id
    key: Id
    private: bytes

    def act(
        self, body: Wire, file: Id, *, by: Id | None = None, signed: bool = True, right: str | None = None
    ) -> NewAct:
        """An act of theirs, signed unless said otherwise."""
        kind = KIND_OF_BODY[type(body)]
        return NewAct(
            kind=kind.name,
            critical=kind.critical,
            cls=int(kind.cls),
            right=kind.right if right is None else right,
            actor=self.id,
            by=by or self.key,
            file=FileRef(int(kind.file), file),
            body=encode(body),
            signer=signer(self.private) if signed else None,
        )


def key_of(private: bytes) -> Id:
    """The id of the key that has this private half."""
    return person_key_id(public_key(private))


def unsigned(body: Wire, file: Id, salt: bytes | None = None) -> NewAct:
    """An act of membership that nobody signs."""
    kind = KIND_OF_BODY[type(body)]
    return NewAct(
        kind=kind.name,
        critical=kind.critical,
        cls=int(kind.cls),
        right=kind.right,
        actor=None,
        by=None,
        file=FileRef(int(kind.file), file),
        body=encode(body),
        salt=salt,
    )


class Place:
    """A founded site: one workstation, one administrator, two journals, a recovery key."""

    def __init__(self, seed: str = "founded", rules: Sequence[SwitchedRule] = ()) -> None:
        self.random = Counted(seed)
        self.recovery = self.random(32)
        self.admin = self.person()
        self.workstation, seal_key = self.random(16), self.random(32)
        founded = SiteFounded(
            "CH fictif", "PUI fictive", "1 rue Imaginaire", "age1x", public_key(self.recovery)
        )
        salt = self.random(32)
        self.site = site_id(Body(salt, encode(founded), None))
        self.membership, openings = self.journals(self.workstation, seal_key)
        self.clinical = Journal(self, openings[1].journal, seal_key)
        self.founding = [
            self.signed_by_recovery(founded, salt),
            unsigned(self.enrolment(self.workstation, seal_key, "PUI-1"), self.workstation),
            *(unsigned(opening, self.workstation) for opening in openings),
            *self.introduction(self.admin, ("site.enrol", "site.people")),
            *([unsigned(RulesSwitched(tuple(rules)), self.site)] if rules else []),
        ]
        self.membership.write(self.founding)

    def person(self) -> Person:
        """A new person with a new key."""
        identifier, private = self.random(16), self.random(32)
        return Person(identifier, key_of(private), private)

    def introduction(self, person: Person, rights: tuple[str, ...]) -> list[NewAct]:
        """The unsigned acts that a founding uses to introduce somebody."""
        return [unsigned(body, person.id) for body in self.introducing(person, rights)]

    @staticmethod
    def introducing(person: Person, rights: tuple[str, ...]) -> list[Wire]:
        """The bodies that make somebody known, with a key and rights."""
        return [
            PersonEnrolled(person.id, "Fictif", "Camille", "", "pharmacist", ""),
            KeyIntroduced(person.id, person.key, public_key(person.private)),
            RightsGranted(person.id, rights),
        ]

    def enrolment(
        self, workstation: Id, seal_key: bytes, name: str, invitation: Id | None = None
    ) -> WorkstationEnrolled:
        """The act that lets a workstation in."""
        return WorkstationEnrolled(
            workstation, name, "pharmacie", public_key(seal_key), bytes(64), "age1y", invitation
        )

    def journals(
        self, workstation: Id, seal_key: bytes
    ) -> tuple[Journal, tuple[JournalOpened, JournalOpened]]:
        """A membership journal, and the announcements of it and of a clinical one."""
        public = public_key(seal_key)
        openings = []
        for scope in ("membership", "clinical"):
            nonce = self.random(32)
            journal = journal_id(self.site, public, nonce)
            openings.append(JournalOpened(journal, workstation, scope, public, nonce, None))
        return Journal(self, openings[0].journal, seal_key), (openings[0], openings[1])

    def signed_by_recovery(self, founded: SiteFounded, salt: bytes) -> NewAct:
        """The founding act."""
        act = unsigned(founded, self.site, salt)
        by = recovery_key_id(public_key(self.recovery))
        return msgspec.structs.replace(act, by=by, signer=signer(self.recovery))

    def roll(self, *journals: Journal) -> Roll:
        """A roll that holds these membership journals."""
        roll = Roll()
        pasts: dict[tuple[Id, int], Past] = {}
        everything = [written for journal in journals for written in journal.written]
        for written in sorted(everything, key=lambda one: (one.core.order, one.core.journal)):
            core = written.core
            own = pasts.get((core.journal, core.seq - 1), NOTHING)
            own = own.with_tip(core.journal, core.seq - 1) if core.seq > 1 else own
            past = own.joined(pasts[t.journal, t.seq].with_tip(t.journal, t.seq) for t in core.saw)
            pasts[core.journal, core.seq] = past
            roll.add(core, opened(written).bodies, past)
        return roll


def redeemed_by(key: bytes, site: Id, invitation: Id, acts: Sequence[NewAct]) -> NewAct:
    """What the one-time key of an invitation adds to the transaction that redeems it."""
    said = redemption_input(site, invitation, [(act.kind, act.body) for act in acts])
    return unsigned(InvitationRedeemed(public_key(key), signer(key)(said)), acts[0].file.id)


def opened(written: Written) -> Transaction:
    """The transaction of what was written."""
    return open_transaction(written.data)[0]
