"""The roll: every membership transaction held, membership at any causal past, and admission. Pure.

Membership at a past is the fold, in order, of the admitted membership transactions in that past.
There are few of them (tens, hundreds), and few distinct pasts are ever asked for.
"""

from collections.abc import Mapping
from typing import Protocol, TypeAlias

import msgspec
from msgspec.structs import replace

from schema.codec import encode
from schema.ids import Hash, Id
from schema.transaction import Body, Core, core_hash
from sync.causality import Past, Spot
from sync.journal import signed_by
from sync.membership import CLINICAL, MEMBERSHIP, JournalInfo, Membership, effect, judge
from sync.strands import Built, Strands

Aside: TypeAlias = Mapping[Spot, str]
"""Why each of these membership transactions does not count."""


class Entry(msgspec.Struct, frozen=True):
    """One membership transaction with its causal past, and what its past says of it."""

    core: Core
    bodies: tuple[Body | None, ...]
    past: Past
    verdict: str
    spot: Spot
    hash: Hash

    @property
    def place(self) -> tuple[int, bytes, int, bytes]:
        """Its place in fold order."""
        return (self.core.order, self.core.journal, self.core.seq, self.hash)

    @property
    def removes(self) -> bool:
        """Whether it removes a workstation: that stands even when its author was removed apart."""
        return any(header.kind == "workstation.removed/1" for header in self.core.headers)


class Sessions(Protocol):
    """Which sessions were open where; the journals themselves say so."""

    def is_open(self, session: Id | None, person: Id, strand: Id, seq: int) -> bool:
        """Whether `person` had opened this session earlier in this very chain and not closed it."""
        ...


