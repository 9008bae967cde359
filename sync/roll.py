"""The roll: every membership transaction held, membership at any causal past, and admission. Pure.

Membership at a past is the fold, in order, of the admitted membership transactions in that past.
There are few of them (tens, hundreds) but for announcements of journals, which are looked up instead.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from itertools import dropwhile, pairwise
from typing import Protocol, TypeAlias

import msgspec

from schema.acts.agreement import MembershipAgreed
from schema.acts.membership import RulesSwitched
from schema.codec import Wire
from schema.ids import Hash, Id
from schema.transaction import Body, Core, Tip
from sync.annals import Annals
from sync.causality import Past, Spot
from sync.folding import Entry, Known, entry
from sync.journal import signed_by
from sync.membership import CLINICAL, MEMBERSHIP, JournalInfo, Journals, Membership, Withdrawal, judge
from sync.membership.vouching import Vouchers
from sync.standing import Held, Standing, built, further, standing
from sync.strands import Built, Strands

_STEPS = 64
"""Of what followed for admission, remembered: a batch seldom changes it more than once."""
SignedBy: TypeAlias = Callable[[bytes, Core, int, Body], bool]
"""Whether a person's signature on an act is good: see `sync.journal.signed_by`."""


class Sessions(Protocol):
    """Which sessions were open where; the journals themselves say so."""

    def is_open(self, session: Id | None, person: Id, strand: Id, seq: int) -> bool:
        """Whether `person` had opened this session earlier in this very chain and not closed it."""
        ...


class Grounds(msgspec.Struct):
    """By what transactions were judged."""

    held: Held
    """Grows by what holds back journals of which nobody knew, in which there was nothing to judge."""
    settled: Mapping[Id, tuple[tuple[Tip, ...], ...]]
    aside: dict[Spot, str]
    """Grows by what never counted, which changes nothing for anybody."""
    owners_changed: int
    redeemed_again: frozenset[Spot] = frozenset()
    """Where an invitation was, on several branches: what stands there may announce journals otherwise."""

    @property
    def named(self) -> frozenset[Hash]:
        """The transactions that cuts and settlements name."""
        held = self.held
        limits = (
            limit for cuts in (held.removed, held.suspended) for some in cuts.values() for limit in some
        )
        tips = [tip for limit in limits for tip in limit.tips]
        tips += [tip for one in held.withdrawals for some in one.cuts.values() for tip in some]
        tips += [tip for some in self.settled.values() for one in some for tip in one]
        return frozenset(tip.hash for tip in tips)


class Moved(msgspec.Struct, frozen=True):
    """Whose transactions may be judged otherwise than they were."""

    journals: frozenset[Id]
    people: frozenset[Id]


