"""Which transactions of membership count, given all that is held: a pure function of the set.

First what removes, by two people: it stands even when its authors were shut out apart, so that two
who remove each other are both removed. Then what suspends or withdraws, within those cuts; then all
else within all cuts, unless it rests on what does not count.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from schema.acts.agreement import MembershipAgreed, ProposalWithdrawn
from schema.acts.membership import JournalReopened
from schema.acts.people import KeyResetProposed
from schema.codec import Wire
from schema.ids import Hash, Id
from schema.rules import ADMINISTRATORS_PIN, TWO_PEOPLE
from schema.transaction import ActRef, Body
from sync.annals import Annals
from sync.causality import Past, Spot
from sync.folding import Aside, Entry, lower, lowest_of, rests
from sync.membership import MEMBERSHIP, JournalInfo, Membership, Role, Withdrawal, judge, needs
from sync.membership.judging import strictly
from sync.membership.needs import PEOPLE
from sync.membership.state import Cuts
from sync.membership.vouching import Vouchers
from sync.once import Again, appointed_again, redeemed_again, without
from sync.strands import Built, Strands


class Held(msgspec.Struct, frozen=True):
    """What holds acts back: of journals by removal and by suspension, of people by withdrawal."""

    removed: Cuts = {}
    suspended: Cuts = {}
    withdrawals: tuple[Withdrawal, ...] = ()
    strict: bool = False
    """Withdrawn rights hold back acts of membership too."""

    def journal(self, strands: Strands, journal: Id, spot: Spot) -> str:
        """Why this transaction does not count, by its journal: `cut`, `suspended` or empty."""
        for code, cuts in (("cut", self.removed), ("suspended", self.suspended)):
            limits = cuts.get(journal)
            if limits and not all(limit.lets_through(strands, spot) for limit in limits):
                return code
        return ""

    def person(
        self, strands: Strands, person: Id, right: str, journal: Id, spot: Spot, past: Past
    ) -> Withdrawal | None:
        """What was taken from this person and not known to them, when it covers what they did there."""
        if not self.withdrawals:
            return None
        return next(
            (
                one
                for one in self.withdrawals
                if one.person == person
                and one.takes(right)
                # Of a journal that it does not name it had seen nothing: all of it lies outside.
                and not any(strands.inside(spot, cut) for cut in one.cuts.get(journal, ()))
                and not (one.seen is not None and one.seen.holds(spot.strand, spot.seq))
                and not past.holds(one.spot.strand, one.spot.seq)
            ),
            None,
        )

    def also(self, state: Membership, journals: Sequence[JournalInfo]) -> "Held":
        """The same where these journals are known besides, by the state that says what is held back."""
        removed = state.cuts(removal=True, journals=journals) if journals else {}
        suspended = state.cuts(removal=False, journals=journals) if journals else {}
        if not removed and not suspended:
            return self
        return replace(self, removed={**self.removed, **removed}, suspended={**self.suspended, **suspended})

    def removals(self) -> "Held":
        """What two people did, alone."""
        removals = tuple(one for one in self.withdrawals if one.removal)
        return Held(self.removed, {}, removals, self.strict)


def held_back(state: Membership, everything: Membership) -> Held:
    """What holds back, as `state` has it; a journal is cut even when its announcement does not count."""
    journals = tuple(everything.journals.values())
    return Held(
        state.cuts(removal=True, journals=journals),
        state.cuts(removal=False, journals=journals),
        state.withdrawals,
        TWO_PEOPLE in everything.rules,
    )


class Standing(msgspec.Struct, frozen=True):
    """What counts of membership, and what holds back whatever else there is."""

    now: Membership = msgspec.field(default_factory=Membership)
    held: Held = Held()
    aside: Aside = {}
    holding: Membership = msgspec.field(default_factory=Membership)
    """By what that is held back."""
    built: Built | None = None
    """How far branches count, where there are any."""
    again: Again = Again()
    forked: Mapping[Id, int] = {}
    """Journals that were known to be forked, each with the first seq at which its branches differ."""


def standing(annals: Annals, strands: Strands, vouchers: Vouchers) -> Standing:
    """Judge all that is held by each other."""
    everything = annals.folded({})
    if not (everything.barriers or everything.withdrawals or everything.switches or strands.forked):
        return Standing(everything)
    return _Judging(annals, strands, vouchers, everything).done()


def further(
    before: Standing,
    fresh: Sequence[Entry],
    named: frozenset[Hash],
    annals: Annals,
    strands: Strands,
    vouchers: Vouchers,
) -> Standing | None:
    """The same when nothing has come but these, which announce journals of which nobody knew.

    They change nothing of what was judged, so that they alone are judged by it. Nil: they may, because a fork
    is new, or one of the transactions `named` by cuts and settlements, or somebody built on a branch.
    """
    if strands.forked and (before.built is None or strands.forked != before.forked):
        return None
    everything = annals.folded({})
    opened = [everything.journals[info.id] for one in fresh for info, _ in one.opened]
    held = before.held.also(before.holding, opened)
    aside, lowest = dict(before.aside), lowest_of(before.aside)
    for one in fresh:
        branch, resting = _in_forked_part(strands, one), rests(one, lowest)
        if strands.forked and (one.hash in named or not _reopens(one) or (resting and branch)):
            return None
        # Nobody can have built on a branch that has just come.
        why = _why(held, strands, one, everything) or ("forked" if branch else "")
        # Asked before what it rests on: a witness may bring back the very branch by which it counts.
        if not why and before.built is not None and before.built.take(one.core.journal, one.past):
            return None
        if not why and resting:
            why, _ = judge(annals.folded(aside, one.past), one.core, one.bodies, vouchers)
        if why:
            aside[one.spot] = why
            lower(lowest, one.spot)
    now = replace(before.now, journals=everything.journals)
    return replace(before, now=now, held=held, aside=aside)


def _reopens(entry: Entry) -> bool:
    """Whether it announces journals for which nobody signs: what is set aside never lets it count."""
    contents = entry.contents.items()
    return all(isinstance(one, JournalReopened) and _unsigned(entry.bodies[n]) for n, one in contents)


def _unsigned(body: Body | None) -> bool:
    return body is not None and body.signature is None


def _in_forked_part(strands: Strands, entry: Entry) -> bool:
    return entry.core.seq >= strands.forked.get(entry.core.journal, entry.core.seq + 1)


def built(annals: Annals, strands: Strands, scope: str, again: Again) -> Built:
    """How far others have built on each branch of the journals of a scope: not yet.

    Whose a journal is, is asked each time: who joins later builds on branches too.
    """

    def owner(journal: Id) -> Id | None:
        info = annals.announced(journal, again.redeemed)
        return info.workstation if info is not None and info.scope == scope else None

    return Built(strands, owner, again.unsure)


_SHUTTING: Final = (Role.REMOVES, Role.READMITS, Role.RESTRICTS, Role.LIFTS)


class _Judging:
    """One judgement of all entries; each step sets aside some more."""

    def __init__(self, annals: Annals, strands: Strands, vouchers: Vouchers, everything: Membership) -> None:
        self._annals = annals
        self._strands = strands
        self._vouchers = vouchers
        self._everything = everything
        self._good = [one for one in annals.entries if not one.verdict]
        self._by_hash = {one.hash: one for one in self._good}
        self._aside: dict[Spot, str] = {}
        self._built: Built | None = None
        self._again = redeemed_again(self._good, everything) if strands.forked else Again()
        self._roles = {one.spot: _role(one, everything) for one in self._good}

    def done(self) -> Standing:
        """The whole of it."""
        self._aside |= self._outdated()
        self._aside |= self._appointed_again()
        self._let_in(Role.READMITS, lambda state: held_back(state, self._everything).removals())
        removals = held_back(self._annals.folded(self._aside), self._everything).removals()
        self._put_aside(Role.RESTRICTS, removals)
        self._let_in(Role.LIFTS, lambda state: held_back(state, self._everything))
        holding = self._annals.folded(self._aside)
        held = held_back(holding, self._everything)
        self._put_aside(Role.OTHER, held)
        now = self._resting()
        # A witness may rest on what a fork leaves out: each round looks only at those that still count.
        # Nothing comes back, so it ends; and then whoever has built on a branch counts.
        while self._strands.forked and (forked := self._forked(now)):
            self._aside |= forked
            # Two people's signatures settle a fork wherever they stand, a forked journal included.
            now = replace(self._resting(), settlements=now.settlements)
        since = dict(self._strands.forked)
        return Standing(now, held, self._aside, holding, self._built, self._again, since)

    def _outdated(self) -> Aside:
        """Done by one person, apart from the act that switched on the rule of two."""
        return {
            one.spot: why
            for one in self._good
            if one.acts
            for switch in self._everything.switches
            if not one.past.holds(switch.spot.strand, switch.spot.seq)
            and not switch.past.holds(one.spot.strand, one.spot.seq)
            and one.spot != switch.spot
            and (why := self._judged(strictly(self._annals.folded({}, one.past)), one))
        }

    def _appointed_again(self) -> Aside:
        """Appointments by one alone that have a rival, but for those that people settled who rest on none."""
        doubtful = list(appointed_again(self._good, self._everything, self._strands))
        if not doubtful:
            return {}
        besides = self._without(doubtful)
        found = built(self._annals, self._strands, MEMBERSHIP, self._again)
        found.settle(self._annals.folded({**self._aside, **besides}).settled)
        left = [one for one in doubtful if not found.admits(one.spot)]
        return self._without(left) if len(left) < len(doubtful) else besides

    def _without(self, doubtful: Sequence[Entry]) -> Aside:
        return without(doubtful, self._good, self._aside, self._annals, self._vouchers)

    def _judged(self, before: Membership, one: Entry) -> str:
        return judge(before, one.core, one.bodies, self._vouchers)[0]

    def _let_in(self, role: Role, held: Callable[[Membership], Held]) -> None:
        """Count those that let somebody in again: beginning with none, each that is not held back itself.

        Each that counts may free others, and holds back none, so that the end does not depend on the way.
        """
        left = [one for one in self._good if self._roles[one.spot] == role and one.spot not in self._aside]
        before = None
        found = Held()
        while left and len(left) != before:
            before = len(left)
            found = held(self._annals.folded({**self._aside, **{one.spot: "cut" for one in left}}))
            left = [one for one in left if self._why(one, found) or self._partner_out(one, found)]
        self._aside |= {one.spot: self._why(one, found) or "not_proposed" for one in left}

    def _partner_out(self, entry: Entry, held: Held) -> bool:
        """Whether what it agrees to is held back."""
        wanted = {content.act for content in entry.contents.values() if isinstance(content, MembershipAgreed)}
        return any(
            ActRef(one.core.journal, one.core.seq, act.index, one.hash) == act and self._why(one, held)
            for act in wanted
            if (one := self._by_hash.get(act.core)) is not None
        )

    def _put_aside(self, role: Role, held: Held) -> None:
        for one in self._good:
            if (
                self._roles[one.spot] == role
                and one.spot not in self._aside
                and (why := self._why(one, held))
            ):
                self._aside[one.spot] = why

    def _why(self, entry: Entry, held: Held) -> str:
        """Why what is held back holds back this one, or empty."""
        return _why(held, self._strands, entry, self._everything)

    def _resting(self) -> Membership:
        """The fold without what is set aside and what rests on it: it lends nobody a right, a key, a journal.

        What shuts out and lets in is judged by its own past alone.
        """
        lowest = lowest_of(self._aside)
        for entry in self._good:
            if entry.spot in self._aside or self._roles[entry.spot] in _SHUTTING:
                continue
            if rests(entry, lowest):
                why = self._judged(self._annals.folded(self._aside, entry.past), entry)
                if why:
                    self._aside[entry.spot] = why
                    lower(lowest, entry.spot)
        # What was taken out of the fold must not take the name and key of a journal with it: what is set
        # aside is still checked, stored and passed on, everywhere alike.
        return replace(self._annals.folded(self._aside), journals=self._everything.journals)

    def _forked(self, now: Membership) -> Aside:
        """Those in the forked part of a journal on which nobody else has built."""
        left = [one for one in self._good if one.spot not in self._aside]
        # Asked of the annals: who joins later may build on branches too.
        found = self._built = built(self._annals, self._strands, MEMBERSHIP, self._again)
        found.settle(now.settled)
        news = True
        while news:
            news, waiting = False, []
            for one in left:
                if found.admits(one.spot) and found.witness(one.core.journal) is not None:
                    news |= bool(found.take(one.core.journal, one.past))
                else:
                    waiting.append(one)
            left = waiting
        return {
            one.spot: "forked"
            for one in left
            if not found.admits(one.spot) and self._roles[one.spot] not in _SHUTTING
        }


def _why(held: Held, strands: Strands, entry: Entry, everything: Membership) -> str:
    """Why what is held back holds back this one, or empty."""
    core = entry.core
    if why := held.journal(strands, core.journal, entry.spot):
        return why
    for index, content in entry.contents.items():
        actor = core.headers[index].actor
        if actor is None:
            continue
        for right in _rights(entry, content, actor, everything):
            found = held.person(strands, actor, right, core.journal, entry.spot, entry.past)
            if found is not None and (held.strict or found.rights is None):
                return "withdrawn"
    return ""


def _rights(entry: Entry, content: Wire, actor: Id, everything: Membership) -> Iterator[str]:
    """The rights that it takes of its author: any of them, taken apart from it, holds it back."""
    yield needs(content).right
    proposed = content
    if isinstance(content, MembershipAgreed | ProposalWithdrawn):
        proposal = everything.proposals.get(content.act)
        if proposal is None or (isinstance(content, ProposalWithdrawn) and proposal.by == actor):
            return
        proposed = proposal.content
        yield needs(proposed).right
    if isinstance(proposed, KeyResetProposed) and everything.held_for(ADMINISTRATORS_PIN, entry.past):
        subject = everything.people.get(proposed.person)
        # Who is made one knowing of the reset takes nothing from it: else it would end months later.
        if subject is not None and subject.administers_apart(entry.spot):
            yield PEOPLE


def _role(entry: Entry, everything: Membership) -> Role:
    """What it does to others' acts: the first of what its acts do."""
    return min((_role_of(entry, *one, everything) for one in entry.contents.items()), default=Role.OTHER)


def _role_of(entry: Entry, index: int, content: Wire, everything: Membership) -> Role:
    if isinstance(content, MembershipAgreed):
        proposal = everything.proposals.get(content.act)
        return Role.OTHER if proposal is None else needs(proposal.content).role
    found = needs(content)
    if not found.two or entry.core.headers[index].actor is None:
        return found.role
    core = entry.core
    proposal = everything.proposals.get(ActRef(core.journal, core.seq, index, entry.hash))
    return found.role if proposal is not None and proposal.agreed else found.at_once
