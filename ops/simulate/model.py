"""What must come out, said a second time: which transactions count (where doses stand: `model_doses.py`).

Written from `format.md`, the decisions on admission and the merge rules alone: it shares the words of
`schema/` with the program and nothing else. Everything is worked out from the beginning each time.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias, TypeVar

import msgspec

from ops.simulate.history import History, Set, Tx
from schema.acts.agreement import MembershipAgreed
from schema.acts.membership import (
    JournalOpened,
    JournalReopened,
    KeyIntroduced,
    RightsGranted,
    RightsWithdrawn,
    RulesSwitched,
    WorkstationEnrolled,
    WorkstationInvited,
)
from schema.acts.people import AdministratorAppointed
from schema.acts.workstations import (
    ForkSettled,
    WorkstationReadmissionProposed,
    WorkstationRemovalProposed,
    WorkstationResumed,
    WorkstationSuspended,
)
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import Header, Tip, journal_id

B = TypeVar("B", bound=Wire)
Granted = RightsGranted | AdministratorAppointed
Lift: TypeAlias = tuple[Tx, WorkstationReadmissionProposed]
"""Where two people let a workstation in again, and what they said."""


class Barrier(msgspec.Struct, frozen=True):
    """A workstation is suspended or removed: of its journals counts what its author had seen or known."""

    at: Tx
    workstation: Id
    cuts: tuple[Tip, ...]


class Members(msgspec.Struct, frozen=True):
    """What counts of membership, and what holds back whatever else there is."""

    counted: Set
    barriers: Sequence[Barrier]
    lifts: Sequence[Lift]


class Model(History):
    """Which transactions count in any set of them."""

    def __init__(self) -> None:
        super().__init__()
        self.forged: set[bytes] = set()
        """Hashes of those with a signature that somebody hostile made up: others are good by construction."""
        self._owners: dict[Id, Id] = {}
        self._members_of: dict[Set, Members] = {}
        self._clinical_of: dict[Set, Set] = {}
        self._why: dict[tuple[Set, Set], str] = {}

    def why_aside(self, tx: Tx, held: Set) -> str:
        """Why a transaction does not count among those held; empty when it does."""
        everybody = held & self.membership
        members = self.members(everybody)
        if tx.bit & self.membership:
            return "" if tx.bit & members.counted else "aside"
        if (tx.bit, everybody) not in self._why:
            held_back = self._held_back(tx, members.barriers, members.lifts)
            self._why[tx.bit, everybody] = "cut" if held_back else self._judged(tx, members.counted)
        return self._why[tx.bit, everybody] or ("" if tx.bit & self._clinical(held, members) else "forked")

    # -- membership: what shuts out first, then what lets in again, then all that these leave

    def members(self, everybody: Set) -> Members:
        """Judge these transactions of membership by each other."""
        if everybody not in self._members_of:
            self._members_of[everybody] = self._judge(everybody)
        return self._members_of[everybody]

    def _judge(self, everybody: Set) -> Members:
        alone = self._fold(everybody, 0)
        removals = self._by_two(alone, WorkstationRemovalProposed)
        readmits = self._by_two(alone, WorkstationReadmissionProposed)
        lifts = _bits(self._said(alone, WorkstationResumed))
        restricts = _bits(
            self._said(alone, WorkstationSuspended, WorkstationRemovalProposed, RightsWithdrawn)
        )
        restricts &= ~removals
        out = self._not_let_in(alone, readmits, removal=True)
        out |= self._beyond(alone & ~out, restricts, removal=True)
        out |= self._not_let_in(alone & ~out, lifts, removal=False)
        standing = (removals | readmits | restricts | lifts) & ~out
        barriers, readmitted = self._barriers(alone & ~out, removal=False)
        out |= self._beyond(alone & ~out, alone & ~standing, removal=False)
        counted = self._fold(alone & ~out, standing)
        built = self._built(counted, everybody, counted) | standing
        return Members(self._fold(counted & built, standing), barriers, readmitted)

    def _by_two(self, among: Set, kind: type[Wire]) -> Set:
        """What one person proposed and another agreed to: both acts."""
        agreed = [(self.known[one.act.core], tx) for tx, one in self._said(among, MembershipAgreed)]
        return sum({tx.bit for pair in agreed for tx in pair if isinstance(pair[0].bodies[0], kind)})

    def _fold(self, among: Set, standing: Set) -> Set:
        """Those among these that count by what counts of their own past; these stand whatever that says."""
        counted: Set = 0
        for tx in self.of(among):
            if tx.bit & standing or not self._judged(tx, counted):
                counted |= tx.bit
        return counted

    def _not_let_in(self, among: Set, letting: Set, *, removal: bool) -> Set:
        """Of those that let somebody in again: beginning with none, each that is not held back counts."""
        left, before = letting & among, -1
        while left != before:
            before = left
            left = self._beyond(among & ~left, left, removal=removal)
        return left

    def _beyond(self, counted: Set, some: Set, *, removal: bool) -> Set:
        """Those of some that what counts holds back: by removals only, or by suspensions too."""
        barriers, lifts = self._barriers(counted, removal=removal)
        return sum(tx.bit for tx in self.of(some) if self._held_back(tx, barriers, lifts))

    def _barriers(self, counted: Set, *, removal: bool) -> tuple[Sequence[Barrier], Sequence[Lift]]:
        """Removals, and suspensions too; not those that somebody who knew of them lifted."""
        found: list[Barrier] = []
        for tx, one in self._said(counted, Wire):
            if not isinstance(one, WorkstationSuspended | WorkstationRemovalProposed):
                continue
            called_off = any(tx.bit & by.past and one.workstation == who for by, who in self._let_in(counted))
            if not removal and not called_off:
                found.append(Barrier(tx, one.workstation, one.cuts))
        lifts: list[Lift] = []
        for tx, body in self._agreed(counted):
            if isinstance(body, WorkstationRemovalProposed):
                found.append(Barrier(tx, body.workstation, body.cuts))
            elif isinstance(body, WorkstationReadmissionProposed):
                lifts.append((tx, body))
        return found, lifts

    def _agreed(self, counted: Set) -> Iterator[tuple[Tx, Wire | None]]:
        """Where somebody agreed, and to what."""
        for tx, one in self._said(counted, MembershipAgreed):
            yield tx, self.known[one.act.core].bodies[0]

    def _let_in(self, counted: Set) -> list[tuple[Tx, Id]]:
        """Where suspensions of which workstation were lifted."""
        found = [(tx, one.workstation) for tx, one in self._said(counted, WorkstationResumed)]
        again = ((tx, one) for tx, one in self._agreed(counted))
        return found + [
            (tx, one.workstation) for tx, one in again if isinstance(one, WorkstationReadmissionProposed)
        ]

    def _held_back(self, tx: Tx, barriers: Sequence[Barrier], lifts: Sequence[Lift]) -> bool:
        """Beyond what some barrier of its workstation lets through: what its author had seen, or knew."""
        journal = tx.core.journal
        for one in barriers:
            if one.workstation != self.owner(journal):
                continue
            lifted = [
                lift for lift in lifts if lift[0].past & one.at.bit and lift[1].workstation == one.workstation
            ]
            through = one.at.past | self.within(one.cuts, journal)
            for by, again in lifted:
                # Those it announces, or that were opened by somebody who knew of it, lie behind it.
                through |= (
                    tx.bit if self._behind(journal, by, again) else self.within(again.admitted, journal)
                )
            if not tx.bit & through:
                return True
        return False

    def _behind(self, journal: Id, by: Tx, again: WorkstationReadmissionProposed) -> bool:
        opened = self._said(self.membership, JournalOpened)
        knowing = any(one.journal == journal and tx.past & by.bit for tx, one in opened)
        return knowing or journal in self._announces(by, again)

    def _announces(self, by: Tx, again: WorkstationReadmissionProposed) -> dict[Id, str]:
        """The journals of a readmission, with their scopes: opened with the key that its workstation has."""
        enrolled = self._said(self.membership, WorkstationEnrolled)
        key = next((one.seal_key for _, one in enrolled if one.workstation == again.workstation), b"")
        return {journal_id(by.core.site, key, new.nonce): new.scope for new in again.journals}

    def _opened(self, known: Set) -> Iterator[tuple[Id, Id, str]]:
        """Journals announced: their workstation, and their scope."""
        for _, one in self._said(known, JournalOpened):
            yield one.journal, one.workstation, one.scope
        for by, again in self._agreed(known):
            if isinstance(again, WorkstationReadmissionProposed):
                for journal, scope in self._announces(by, again).items():
                    yield journal, again.workstation, scope

    def owner(self, journal: Id) -> Id:
        """The workstation that writes a journal."""
        if journal not in self._owners:
            self._owners |= {one: who for one, who, _ in reversed([*self._opened(self.membership)])}
        return self._owners.get(journal, journal)

    def _said(self, among: Set, *kinds: type[B]) -> Iterator[tuple[Tx, B]]:
        """The acts of these kinds in these transactions of membership, in fold order."""
        for tx in self.of(among & self.membership):
            for body in tx.bodies:
                if isinstance(body, kinds):
                    yield tx, body

    # -- forks: as far as another workstation, or two people, went on from there

    def _clinical(self, held: Set, members: Members) -> Set:
        """Of the clinical ones: those on no forked journal, or built upon."""
        clinical = held & ~self.membership
        if not any(one.bit & clinical and other.bit & clinical for one, other in self.forks):
            return clinical
        if held not in self._clinical_of:
            good = 0
            for tx in self.of(clinical):
                held_back = self._held_back(tx, members.barriers, members.lifts)
                if not held_back and not self._judged(tx, members.counted):
                    good |= tx.bit
            self._clinical_of[held] = self._built(good, clinical, members.counted)
        return self._clinical_of[held]

    def _built(self, good: Set, held: Set, counted: Set) -> Set:
        """Those on no forked journal, settled, or on which one of another workstation that counts had built.

        Whoever holds two branches of the journal before writing builds on neither.
        """
        forks = [(one, other) for one, other in self.forks if one.bit & held and other.bit & held]
        forked = sum({tx.bit for pair in forks for tx in pair})
        found, before = good & ~forked | good & forked & self._settled(counted), -1
        while found != before:
            before = found
            for tx in self.of(good & forked & ~found):
                here = [pair for pair in forks if pair[0].core.journal == tx.core.journal]
                for by in self.of(found):
                    clean = not any(one.bit & by.past and other.bit & by.past for one, other in here)
                    if by.past & tx.bit and clean and self._others(by, tx):
                        found |= tx.bit
        return found

    def _others(self, by: Tx, tx: Tx) -> bool:
        return self.owner(by.core.journal) != self.owner(tx.core.journal)

    def _settled(self, counted: Set) -> Set:
        """What two people settled; of settlements of a journal signed apart, what all of them admit."""
        said = [(tx, body) for tx, body in self._agreed(counted) if isinstance(body, ForkSettled)]
        settled = 0
        for journal in {body.journal for _, body in said}:
            ones = [(tx, self.within(body.tips, journal)) for tx, body in said if body.journal == journal]
            admitted = -1
            for tx, what in ones:
                admitted &= what if not any(by.past & tx.bit for by, _ in ones) else -1
            settled |= admitted
        return settled

    # -- one transaction, by keys and rights of its own past, and by withdrawals held apart

    def _judged(self, tx: Tx, counted: Set) -> str:
        """Counts whole or not at all."""
        core, known = tx.core, tx.past & counted
        if core.headers[0].kind == "site.founded/1" and core.seq == 1:
            return ""
        if not tx.bit & self.membership:
            scopes = [scope for journal, _, scope in self._opened(known) if journal == core.journal]
            if scopes[:1] != ["clinical"]:
                return "unannounced"
        found = (self._act(tx, index, known, counted) for index in range(len(core.headers)))
        return next((why for why in found if why), "")

    def _act(self, tx: Tx, index: int, known: Set, counted: Set) -> str:
        header, item = tx.core.headers[index], tx.transaction.bodies[index]
        signed = item is not None and item.signature is not None
        if signed:
            keys = self._said(known, KeyIntroduced)
            if not any((one.person, one.key) == (header.actor, header.by) for _, one in keys):
                return "unknown_key"
            if tx.hash in self.forged:
                return "bad_signature"
        if tx.bit & self.membership:
            return self._member_act(tx, index, known, signed=signed)
        if header.actor is None or not (signed or self._in_session(tx, header, counted)):
            return "no_session"
        if not self._may(known, header.actor, header.right):
            return "beyond_rights"
        return "withdrawn" if self._withdrawn(tx, header, counted) else ""

    def _member_act(self, tx: Tx, index: int, known: Set, *, signed: bool) -> str:
        header, body = tx.core.headers[index], tx.bodies[index]
        if not signed:
            return "" if self._redeems(tx, index, known) else "unsigned"
        if isinstance(body, MembershipAgreed):
            # Another person, who knew what they agree to, and that nobody had agreed or withdrawn it before.
            proposal = self.known.get(body.act.core)
            if proposal is None or not proposal.bit & known or proposal.core.headers[0].actor == header.actor:
                return "not_proposed"
            if any(one.act == body.act for _, one in self._said(known, MembershipAgreed)):
                return "agreed_already"
            if self._called_off(proposal, known):
                return "proposal_withdrawn"
        site = header.kind.startswith(("workstation.", "journal.", "membership.", "fork."))
        return (
            "" if self._may(known, header.actor, "site.enrol" if site else "site.people") else "beyond_rights"
        )

    def _called_off(self, proposal: Tx, known: Set) -> bool:
        body = proposal.bodies[0]
        return isinstance(body, WorkstationRemovalProposed) and any(
            by.past & proposal.bit and who == body.workstation for by, who in self._let_in(known)
        )

    def _in_session(self, tx: Tx, header: Header, counted: Set) -> bool:
        """Opened by that person earlier in this very chain, and not closed before."""
        before = [
            (one, said)
            for one in self.journals[tx.core.journal]
            if one.bit & tx.past
            for said in one.core.headers
            if said.file.id == header.by
        ]
        closed = any(said.kind == "session.closed/1" for _, said in before)
        return not closed and any(
            said.kind == "session.opened/1" and said.actor == header.actor and not self._judged(one, counted)
            for one, said in before
        )

    def _may(self, known: Set, person: Id | None, right: str) -> bool:
        """Granted, by a grant that knew of every withdrawal: granted ‖ withdrawn is withdrawn."""
        if person is None or not right:
            return True
        away = [tx for tx, one in self._said(known, RightsWithdrawn) if _names(one, person, right)]
        grants = [
            tx
            for tx, one in self._said(known, Wire)
            if isinstance(one, Granted) and _names(one, person, right)
        ]
        return any(all(grant.past & withdrawn.bit for withdrawn in away) for grant in grants)

    def for_review(self, tx: Tx, held: Set) -> bool:
        """Done apart from the withdrawal of the right to, where that holds the dose until somebody looked."""
        counted = self.members(held & self.membership).counted
        switched = (one for _, one in self._said(tx.past & counted, RulesSwitched))
        new = any(rule.name == "withdrawn_since" for one in switched for rule in one.rules)
        return new and self.why_aside(tx, held) == "withdrawn"

    def _withdrawn(self, tx: Tx, header: Header, counted: Set) -> bool:
        """By a withdrawal it did not know of and that had not seen it: *before* means inside the cut."""
        return any(
            header.actor is not None
            and _names(body, header.actor, header.right)
            and not tx.past & withdrawn.bit
            and not tx.bit & (self.within(body.cuts, tx.core.journal) | withdrawn.past)
            for withdrawn, body in self._said(counted, RightsWithdrawn)
        )

    def _redeems(self, tx: Tx, index: int, known: Set) -> bool:
        """An unused invitation of this very journal is redeemed; journals that this, or an old key, opens."""
        body = tx.bodies[index]
        if isinstance(body, WorkstationEnrolled):
            used = {one.invitation for _, one in self._said(known, WorkstationEnrolled)}
            return body.invitation not in used and any(
                one.invitation == body.invitation and invited.core.journal == tx.core.journal
                for invited, one in self._said(known, WorkstationInvited)
            )
        if isinstance(body, JournalReopened):
            # Vouched for by a key of its workstation, as the first words of the new journal.
            removed = [one.workstation for one in self._barriers(known, removal=True)[0]]
            enrolled = [one.workstation for _, one in self._said(known, WorkstationEnrolled)]
            return tx.core.seq == 1 and body.workstation in enrolled and body.workstation not in removed
        return isinstance(body, JournalOpened) and any(
            isinstance(one, WorkstationEnrolled) and one.workstation == body.workstation
            for one in tx.bodies[:index]
        )


def _names(body: Granted | RightsWithdrawn, person: Id, right: str) -> bool:
    return body.person == person and right in body.rights


def _bits(said: Iterable[tuple[Tx, Wire]]) -> Set:
    return sum({tx.bit for tx, _ in said})