class Roll:
    """Grows with each membership transaction; answers for any past."""

    def __init__(self, strands: Strands | None = None) -> None:
        """`strands` knows which journals are forked; nil: none."""
        self._strands = Strands() if strands is None else strands
        self._entries: list[Entry] = []
        self._pieces: list[Id] = []
        """Strands of the entries, in the order of their first."""
        self._memberships: dict[tuple[int, ...], Membership] = {}
        self._uncut: dict[tuple[int, ...], Membership] = {}
        self._verdicts: dict[Spot, str] = {}
        self._aside: dict[Spot, str] = {}
        """Those beyond a cut, or forked, or that rest on what is, by place."""
        self.now = Membership()
        """Membership by everything held here."""

    @property
    def standing(self) -> tuple[object, ...]:
        """Equal while no transaction held before has to be judged again."""
        return (self.now.cuts, self.now.withdrawals, self.now.settled, self._aside)

    def add(self, core: Core, bodies: tuple[Body | None, ...], past: Past, strand: Id | None = None) -> None:
        """Take one in, whose past is already in; `strand` is where it stands (nil: its journal's first)."""
        verdict, _ = judge(self._alone(past), core, bodies)
        spot = Spot(core.journal if strand is None else strand, core.seq)
        named = core_hash(encode(core))
        self._entries.append(Entry(core, bodies, past, verdict, spot, named))
        self._verdicts[spot] = verdict
        if spot.strand not in self._pieces:
            self._pieces.append(spot.strand)
        self._entries.sort(key=lambda item: item.place)
        before = self._aside
        self.now = self._fold_all()
        if self._aside != before:
            self._memberships.clear()

    def verdict(self, strand: Id, seq: int) -> str:
        """Why that membership transaction is set aside, or empty when it is admitted."""
        spot = Spot(strand, seq)
        found = self._verdicts.get(spot)
        return "unannounced" if found is None else found or self._aside.get(spot, "")

    def at(self, past: Past) -> Membership:
        """Membership as somebody with this past knew it."""
        return self._at(past, self._memberships, self._aside)

    def _alone(self, past: Past) -> Membership:
        """The same, cuts and forks apart left out: what a removal itself is judged by."""
        return self._at(past, self._uncut, {})

    def _at(self, past: Past, kept: dict[tuple[int, ...], Membership], aside: Aside) -> Membership:
        # A strand more makes the key longer: what was found before it came is not found again.
        key = tuple(past.seqs.get(strand, 0) for strand in self._pieces)
        found = kept.get(key)
        if found is None:
            found = Membership()
            for entry in self._entries:
                seen = past.holds(entry.spot.strand, entry.spot.seq)
                if seen and not entry.verdict and entry.spot not in aside:
                    found = _after(found, entry)
            kept[key] = found
        return found

    def rules_at(self, past: Past) -> Mapping[str, frozenset[int]]:
        """Rules switched on in this past, each with the sorts of file it governs."""
        return self.at(past).rules if self.now.rules else {}

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
    ) -> str:
        """Why a clinical transaction is set aside, or empty; it counts whole or not at all.

        Forks are not looked at here: what others built on is not in a transaction's own past.
        """
        spot = Spot(core.journal if strand is None else strand, core.seq)
        if not self._inside(core.journal, spot):
            return "cut"
        known = self.at(past)
        journal = known.journals.get(core.journal)
        if journal is None or journal.scope != CLINICAL:
            return "unannounced"
        if not known.unclear.isdisjoint({journal.workstation, *(header.actor for header in core.headers)}):
            return "known_in_part"
        for index, header in enumerate(core.headers):
            body = bodies[index]
            if header.actor is None:
                return "nobody"
            if body is not None and body.signature is not None:
                public = known.key_of(header.actor, header.by)
                if public is None:
                    return "unknown_key"
                if not signed_by(public, core, index, body):
                    return "bad_signature"
            elif not sessions.is_open(header.by, header.actor, spot.strand, spot.seq):
                return "no_session"
            if not known.may(header.actor, header.right):
                return "beyond_rights"
            if self._withdrawn(header.actor, header.right, core.journal, spot, past):
                return "withdrawn"
        return ""

    def built(self, scope: str) -> Built:
        """What counts of the forked journals of a scope by settlement; the rest is for others to build on."""

        def owner(journal: Id) -> Id | None:
            info = self.now.journals.get(journal)
            return info.workstation if info is not None and info.scope == scope else None

        built = Built(self._strands, owner)
        built.settle(self.now.settled)
        return built

    def _fold_all(self) -> Membership:
        # Cuts come from every removal whose own past admitted it, so that two workstations which
        # remove each other are both removed, whichever was heard of first.
        self._aside = {}
        everything = Membership()
        for entry in self._entries:
            if not entry.verdict:
                everything = _after(everything, entry)
        if not everything.cuts and not self._strands.forked:
            return everything
        self.now = everything
        cut = {one.spot: "cut" for one in self._entries if not self._stands(one)}
        # What was taken out of the fold must not take the cut out with it, nor the name and key of a
        # journal it announced: what is set aside is still checked, stored and passed on, everywhere alike.
        kept = {"cuts": everything.cuts, "journals": everything.journals}
        self.now = replace(self._without(cut), **kept)
        forked = self._forked() if self._strands.forked else {}
        if forked:
            # Two people's signatures settle a fork wherever they stand, a forked journal included.
            self.now = replace(self._without({**cut, **forked}), settled=self.now.settled, **kept)
        return self.now

    def _without(self, aside: Aside) -> Membership:
        """The fold without these and what rests on them: they lend nobody a right, a key, a journal."""
        self._aside = dict(aside)
        state = Membership()
        for entry in self._entries:
            why = entry.verdict or self._aside.get(entry.spot, "")
            if not why and not entry.removes:
                # Its past comes before it in fold order, so that this much is settled already.
                why, _ = judge(self._at(entry.past, {}, self._aside), entry.core, entry.bodies)
            if why:
                self._aside[entry.spot] = why
            else:
                state = _after(state, entry)
        return state

    def _forked(self) -> Aside:
        """Those in the forked part of a journal on which nobody else has built, as `self.now` has it."""
        left = [one for one in self._entries if not one.verdict and one.spot not in self._aside]
        built = self.built(MEMBERSHIP)
        news = True
        while news:
            news = False
            for one in left:
                news |= built.admits(one.spot) and bool(built.take(one.core.journal, one.past))
        return {one.spot: "forked" for one in left if not one.removes and not built.admits(one.spot)}

    def _stands(self, entry: Entry) -> bool:
        return entry.removes or self._inside(entry.core.journal, entry.spot)

    def _inside(self, journal: Id, spot: Spot) -> bool:
        return all(self._strands.inside(spot, cut) for cut in self.now.cuts.get(journal, ()))

    def _withdrawn(self, person: Id, right: str, journal: Id, spot: Spot, past: Past) -> bool:
        return any(
            one.person == person
            and right in one.rights
            # Of a journal that the withdrawal does not name it had seen nothing: all of it lies outside.
            and not self._strands.inside(spot, one.cuts.get(journal))
            and not past.holds(one.spot.strand, one.spot.seq)
            for one in self.now.withdrawals
        )


def _after(state: Membership, entry: Entry) -> Membership:
    return effect(state, entry.core, entry.bodies, entry.past, entry.spot.strand)
