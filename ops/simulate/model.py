"""Which transactions count, said a second time, from the beginning each time and without a thought for speed.

Written from `format.md`, the decisions on admission and the merge rules alone: it shares the words of
`schema/` with the program and nothing else. It says why each transaction is set aside: shut out, on a branch
of a fork, or by the keys and rights of its own past; where doses stand is for `model_doses.py`.
"""

from collections.abc import Iterable, Iterator
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
from schema.acts.people import AdministratorAppointed, KeyChanged
from schema.acts.workstations import ForkSettled, WorkstationResumed, WorkstationSuspended
from schema.acts.workstations import WorkstationReadmissionProposed as Readmission
from schema.acts.workstations import WorkstationRemovalProposed as Removal
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import Header, journal_id

B = TypeVar("B", bound=Wire)
Out: TypeAlias = list[tuple[Tx, WorkstationSuspended | Removal]]
"""Where a workstation is shut out: what its journals say counts as far as that author had seen, or knew."""
Again: TypeAlias = list[tuple[Tx, Readmission]]
"""Where two people let one in again, and what they said of its journals."""
OF_THE_SITE = ("workstation.", "journal.", "membership.", "fork.")
"""Acts of membership that take the right `site.enrol`; the others take `site.people`."""


class Members(msgspec.Struct, frozen=True):
    """What counts of membership, and what holds back whatever else there is."""

    counted: Set
    out: Out
    again: Again
    named: Set
    """Where cuts were made: what counts depends on whether these are held."""