class Roll:
    """Grows with each membership transaction; answers for any past."""

    def __init__(self, strands: Strands | None = None, vouchers: Vouchers | None = None) -> None:
        """`strands` knows which journals are forked (nil: none); `vouchers` which were looked at."""
        self._strands = Strands() if strands is None else strands
        self._vouchers = Vouchers() if vouchers is None else vouchers
        self.taken = 0
        """How often something was taken in, or all forgotten: while it is the same, so is what is held."""
        self.forget()

    def forget(self) -> None:
        """As if nothing had been taken in yet."""
        self.taken += 1
        self._annals = Annals()
        self._fresh: list[Entry] = []
        """What was added since it was last looked at what counts."""
        self._whole = True
        """Whether more was added than journals of which nobody knew, or is known otherwise of forks."""
        self._memberships = Known()
        self._uncut = Known()
        self._verdicts: dict[Spot, str] = {}
        self._standing: Standing | None = None
        """Nil while what was added since has not been looked at."""
        self._looked_at = Standing()
        self._grounds = deque([Grounds(Held(), {}, {}, 0)], _STEPS)
        """What followed for admission, each time that it was found to be something else; the last is now."""
        self._switches: dict[Hash, Spot] = {}
        """What switches a rule on, or agrees to that, by hash."""
        self._owners_changed = 0
        """How often a journal became another workstation's, which only two announcements of it can do."""

    @property
    def now(self) -> Membership:
        """Membership by everything held here."""
        return self._stands().now

    @property
    def announced_here(self) -> Journals:
        """Every journal of `now`, by whom and under which key, for which nothing has to be judged."""
        return self._annals.journals

    def news(self) -> Sequence[Id]:
        """Journals announced since this was last asked."""
        return self._annals.news()

    def tell_again(self) -> None:
        """Of all journals: what followed from the news did not happen."""
        self._annals.tell_again()

    @property
    def named(self) -> frozenset[Hash]:
        """The transactions that what holds back, or settles a fork, names."""
        return self.grounds.named

    @property
    def grounds(self) -> Grounds:
        """The same object while no transaction judged before has to be judged again.

        Not merely an equal one: what was judged while somebody was suspended is judged again after that.
        """
        self._stands()
        return self._grounds[-1]

    def moved(self, before: Grounds) -> Moved | None:
        """Whose transactions, once judged by that or by anything since, may be judged otherwise now.

        Nil: anybody's. What is held back names journals and people; all else is a transaction's own past.
        """
        self._stands()
        since = list(dropwhile(lambda one: one is not before, self._grounds))
        if not since or any(
            (one.settled, one.aside, one.owners_changed, one.redeemed_again)
            != (now.settled, now.aside, now.owners_changed, now.redeemed_again)
            for one, now in pairwise(since)
        ):
            return None
        journals, people = set[Id](), set[Id]()
        for one, now in pairwise(since):
            for was, cuts in ((one.held.removed, now.held.removed), (one.held.suspended, now.held.suspended)):
                journals |= {named for named in was.keys() | cuts.keys() if was.get(named) != cuts.get(named)}
            people |= _otherwise_withdrawn(one.held, now.held)
        return Moved(frozenset(journals), frozenset(people))

    def rights_changed(self, before: Grounds) -> frozenset[Id] | None:
        """Whose rights may be others at some place held before, since it was judged by that; nil: anybody's.

        Whose changed by withdrawals, which reach what was done apart from them, or by what counts no more.
        """
        found = self._stands()
        otherwise = before.aside.keys() ^ found.aside.keys()
        changed = _otherwise_withdrawn(before.held, found.held)
        for one in self._annals.entries:
            for content in one.contents.values() if one.spot in otherwise else ():
                if isinstance(content, MembershipAgreed):
                    return None
                person = getattr(content, "person", None)
                changed |= {person} if isinstance(person, bytes) else set()
        return frozenset(changed)

    @property
    def switched_off(self) -> frozenset[Spot]:
        """What would switch a rule on and does not count: while it is equal, acts keep their rules."""
        found = self._stands().aside
        return frozenset(spot for spot in self._switches.values() if spot in found)

    @property
    def held_back(self) -> frozenset[Id]:
        """Journals of which what was written counts, or not, by a cut."""
        held = self._stands().held
        named = (journal for one in held.withdrawals for journal in one.cuts)
        return frozenset({*held.removed, *held.suspended, *named})

    def _stands(self) -> Standing:
        if self._standing is None:
            before, last = self._looked_at, self._grounds[-1]
            fresh = [one for one in self._fresh if not one.verdict]
            known = self._annals, self._strands, self._vouchers
            more = None if self._whole else further(before, fresh, last.named, *known)
            found = self._standing = standing(*known) if more is None else more
            last.aside.update((one.spot, found.aside[one.spot]) for one in fresh if one.spot in found.aside)
            if more is None:
                self._look(before, found)
            else:
                last.held = found.held
            self._looked_at, self._whole = found, False
            self._fresh.clear()
        return self._standing

    def _look(self, before: Standing, found: Standing) -> None:
        """See what follows for admission from all that counts."""
        last = self._grounds[-1]
        self._owners_changed += _otherwise(before.now, found.now)
        if found.aside != last.aside:
            self._memberships.clear()
        again = frozenset(found.again.redeemed)
        grounds = Grounds(found.held, found.now.settled, dict(found.aside), self._owners_changed, again)
        if grounds != last:
            self._grounds.append(grounds)

    def add(self, core: Core, bodies: tuple[Body | None, ...], past: Past, strand: Id | None = None) -> None:
        """Take one in, whose past is already in; `strand` is where it stands (nil: its journal's first)."""
        verdict = self.judged(core, bodies, past)
        new = entry(core, bodies, past, verdict, core.journal if strand is None else strand)
        self.taken += 1
        if any(self._switches_on(content) for content in new.contents.values()):
            self._switches[new.hash] = new.spot
        self._verdicts[new.spot] = verdict
        said = self._looked_at.now.journals.said
        self._whole |= self._annals.add(new) or any(info.id in said for info, _ in new.opened)
        self._fresh.append(new)
        self._standing = None

    def look_again(self) -> None:
        """Which journals are forked may be known otherwise than it was."""
        self._standing, self._whole = None, True

    def _switches_on(self, content: Wire) -> bool:
        agreed = isinstance(content, MembershipAgreed) and content.act.core in self._switches
        return agreed or isinstance(content, RulesSwitched)

    def by_itself(self, strand: Id, seq: int) -> str:
        """Why that membership transaction is set aside on its own past, or empty."""
        return self._verdicts.get(Spot(strand, seq), "unannounced")

    def verdict(self, strand: Id, seq: int) -> str:
        """Why that membership transaction is set aside, or empty when it is admitted."""
        return self.by_itself(strand, seq) or self._stands().aside.get(Spot(strand, seq), "")

    def at(self, past: Past) -> Membership:
        """Membership as somebody with this past knew it."""
        return self._annals.at(past, self._stands().aside, self._memberships)

    def announced(self, journal: Id, past: Past) -> JournalInfo | None:
        """A journal as this past has it, cuts left out; nothing that comes from elsewhere changes that."""
        return self._alone(past).journals.get(journal)

    def key(self, person: Id | None, key: Id | None, past: Past) -> bytes | None:
        """A person's public key as this past has it, cuts and forks left out: whether a signature is good."""
        return self._alone(past).key_of(person, key)

    def judged(self, core: Core, bodies: tuple[Body | None, ...], past: Past) -> str:
        """Why its own past sets a membership transaction aside, cuts and forks apart left out; or empty."""
        return judge(self._alone(past), core, bodies, self._vouchers)[0]

    def _alone(self, past: Past) -> Membership:
        """The same, cuts and forks apart left out: what a removal itself is judged by."""
        return self._annals.at(past, {}, self._uncut)

    @property
    def uncut(self) -> Membership:
        """Membership of all that is held, cuts and forks left out: what is written next counts by it too."""
        return self._annals.folded({})

    def rules_at(self, past: Past) -> Mapping[str, frozenset[int]]:
        """Rules switched on in this past, each with the sorts of file it governs."""
        return self.at(past).rules if self.now.rules else {}

    def rights(self, known: Membership, person: Id, journal: Id, spot: Spot, past: Past) -> frozenset[str]:
        """What this person might do there: by their past (`known`), less what was taken apart from it."""
        holder = known.people.get(person)
        if holder is None or not holder.active:
            return frozenset()
        held = self._stands().held
        if not held.withdrawals or not any(one.person == person for one in held.withdrawals):
            return holder.rights
        return frozenset(
            right
            for right in holder.rights
            if held.person(self._strands, person, right, journal, spot, past) is None
        )

    def journals(self, scope: str) -> Mapping[Id, JournalInfo]:
        """Announced journals of a scope (`membership`, or `all`)."""
        return {
            journal.id: journal
            for journal in self.now.journals.values()
            if scope == "all" or journal.scope == MEMBERSHIP
        }

    def admits(
        self,
        core: Core,
        bodies: tuple[Body | None, ...],
        past: Past,
        sessions: Sessions,
        strand: Id | None = None,
        signed_by: SignedBy = signed_by,
    ) -> str:
        """Why a clinical transaction is set aside, or empty; it counts whole or not at all.

        Forks are not looked at here: what others built on is not in a transaction's own past. `signed_by`
        is for who has looked at these signatures before.
        """
        spot = Spot(core.journal if strand is None else strand, core.seq)
        held = self._stands().held
        if why := held.journal(self._strands, core.journal, spot):
            return why
        known = self.at(past)
        journal = known.journals.get(core.journal)
        if journal is None or journal.scope != CLINICAL:
            return "unannounced"
        if known.unclear:
            named = {journal.workstation, *(header.actor for header in core.headers)}
            if not known.unclear.isdisjoint(named):
                return "known_in_part"
        known_good: set[tuple[Id | None, Id | None, str]] = set()
        """Who acts in which session by which right: a transaction has few of them, and often many acts."""
        for index, header in enumerate(core.headers):
            body = bodies[index]
            signed = body is not None and body.signature is not None
            who, right = header.actor, header.right
            asked = (who, header.by, right)
            if not signed and asked in known_good:
                continue
            if who is None:
                return "nobody"
            if why := _unproven(who, known, core, index, body, sessions, spot, signed_by):
                return why
            if not known.may(who, right):
                return "beyond_rights"
            if held.person(self._strands, who, right, core.journal, spot, past) is not None:
                return "withdrawn"
            if not signed:
                known_good.add(asked)
        return ""

    def built(self, scope: str) -> Built:
        """What counts of the forked journals of a scope by settlement; the rest is for others to build on."""
        stands = self._stands()
        found = built(self._annals, self._strands, scope, stands.again.settled(stands.aside))
        found.settle(self.now.settled)
        return found


