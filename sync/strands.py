"""Strands: the unbroken pieces of forked journals, and what lies on which of them. Pure.

A journal without a fork is one strand, named like the journal. A transaction whose place is taken
begins another, which leaves its base at that seq; which one was there first is local naming, and
shows in nothing that workstations compare.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

import msgspec

from schema.codec import tagged_hash
from schema.ids import Hash, Id
from schema.transaction import Tip
from sync.causality import Past, Spot
from sync.lines import Line


class Branch(msgspec.Struct, frozen=True):
    """Where a strand leaves another."""

    journal: Id
    base: Id
    """The strand that its first transaction follows; the journal's first one when it follows nothing."""
    since: int
    """The seq of its first transaction."""


def strand_id(first: Hash) -> Id:
    """The name of the strand that begins with this transaction in a place that is taken."""
    return tagged_hash("strand", first)[:16]


def nowhere(_: Tip) -> Id | None:
    """Finds no transaction: for those who hold none."""
    return None


class Strands:
    """The strands of every forked journal held here."""

    def __init__(self, find: Callable[[Tip], Id | None] = nowhere) -> None:
        """`find` gives the strand in which a transaction is held, or nil."""
        self._find = find
        self._lines: dict[Id, Line] = {}
        """Of every strand that ever was one of a forked journal: it leaves its base where it did."""
        self.nothing = Past({}, lines=self._lines)
        """The past that holds nothing, to which others are added."""
        self.forget()

    def forget(self) -> None:
        """As if no journal were forked."""
        self._branches: dict[Id, Branch] = {}
        self._of: dict[Id, list[Id]] = {}
        self._forked: dict[Id, int] = {}

    @property
    def forked(self) -> Mapping[Id, int]:
        """Forked journals, each with the first seq at which its branches differ."""
        return self._forked

    def begin(self, strand: Id, branch: Branch) -> bool:
        """A branch is known from now on; whether more of its journal lies in the forked part by that."""
        journal = branch.journal
        self._branches[strand] = branch
        if branch.base not in self._lines:
            self._lines[branch.base] = Line(branch.base)
        base, line = self._lines[branch.base], self._lines.get(strand)
        if line is None or line.base is not base or line.since != branch.since:
            self._lines[strand] = Line(strand, base, branch.since)
        self._of.setdefault(journal, [journal]).append(strand)
        longer = branch.since < self._forked.get(journal, branch.since + 1)
        if longer:
            self._forked[journal] = branch.since
        return longer

    def branch(self, strand: Id) -> Branch | None:
        """Where a strand leaves another; nil for a journal's first."""
        return self._branches.get(strand)

    def journal(self, strand: Id) -> Id:
        """The journal that a strand is a piece of."""
        branch = self._branches.get(strand)
        return strand if branch is None else branch.journal

    def since(self, strand: Id) -> int:
        """The seq of a strand's first transaction."""
        branch = self._branches.get(strand)
        return 1 if branch is None else branch.since

    def of(self, journal: Id) -> Sequence[Id]:
        """The strands of a journal, its first one first."""
        return self._of.get(journal, (journal,))

    def chain(self, strand: Id, seq: int) -> dict[Id, int]:
        """The whole chain down from a transaction: its strands, each with the highest seq on it."""
        return dict(self.down(strand, seq))

    def down(self, strand: Id, seq: int) -> Iterator[tuple[Id, int]]:
        """The same, as far as it is looked at."""
        line = self._lines.get(strand)
        return iter([(strand, seq)]) if line is None else line.down(seq)

    def among(self, strand: Id, seq: int, wanted: Collection[Id]) -> Sequence[tuple[Id, int]]:
        """The chain down from a transaction, of these strands alone."""
        line = self._lines.get(strand)
        if line is None or line.depth <= len(wanted):
            return [piece for piece in self.down(strand, seq) if piece[0] in wanted]
        known = [one for one in wanted if one in self._lines]
        found = [(one, upto) for one in known if (upto := line.on(self._lines[one], seq))]
        return sorted(found, key=lambda piece: piece[1], reverse=True)

    def holding(self, strand: Id, seq: int) -> Id:
        """The strand on which a seq of a strand's chain stands."""
        line = self._lines.get(strand)
        return strand if line is None else line.holding(seq).strand

    def past(self, seqs: Mapping[Id, int]) -> Past:
        """The past that holds these, each with what lies below it."""
        found = Past(seqs, lines=self._lines)
        return found.sorted_out() if self._lines else found

    def whole(self, past: Past, strand: Id, seq: int) -> Past:
        """The past of the transaction at that place, all of it: `past` and its own chain."""
        return past.with_tip(self.holding(strand, seq - 1), seq - 1) if seq > 1 else past

    def inside(self, spot: Spot, cut: Tip | None) -> bool:
        """Whether a transaction of the cut's journal lies within it; of a nil cut nothing does.

        The cut names a hash, hence one branch. While that transaction is not held its seq decides.
        """
        if cut is None or cut.journal not in self._forked:
            return cut is not None and spot.seq <= cut.seq
        strand = self._find(cut)
        if strand is None:
            return spot.seq <= cut.seq
        return any(upto >= spot.seq for _, upto in self.among(strand, cut.seq, (spot.strand,)))

    def touched(self, past: Past) -> Iterable[Id]:
        """Forked journals, at least all of which the past holds something from where they fork."""
        if len(self._forked) <= len(past.seqs):
            return self._forked
        return {one for strand in past.seqs if (one := self.journal(strand)) in self._forked}

    def top(self, past: Past, journal: Id) -> Spot | None:
        """The end of what a past holds of a forked journal from where it forks; nil unless one chain."""
        ends = past.ends.get(journal)
        if ends is not None:
            return Spot(ends[0].strand, past.seqs[ends[0].strand]) if len(ends) == 1 else None
        upto = past.seqs.get(journal, 0)
        return Spot(journal, upto) if upto >= self._forked[journal] else None

    def reach(self, tips: Sequence[Tip]) -> Mapping[Id, int]:
        """How far each strand lies below one of these tips; a tip not held here counts for nothing."""
        reached: dict[Id, int] = {}
        for tip in tips:
            strand = self._find(tip)
            for piece, seq in self.down(strand, tip.seq) if strand is not None else ():
                if reached.get(piece, 0) >= seq:
                    break
                reached[piece] = seq
        return reached


