"""Who counts: each transaction judged as it comes, and again when what it was judged by has changed.

A verdict is a function of what is held. Three things change one that was given: a cut, a withdrawal
or a settlement (everything is judged again), a fork that becomes known (its journal, and who built
on what), and somebody who builds on a branch (what he built on counts from then on).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

from node.store.chain import Chain
from node.store.connection import Connection
from node.store.files import Files
from node.store.membership_rows import sound
from node.store.session_rows import SessionRows
from schema.acts.narcotics import COUNTS
from schema.acts.settlement import SETTLING
from schema.ids import Id
from schema.transaction import Body, Core, Header, Tip
from sync.causality import Past, Spot
from sync.journal import signed_by
from sync.membership import CLINICAL
from sync.roll import Grounds, Moved, Roll, SignedBy
from sync.strands import Built

FORKED = "forked"
"""Set aside for nothing but a fork of its journal."""
_AT_ONCE = 1_000
"""Rows read at once where a journal is judged again."""


_BY_RIGHTS: Final = SETTLING | COUNTS


_SESSIONS: Final = frozenset({"session.opened/1", "session.closed/1"})


class Admission:
    """Judges, inside the caller's database transaction; `settle` ends what a batch began."""

    def __init__(self, connection: Connection, chain: Chain, files: Files, roll: Roll) -> None:
        self._connection = connection
        self._chain = chain
        self._files = files
        self._roll = roll
        self._sessions = SessionRows(connection)
        self.forget()

    def forget(self) -> None:
        """Drop what is remembered, after a write that did not happen."""
        self._sessions.forget()
        self._grounds: Grounds | None = None
        """By what everything held was judged; nil: by what the roll says now."""
        self._switched_off: frozenset[Spot] = frozenset()
        """By what everything held was folded, once `_grounds` is known."""
        self._built: Built | None = None
        self._built_on: list[tuple[Id, Past]] = []
        """Journals and pasts of admitted transactions whose part in forks is to be looked at."""
        self._members: list[tuple[Id, int]] = []
        """Membership transactions of this batch, noted as their own past has it."""
        self._came: list[Tip] = []
        """Transactions of this batch, of forked journals."""
        self._grown: set[Id] = set()
        """Forked journals that are to be judged again."""

    def write_out(self) -> None:
        """Put what is new into the table of sessions."""
        self._sessions.write_out()

    def judge(
        self,
        core: Core,
        bodies: tuple[Body | None, ...],
        past: Past,
        strand: Id,
        signed_by: SignedBy = signed_by,
        *,
        membership: bool,
    ) -> str:
        """Why a transaction that has just found its place is set aside, or empty."""
        if self._grounds is None:
            self.look()
        if membership:
            self._roll.add(core, bodies, past, strand)
            # What counts of many that come together is worked out once, in the end.
            verdict = self._roll.by_itself(strand, core.seq)
            if not verdict:
                self._members.append((strand, core.seq))
        else:
            verdict = self._roll.admits(core, bodies, past, self, strand, signed_by)
            if not verdict:
                self._note_sessions(core, strand)
        if self._chain.strands.forked:
            verdict = self._among_forks(core, past, strand, verdict, membership=membership)
        return verdict

    def _among_forks(self, core: Core, past: Past, strand: Id, verdict: str, *, membership: bool) -> str:
        if membership or verdict:
            return verdict
        if not self._forks().admits(Spot(strand, core.seq)):
            return FORKED
        self._built_on.append((core.journal, past))
        return ""

    def came(self, tip: Tip, *, longer: bool) -> None:
        """A transaction has come; `longer`: more of its journal lies in the forked part by that.

        One branch more changes nothing for those that are there: nobody who is here has it in his past.
        Unless a cut or a settlement names it, which until then had gone by its seq or by nothing.
        """
        if longer:
            self._grown.add(tip.journal)
        elif tip.journal in self._chain.strands.forked:
            self._came.append(tip)

    def settle(self) -> None:
        """After a batch: have verdicts say what follows from everything held."""
        self._judge_members()
        named = self._roll.named if self._came else frozenset()
        self._grown.update(tip.journal for tip in self._came if tip.hash in named)
        if self._grounds is not None and self._grounds is not self._roll.grounds:
            # What rested on something cut, or was done without knowing, may stand in anybody's journal.
            # Where a fork came too, what a cut names may be found only now: then it may be anybody's rights.
            whose = None if self._grown else self._roll.rights_changed(self._grounds)
            moved = None if self._grown else self._roll.moved(self._grounds)
            self.judge_again(self._chain.heads, whose, moved)
            if self._switched_off != self._roll.switched_off:
                # Acts of anybody have other rules now, whatever is said of them.
                self._files.make_all_stale()
        elif self._grown:
            self.judge_again(self._grown)
        elif self._built_on:
            self._spread()
        self.look()
        self._came.clear()
        self._built_on.clear()
        self._grown.clear()

    def _judge_members(self) -> None:
        for strand, seq in self._members:
            if verdict := self._roll.verdict(strand, seq):
                self._chain.write_out()
                n = self._connection.value(
                    "SELECT n FROM transactions WHERE journal = ? AND seq = ?",
                    (self._chain.numbers[strand], seq),
                )
                self._count(n, verdict)
        self._members.clear()

    def look(self) -> None:
        """All that is held was judged by what the roll says now."""
        self._grounds, self._switched_off = self._roll.grounds, self._roll.switched_off

    def judge_again(
        self, strands: Iterable[Id], whose: frozenset[Id] | None = None, moved: Moved | None = None
    ) -> None:
        """Judge these journals again, and have the files folded again that this touches.

        Those too in which somebody did what their rights decide, of these people or (nil) of anybody. With
        `moved` what is not of these journals and people is taken to stand as it was judged.
        """
        self._chain.write_out()
        self.write_out()
        if moved is None:
            self._files.kept.drop()
        changed: set[Id] = set()
        for journal in sorted({self._chain.strands.journal(strand) for strand in strands}):
            pieces = [one for one in self._chain.strands.of(journal) if one in self._chain.heads]
            self._sessions.clear([self._chain.numbers[strand] for strand in pieces])
            for strand in pieces:
                self._judge_strand(strand, whose, moved, changed)
        self._built = None
        if self._chain.strands.forked:
            self._forks()
        self._files.write_out()
        self.write_out()

    def _judge_strand(
        self, strand: Id, whose: frozenset[Id] | None, moved: Moved | None, changed: set[Id]
    ) -> None:
        """Judge a strand again; `changed` gathers the sessions that are not open any more where they were."""
        forked = self._chain.strands.journal(strand) in self._chain.strands.forked
        for n, seq, named, past, membership, before, data in self._rows_of(strand):
            found = sound(bytes(data), bytes(named))
            if found is None:
                continue  # damaged: judged when it is mended
            transaction, core = found
            if membership:
                verdict = self._roll.verdict(strand, seq)
            elif moved is not None and not _concerned(core, moved, changed):
                verdict = "" if before == FORKED else before
                if not verdict:
                    self._note_sessions(core, strand)
            else:
                full = self._chain.full_past(strand, seq, past)
                verdict = self._roll.admits(core, transaction.bodies, full, self, strand)
                if not verdict:
                    self._note_sessions(core, strand)
                if (not verdict) is not (before in {"", FORKED}):
                    changed.update(header.file.id for header in core.headers if header.kind in _SESSIONS)
                if moved is not None:
                    # What their authors had the right to is kept with acts.
                    self._files.kept.leave({self._files.number(header.file) for header in core.headers})
            if not verdict and before == FORKED and forked and not membership:
                continue  # that is for others to say: see `_forks`
            if verdict != before:
                self._say(n, core, verdict)
            else:
                # What its author had the right to settle or to reconcile may have changed all the same.
                self._stale(
                    header
                    for header in core.headers
                    if header.kind in _BY_RIGHTS and (whose is None or header.actor in whose)
                )

    def _rows_of(self, strand: Id) -> Iterator[Sequence[Any]]:
        """A strand's rows in order, a page at a time: a journal may be larger than memory should be."""
        last = 0
        while True:
            rows = self._connection.rows(
                # CAST: whoever alters a row by hand may leave a text there.
                "SELECT n, seq, hash, past, membership, set_aside, CAST(data AS BLOB) FROM transactions"
                " WHERE journal = ? AND seq > ? ORDER BY seq LIMIT ?",
                (self._chain.numbers[strand], last, _AT_ONCE),
            )
            if not rows:
                return
            yield from rows
            last = rows[-1][1]

    def _say(self, n: int, core: Core, verdict: str) -> None:
        self._connection.do("UPDATE transactions SET set_aside = ? WHERE n = ?", (verdict, n))
        self._stale(core.headers)

    def _stale(self, headers: Iterable[Header]) -> None:
        self._files.make_stale({self._files.number(header.file) for header in headers})

    # -- forks ------------------------------------------------------------------------------------

    def _forks(self) -> Built:
        """How far others have built on clinical branches, worked out afresh unless it is known."""
        if self._built is None:
            self._chain.write_out()
            built = self._built = self._roll.built(CLINICAL)
            numbers = {
                self._chain.numbers[strand]
                for journal in self._chain.strands.forked
                for strand in self._chain.strands.of(journal)
                if strand in self._chain.heads
            }
            for number, past in self._connection.rows(
                "SELECT DISTINCT journal, past FROM transactions WHERE membership = 0 AND set_aside = ''"
            ):
                if number not in numbers:
                    built.take(self._chain.ids[number], self._chain.past(past))
            self._work_out(built, numbers)
        return self._built

    def _work_out(self, built: Built, numbers: Iterable[int]) -> None:
        """Transactions of forked journals count as far as they are built on, and build on others then."""
        marks = ", ".join(map(str, sorted(numbers)))
        waiting = self._connection.rows(
            "SELECT n, journal, seq, past, set_aside FROM transactions"  # noqa: S608  # our own numbers
            f" WHERE journal IN ({marks}) AND membership = 0 AND set_aside IN ('', '{FORKED}')"
        )
        news = True
        while news:
            news, left = False, []
            for row in waiting:
                n, number, seq, past, before = row
                strand = self._chain.ids[number]
                if not built.admits(Spot(strand, seq)):
                    left.append(row)
                    continue
                built.take(self._chain.strands.journal(strand), self._chain.full_past(strand, seq, past))
                news = True
                if before:
                    self._count(n, "")
            waiting = left
        for n, _, _, _, before in waiting:
            if not before:
                self._count(n, FORKED)

    def _spread(self) -> None:
        """What admitted transactions have built on counts, and what that has built on."""
        self._chain.write_out()
        built = self._forks()
        while self._built_on:
            for strand, before, now in built.take(*self._built_on.pop()):
                for n, seq, past in self._connection.rows(
                    "SELECT n, seq, past FROM transactions WHERE journal = ? AND seq > ? AND seq <= ?"
                    " AND set_aside = ? AND membership = 0",
                    (self._chain.numbers[strand], before, now, FORKED),
                ):
                    self._count(n, "")
                    full = self._chain.full_past(strand, seq, past)
                    self._built_on.append((self._chain.strands.journal(strand), full))
        self._files.write_out()

    def _count(self, n: int, verdict: str) -> None:
        row = self._connection.row("SELECT hash, data FROM transactions WHERE n = ?", (n,))
        found = sound(bytes(row[1]), bytes(row[0])) if row is not None else None
        if found is not None:
            self._say(n, found[1], verdict)

    # -- sessions ---------------------------------------------------------------------------------

    def _note_sessions(self, core: Core, strand: Id) -> None:
        for header in core.headers:
            session = header.file.id
            if header.kind == "session.opened/1" and header.actor is not None:
                self._sessions.open(session, self._pieces(session, strand, core.seq), header.actor)
            elif header.kind == "session.closed/1":
                self._sessions.close(session, self._pieces(session, strand, core.seq))

    def is_open(self, session: Id | None, person: Id, strand: Id, seq: int) -> bool:
        """Whether `person` had opened this session earlier in this very chain and not closed it."""
        if session is None:
            return False
        return self._sessions.is_open(session, person, self._pieces(session, strand, seq - 1))

    def _pieces(self, session: Id, strand: Id, seq: int) -> list[tuple[int, int]]:
        own = (self._chain.number(strand), seq)
        if self._chain.strands.branch(strand) is None:
            return [own]
        ids, numbers = self._chain.ids, self._chain.numbers
        there = {ids[number] for number in self._sessions.strands(session) if number in ids}
        below = self._chain.strands.among(strand, seq, there - {strand})
        return [own, *((numbers[piece], upto) for piece, upto in below)]


def _concerned(core: Core, moved: Moved, sessions: Collection[Id]) -> bool:
    """Whether a transaction may be judged otherwise: by its journal, by who acts, or in which session."""
    return core.journal in moved.journals or any(
        header.actor in moved.people or header.by in sessions for header in core.headers
    )