def _unproven(
    who: Id,
    known: Membership,
    core: Core,
    index: int,
    body: Body | None,
    sessions: Sessions,
    spot: Spot,
    signed_by: SignedBy,
) -> str:
    """Why it is not shown that they said this, or empty: by a signature, or a session open in this chain."""
    header = core.headers[index]
    if body is None or body.signature is None:
        return "" if sessions.is_open(header.by, who, spot.strand, spot.seq) else "no_session"
    public = known.key_of(who, header.by)
    if public is None:
        return "unknown_key"
    return "" if signed_by(public, core, index, body) else "bad_signature"


def _otherwise_withdrawn(before: Held, now: Held) -> set[Id]:
    """From whom not the same was withdrawn."""
    people = {one.person for held in (before, now) for one in held.withdrawals}
    return {one for one in people if _taken(before, one) != _taken(now, one)}


def _taken(held: Held, person: Id) -> list[Withdrawal]:
    return [one for one in held.withdrawals if one.person == person]


def _otherwise(before: Membership, now: Membership) -> bool:
    """Whether a journal known before is another workstation's now, or of another scope."""
    return any(
        (found := now.journals.get(one.id)) is None
        or (found.workstation, found.scope) != (one.workstation, one.scope)
        for one in before.journals.values()
    )