class Model(History):
    """Which transactions count in any set of them."""

    def __init__(self) -> None:
        super().__init__()
        self.forged: set[bytes] = set()
        """Hashes of those with a signature that somebody hostile made up: others are good by construction."""
        self._owners: dict[Id, Id] = {}
        self._bodies: dict[Set, list[tuple[Tx, Wire]]] = {}
        self._members: dict[Set, Members] = {}
        self._built_on: dict[Set, Set] = {}
        self._why: dict[tuple[Set, Set], str] = {}

    def why_aside(self, tx: Tx, held: Set) -> str:
        """Why a transaction does not count among those held; empty when it does."""
        everybody = held & self.membership
        members = self.members(everybody)
        if tx.bit & self.membership:
            return "" if tx.bit & members.counted else "aside"
        if (why := self._alone(tx, held)) or not self._forked(held & ~self.membership):
            return why
        if held not in self._built_on:
            good = bits(one for one in self.of(held & ~self.membership) if not self._alone(one, held))
            settled = self._settled(members.counted, held)
            self._built_on[held] = self._built(good, held & ~self.membership, settled)
        return "" if tx.bit & self._built_on[held] else "forked"

    def _alone(self, tx: Tx, held: Set) -> str:
        """Why a clinical one does not count, whatever became of its journal."""
        members = self.members(held & self.membership)
        key = (tx.bit, held & (self.membership | members.named))
        if key not in self._why:
            cut = self._held_back(tx, members.out, members.again, held)
            self._why[key] = "cut" if cut else self._judged(tx, members.counted, held)
        return self._why[key]

    # -- membership: what shuts out first, then what lets in again, then all that these leave

    def members(self, everybody: Set) -> Members:
        """Judge these transactions of membership by each other."""
        if everybody in self._members:
            return self._members[everybody]
        alone = self._fold(everybody, 0)
        removals, readmissions = self._by_two(alone, Removal), self._by_two(alone, Readmission)
        resumed = bits(tx for tx, _ in self._said(alone, WorkstationResumed))
        restricting = self._said(alone, WorkstationSuspended, Removal, RightsWithdrawn)
        restricts = bits(tx for tx, _ in restricting) & ~removals
        out = self._not_let_in(alone, readmissions, everybody, removal=True)
        out |= self._beyond(alone & ~out, restricts, everybody, removal=True)
        out |= self._not_let_in(alone & ~out, resumed, everybody, removal=False)
        standing = (removals | readmissions | restricts | resumed) & ~out
        barriers = self._barriers(alone & ~out, removal=False)
        out |= self._beyond(alone & ~out, alone & ~standing, everybody, removal=False)
        counted, before = self._fold(alone & ~out, standing), -1
        settled = self._settled(counted, everybody)
        # A witness may rest on what a fork leaves out: only those that still count have built on anything.
        while counted != before:
            before = counted
            counted = self._fold(counted & (self._built(counted, everybody, settled) | standing), standing)
        cuts = [
            getattr(body, "cuts", getattr(body, "admitted", ())) for _, body in self._said(everybody, Wire)
        ]
        named = bits(self.known[tip.hash] for tips in cuts for tip in tips)
        self._members[everybody] = Members(counted, *barriers, named)
        return self._members[everybody]

    def _fold(self, among: Set, standing: Set) -> Set:
        """Those among these that count by what counts of their own past; these stand whatever that says."""
        counted: Set = 0
        for tx in self.of(among):
            if tx.bit & standing or not self._judged(tx, counted, among):
                counted |= tx.bit
        return counted

    def _not_let_in(self, among: Set, letting: Set, held: Set, *, removal: bool) -> Set:
        """Of those that let somebody in again: beginning with none, each that is not held back counts."""
        left, before = letting & among, -1
        while left != before:
            before, left = left, self._beyond(among & ~left, left, held, removal=removal)
        return left

    def _beyond(self, counted: Set, some: Set, held: Set, *, removal: bool) -> Set:
        """Those of some that what counts holds back: by removals only, or by suspensions too."""
        barriers = self._barriers(counted, removal=removal)
        return bits(tx for tx in self.of(some) if self._held_back(tx, *barriers, held))

    def _barriers(self, counted: Set, *, removal: bool) -> tuple[Out, Again]:
        """Removals, and suspensions too; not those that somebody who knew of them lifted."""
        again = [*self._agreed(counted, Readmission)]
        out: Out = [*self._agreed(counted, Removal)]
        if not removal:
            alone: Out = [*self._said(counted, WorkstationSuspended), *self._said(counted, Removal)]
            out += [(tx, one) for tx, one in alone if not self._let_in(tx, one.workstation, counted)]
        return out, again

    def _let_in(self, tx: Tx, workstation: Id, counted: Set) -> bool:
        """Whether somebody who knew of this let its workstation in again."""
        ways: list[tuple[Tx, WorkstationResumed | Readmission]]
        ways = [*self._said(counted, WorkstationResumed), *self._agreed(counted, Readmission)]
        return any(by.past & tx.bit and one.workstation == workstation for by, one in ways)

    def _held_back(self, tx: Tx, out: Out, again: Again, held: Set) -> bool:
        """Beyond what is let through of its workstation's journals where that was shut out."""
        journal = tx.core.journal
        for at, one in out:
            if one.workstation == self.owner(journal):
                through = at.past | self.within(one.cuts, journal, held)
                for by, let in again:
                    if by.past & at.bit and let.workstation == one.workstation:
                        # Journals it announces, or opened by somebody who knew of it, lie behind it.
                        new = self._behind(journal, by, let)
                        through |= tx.bit if new else self.within(let.admitted, journal, held)
                if not tx.bit & through:
                    return True
        return False

    def _behind(self, journal: Id, by: Tx, let: Readmission) -> bool:
        opened = self._said(self.membership, JournalOpened)
        knew = any(one.journal == journal and tx.past & by.bit for tx, one in opened)
        return knew or journal in self._announces(by, let)

    def _announces(self, by: Tx, let: Readmission) -> dict[Id, str]:
        """The journals of a readmission, with their scopes: opened with the key that its workstation has."""
        enrolled = self._said(self.membership, WorkstationEnrolled)
        key = next((one.seal_key for _, one in enrolled if one.workstation == let.workstation), b"")
        return {journal_id(by.core.site, key, new.nonce): new.scope for new in let.journals}

    def _opened(self, known: Set) -> Iterator[tuple[Id, Id, str]]:
        """Journals announced: their workstation, and their scope."""
        for _, one in self._said(known, JournalOpened):
            yield one.journal, one.workstation, one.scope
        for by, let in self._agreed(known, Readmission):
            for journal, scope in self._announces(by, let).items():
                yield journal, let.workstation, scope

    def owner(self, journal: Id) -> Id:
        """The workstation that writes a journal."""
        if journal not in self._owners:
            self._owners |= {one: who for one, who, _ in reversed([*self._opened(self.membership)])}
        return self._owners.get(journal, journal)

    # -- what was said: by one, or by two where the second agreed

    def _said(self, among: Set, *kinds: type[B]) -> Iterator[tuple[Tx, B]]:
        among &= self.membership
        if among not in self._bodies:
            self._bodies[among] = [(tx, body) for tx in self.of(among) for body in tx.bodies if body]
        return ((tx, body) for tx, body in self._bodies[among] if isinstance(body, kinds))

    def _agreed(self, among: Set, kind: type[B]) -> Iterator[tuple[Tx, B]]:
        for tx, one in self._said(among, MembershipAgreed):
            if isinstance(body := self.known[one.act.core].bodies[0], kind):
                yield tx, body

    def _by_two(self, among: Set, kind: type[Wire]) -> Set:
        """Where such things were agreed to, and where they had been proposed."""
        said = [(tx, one) for tx, one in self._said(among, MembershipAgreed)]
        pairs = [(self.known[one.act.core], tx) for tx, one in said]
        return bits(tx for pair in pairs for tx in pair if isinstance(pair[0].bodies[0], kind))

    # -- forks: as far as another workstation, or two people, went on from there

    def _forked(self, held: Set) -> list[tuple[Tx, Tx]]:
        return [(one, other) for one, other in self.forks if one.bit & held and other.bit & held]

    def _built(self, good: Set, held: Set, settled: Set) -> Set:
        """Those on no forked journal, settled, or on which one of another workstation that counts had built.

        Whoever holds two branches of the journal before writing builds on neither.
        """
        forks = self._forked(held)
        forked = bits(tx for pair in forks for tx in pair)
        found, before = good & (~forked | settled), -1
        while found != before:
            before = found
            for tx in self.of(good & forked & ~found):
                pairs = [(a.bit, b.bit) for a, b in forks if a.core.journal == tx.core.journal]
                owner = self.owner(tx.core.journal)
                if any(
                    by.past & tx.bit
                    and self.owner(by.core.journal) != owner
                    and not any(a & by.past and b & by.past for a, b in pairs)
                    for by in self.of(found)
                ):
                    found |= tx.bit
        return found

    def _settled(self, counted: Set, held: Set) -> Set:
        """What two people settled, as far as it is held; of what was signed apart, what all of them admit."""
        said: list[tuple[Tx, Set, ForkSettled]] = []
        for tx, one in self._agreed(counted, ForkSettled):
            tips = tuple(tip for tip in one.tips if self.known[tip.hash].bit & held)
            said.append((tx, self.within(tips, one.journal, held), one))
        admitted: dict[Id, Set] = {}
        for tx, what, one in said:
            if not any(by.past & tx.bit and one.journal == other.journal for by, _, other in said):
                admitted[one.journal] = admitted.get(one.journal, -1) & what
        return bits(tx for what in admitted.values() for tx in self.of(what))

    # -- one transaction, whole or not at all: by keys and rights of its own past, and withdrawals apart

    def _judged(self, tx: Tx, counted: Set, held: Set) -> str:
        core, known = tx.core, tx.past & counted
        if core.headers[0].kind == "site.founded/1" and core.seq == 1:
            return ""
        if not tx.bit & self.membership:
            scopes = [scope for journal, _, scope in self._opened(known) if journal == core.journal]
            if scopes[:1] != ["clinical"]:
                return "unannounced"
        found = (self._act(tx, index, known, counted, held) for index in range(len(core.headers)))
        return next((why for why in found if why), "")

    def _act(self, tx: Tx, index: int, known: Set, counted: Set, held: Set) -> str:
        header, item = tx.core.headers[index], tx.transaction.bodies[index]
        signed = item is not None and item.signature is not None
        if signed:
            if header.by not in self.keys(known, header.actor):
                return "unknown_key"
            if tx.hash in self.forged:
                return "bad_signature"
        if tx.bit & self.membership:
            if not signed:
                return "" if self._redeems(tx, index, known) else "unsigned"
            right = "site.enrol" if header.kind.startswith(OF_THE_SITE) else "site.people"
            body = tx.bodies[index]
            if isinstance(body, KeyChanged):
                return "" if body.person == header.actor else "not_yours"
            if isinstance(body, MembershipAgreed) and not self._agrees(body, header, known):
                return "agrees_to_nothing"
            return "" if self.may(known, header.actor, right) else "beyond_rights"
        if header.actor is None or not (signed or self._in_session(tx, header, counted, held)):
            return "no_session"
        if not self.may(known, header.actor, header.right):
            return "beyond_rights"
        return "withdrawn" if self._withdrawn(tx, header.actor, header.right, counted, held) else ""

    def keys(self, known: Set, person: Id | None) -> set[Id]:
        """Introduced or changed to, and neither replaced nor one of two that were introduced apart."""
        first = [(tx, one.key) for tx, one in self._said(known, KeyIntroduced) if one.person == person]
        changed = [one for _, one in self._said(known, KeyChanged) if one.person == person]
        twice = {key for at, key in first for by, _ in first if not (at.to_here & by.bit or by.past & at.bit)}
        away = twice.union(*(one.retires for one in changed))
        return {key for _, key in first}.union(one.key for one in changed) - away

    def _agrees(self, body: MembershipAgreed, header: Header, known: Set) -> bool:
        """Another person, who knew what they agree to, and of nobody who had agreed or called it off."""
        proposal = self.known.get(body.act.core)
        if proposal is None or not proposal.bit & known or proposal.core.headers[0].actor == header.actor:
            return False
        what, agreed = proposal.bodies[0], self._said(known, MembershipAgreed)
        called_off = isinstance(what, Removal) and self._let_in(proposal, what.workstation, known)
        return not called_off and not any(one.act == body.act for _, one in agreed)

    def _in_session(self, tx: Tx, header: Header, counted: Set, held: Set) -> bool:
        """Opened by that person earlier in this very chain, and not closed before."""
        chain = [one for one in self.journals[tx.core.journal] if one.bit & tx.past]
        said = [(one, act) for one in chain for act in one.core.headers if act.file.id == header.by]
        return not any(act.kind == "session.closed/1" for _, act in said) and any(
            act.kind == "session.opened/1"
            and act.actor == header.actor
            and not self._judged(one, counted, held)
            for one, act in said
        )

    def may(self, known: Set, person: Id | None, right: str) -> bool:
        """Granted, by a grant that knew of every withdrawal: granted ‖ withdrawn is withdrawn."""
        if person is None or not right:
            return True
        away = [tx for tx, one in self._said(known, RightsWithdrawn) if _names(one, person, right)]
        given: list[tuple[Tx, RightsGranted | AdministratorAppointed]]
        given = [*self._said(known, RightsGranted), *self._said(known, AdministratorAppointed)]
        grants = [tx for tx, one in given if _names(one, person, right)]
        return any(all(grant.past & one.bit for one in away) for grant in grants)

    def _withdrawn(self, tx: Tx, person: Id, right: str, counted: Set, held: Set) -> bool:
        """By a withdrawal it did not know of and that had not seen it: *before* means inside the cut."""
        return any(
            _names(one, person, right)
            and not tx.past & at.bit
            and not tx.bit & (self.within(one.cuts, tx.core.journal, held) | at.past)
            for at, one in self._said(counted, RightsWithdrawn)
        )

    def has_rule(self, tx: Tx, name: str, held: Set) -> bool:
        """Whether a rule was switched on before."""
        switched = self._said(tx.past & self.members(held & self.membership).counted, RulesSwitched)
        return any(rule.name == name for _, one in switched for rule in one.rules)

    def for_review(self, tx: Tx, held: Set) -> bool:
        """Done apart from the withdrawal of the right to, where that holds the dose until somebody looked."""
        return self.why_aside(tx, held) == "withdrawn" and self.has_rule(tx, "withdrawn_since", held)

    def owns(self, tx: Tx, person: Id | None, rights: Iterable[str], held: Set) -> bool:
        """Whether somebody had one of these rights when they wrote this, nobody having taken it apart."""
        counted = self.members(held & self.membership).counted
        return person is not None and any(
            self.may(tx.past & counted, person, right)
            and not self._withdrawn(tx, person, right, counted, held)
            for right in rights
        )

    def _redeems(self, tx: Tx, index: int, known: Set) -> bool:
        """An unused invitation of this very journal is redeemed; journals that this, or an old key, opens."""
        body = tx.bodies[index]
        enrolled = [one for _, one in self._said(known, WorkstationEnrolled)]
        if isinstance(body, WorkstationEnrolled):
            invited = {
                one.invitation
                for at, one in self._said(known, WorkstationInvited)
                if at.core.journal == tx.core.journal
            }
            return body.invitation in invited - {one.invitation for one in enrolled}
        if isinstance(body, JournalReopened):
            # Vouched for by a key of its workstation, as the first words of the new journal.
            removed = {one.workstation for _, one in self._agreed(known, Removal)}
            return tx.core.seq == 1 and body.workstation in {one.workstation for one in enrolled} - removed
        before = [one for one in tx.bodies[:index] if isinstance(one, WorkstationEnrolled)]
        return isinstance(body, JournalOpened) and body.workstation in {one.workstation for one in before}


def bits(txs: Iterable[Tx]) -> Set:
    """The set of these."""
    found = 0
    for tx in txs:
        found |= tx.bit
    return found


def _names(body: RightsGranted | RightsWithdrawn | AdministratorAppointed, person: Id, right: str) -> bool:
    return body.person == person and right in body.rights