class Built:
    """How far each branch counts: as far as somebody else has built on it and on no other, or by settlement.

    Membership journals and clinical ones are judged apart, each by transactions of its own sort.
    """

    def __init__(
        self,
        strands: Strands,
        owner: Callable[[Id], Id | None],
        unsure: Mapping[Id, Collection[Spot]] = MappingProxyType({}),
    ) -> None:
        """`owner` gives the workstation of a journal; nil for journals of another sort.

        Of workstations that are `unsure` one of these transactions must count before they are witnesses.
        """
        self._strands = strands
        self._owner = owner
        self._unsure = unsure
        self._reach: dict[Id, int] = {}

    def admits(self, spot: Spot) -> bool:
        """Whether forks leave this transaction alone, or it is built on or settled."""
        first = self._strands.forked.get(self._strands.journal(spot.strand))
        return first is None or spot.seq < first or spot.seq <= self._reach.get(spot.strand, 0)

    def witness(self, journal: Id) -> Id | None:
        """The workstation of a journal, where what it builds on counts."""
        author = self._owner(journal)
        where = self._unsure.get(author, ()) if author is not None else ()
        return author if not where or any(map(self.admits, where)) else None

    def settle(self, settled: Mapping[Id, Sequence[Sequence[Tip]]]) -> None:
        """Take what people have signed; of several settlements of a journal what all of them admit."""
        for journal, settlements in settled.items():
            if journal in self._strands.forked:
                reached = [self._strands.reach(tips) for tips in settlements]
                for strand in self._strands.of(journal):
                    self._extend(strand, min((one.get(strand, 0) for one in reached), default=0))

    def take(self, journal: Id, past: Past) -> list[tuple[Id, int, int]]:
        """An admitted transaction of `journal` has this past; says what counts by it and did not before.

        Each as strand, the last seq that counted, and the last that counts now.
        """
        author = self.witness(journal)
        news = []
        for forked in self._strands.touched(past) if author is not None else ():
            top = self._strands.top(past, forked)
            if top is None or self._reach.get(top.strand, 0) >= top.seq:
                continue
            # What a clone writes in another journal of the same workstation is no second witness.
            if self._owner(forked) in (None, author):
                continue
            for strand, seq in self._strands.down(top.strand, top.seq):
                before = self._reach.get(strand, 0)
                if not self._extend(strand, seq):
                    break  # nor is anything below it new
                news.append((strand, before, seq))
        return news

    def _extend(self, strand: Id, seq: int) -> bool:
        further = seq > self._reach.get(strand, 0)
        if further:
            self._reach[strand] = seq
        return further
