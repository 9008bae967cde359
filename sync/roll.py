"""The roll: every membership transaction held, membership at any causal past, and admission. Pure.

Membership at a past is the fold, in order, of the admitted membership transactions in that past.
There are few of them (tens, hundreds), and few distinct pasts are ever asked for.
"""

from collections.abc import Mapping
from typing import Protocol

import msgspec
from msgspec.structs import replace

from schema.ids import Id
from schema.transaction import Body, Core
from sync.causality import Past
from sync.journal import signed_by
from sync.membership import CLINICAL, MEMBERSHIP, JournalInfo, Membership, effect, judge

NO_CUT = 2**53


class Entry(msgspec.Struct, frozen=True):
    """One membership transaction with its causal past, and what its past says of it."""

    core: Core
    bodies: tuple[Body | None, ...]
    past: Past
    verdict: str

    @property
    def place(self) -> tuple[int, bytes, int]:
        """Its place in fold order."""
        return (self.core.order, self.core.journal, self.core.seq)

    @property
    def spot(self) -> tuple[Id, int]:
        """Its journal and seq."""
        return (self.core.journal, self.core.seq)

    @property
    def removes(self) -> bool:
        """Whether it removes a workstation: that stands even when its author was removed apart."""
        return any(header.kind == "workstation.removed/1" for header in self.core.headers)


class Sessions(Protocol):
    """Which sessions were open where; the journals themselves say so."""

    def is_open(self, session: Id | None, person: Id, journal: Id, seq: int) -> bool:
        """Whether `person` had opened this session earlier in this very journal and not closed it."""
        ...


class Roll:
    """Grows with each membership transaction; answers for any past."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._journals: list[Id] = []
        """Those of the entries, in the order of their first."""
        self._memberships: dict[tuple[int, ...], Membership] = {}
        self._uncut: dict[tuple[int, ...], Membership] = {}
        self._aside: dict[tuple[Id, int], str] = {}
        """Those beyond a cut, or that rest on what is, by place."""
        self.now = Membership()
        """Membership by everything held here."""

    def add(self, core: Core, bodies: tuple[Body | None, ...], past: Past) -> None:
        """Take one in, whose past is already in."""
        verdict, _ = judge(self._alone(past), core, bodies)
        self._entries.append(Entry(core, bodies, past, verdict))
        if core.journal not in self._journals:
            self._journals.append(core.journal)
        self._entries.sort(key=lambda item: item.place)
        before = self._aside
        self.now = self._fold_all()
        if self._aside != before:
            self._memberships.clear()

    def verdict(self, journal: Id, seq: int) -> str:
        """Why that membership transaction is set aside, or empty when it is admitted."""
        for entry in self._entries:
            if (entry.core.journal, entry.core.seq) == (journal, seq):
                return entry.verdict or self._aside.get((journal, seq), "")
        return "unannounced"

    def at(self, past: Past) -> Membership:
        """Membership as somebody with this past knew it."""
        # A journal more makes the key longer: what was found before it came is not found again.
        return self._at(past, self._memberships, self._aside)

    def _alone(self, past: Past) -> Membership:
        """The same, cuts apart left out: what a removal itself is judged by."""
        return self._at(past, self._uncut, {})

    def _at(
        self,
        past: Past,
        kept: dict[tuple[int, ...], Membership],
        aside: Mapping[tuple[Id, int], str],
    ) -> Membership:
        # A journal more makes the key longer: what was found before it came is not found again.
        key = tuple(past.seqs.get(journal, 0) for journal in self._journals)
        found = kept.get(key)
        if found is None:
            found = Membership()
            for entry in self._entries:
                seen = past.holds(entry.core.journal, entry.core.seq)
                if seen and not entry.verdict and entry.spot not in aside:
                    found = effect(found, entry.core, entry.bodies, entry.past)
            kept[key] = found
        return found

    def journals(self, scope: str) -> Mapping[Id, JournalInfo]:
        """Announced journals of a scope (`membership`, or `all`)."""
        return {
            journal.id: journal
            for journal in self.now.journals.values()
            if scope == "all" or journal.scope == MEMBERSHIP
        }

    def admits(self, core: Core, bodies: tuple[Body | None, ...], past: Past, sessions: Sessions) -> str:
        """Why a clinical transaction is set aside, or empty; it counts whole or not at all."""
        if core.seq > self.now.cuts.get(core.journal, NO_CUT):
            return "cut"
        known = self.at(past)
        journal = known.journals.get(core.journal)
        if journal is None or journal.scope != CLINICAL:
            return "unannounced"
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
            elif not sessions.is_open(header.by, header.actor, core.journal, core.seq):
                return "no_session"
            if not known.may(header.actor, header.right):
                return "beyond_rights"
            if self._withdrawn(header.actor, header.right, core, past):
                return "withdrawn"
        return ""

    def _fold_all(self) -> Membership:
        # Two passes: cuts come from every removal whose own past admitted it, so that two
        # workstations which remove each other are both removed, whichever was heard of first.
        everything = Membership()
        for entry in self._entries:
            if not entry.verdict:
                everything = effect(everything, entry.core, entry.bodies, entry.past)
        if not everything.cuts:
            self._aside = {}
            return everything
        state = Membership()
        self._aside = {}
        for entry in self._entries:
            why = entry.verdict or self._why_cut(entry, everything.cuts)
            if why:
                self._aside[entry.spot] = why
            else:
                state = effect(state, entry.core, entry.bodies, entry.past)
        # What a cut took out of the fold must not take the cut out with it, nor the name and key of a
        # journal it announced: what is set aside is still checked, stored and passed on, everywhere alike.
        return replace(state, cuts=everything.cuts, journals=everything.journals)

    def _why_cut(self, entry: Entry, cuts: Mapping[Id, int]) -> str:
        """Beyond a cut, or resting on what is: that lends nobody a right, a key or a journal."""
        if not self._inside(entry, cuts):
            return "cut"
        if entry.removes:
            return ""
        # Its past comes before it in fold order, so that this much is settled already.
        why, _ = judge(self._at(entry.past, {}, self._aside), entry.core, entry.bodies)
        return why

    @staticmethod
    def _inside(entry: Entry, cuts: Mapping[Id, int]) -> bool:
        return entry.removes or entry.core.seq <= cuts.get(entry.core.journal, NO_CUT)

    def _withdrawn(self, person: Id, right: str, core: Core, past: Past) -> bool:
        return any(
            one.person == person
            and right in one.rights
            # Of a journal that the withdrawal does not name it had seen nothing: all of it lies outside.
            and core.seq > one.cuts.get(core.journal, 0)
            and not past.holds(one.journal, one.seq)
            for one in self.now.withdrawals
        )
