"""What happened before what: the one test of "before" in the whole program.

The causal past of a transaction is the closure over `prev` and `saw`; since journals are chains it is
downward closed in each of them, so that a map strand → highest seq holds it exactly. A journal without a
fork is one strand, named like the journal; of a forked one (`sync.strands`) it has the highest places alone.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import chain, groupby, islice
from operator import attrgetter
from types import MappingProxyType
from typing import Final

import msgspec

from schema.ids import Id
from sync.lines import Line, highest, sorted_out, take, within


class Spot(msgspec.Struct, frozen=True, gc=False):
    """Where a transaction stands: one strand and one seq, and so one hash."""

    strand: Id
    seq: int


_JOURNAL, _DEPTH = attrgetter("journal"), attrgetter("depth")
_NO_ENDS: Final[Mapping[Id, list[Line]]] = MappingProxyType({})
_NO_LINES: Final[Mapping[Id, Line]] = MappingProxyType({})


class Past(msgspec.Struct, frozen=True, gc=False, eq=False):
    """A causal past: of each strand named, everything up to that seq; with a branch, what lies below it.

    What lies below a place that is named is not named: the same transactions are the same entries. Those of
    forked journals are made by `sync.strands.Strands`, which knows what leaves what.
    """

    seqs: Mapping[Id, int]
    ends: Mapping[Id, list[Line]] = _NO_ENDS
    """By forked journal of which it names a branch, the strands named, sorted as lines are."""
    lines: Mapping[Id, Line] = _NO_LINES
    """Every strand of a forked journal that is known where it was made, as they become known."""

    def __eq__(self, other: object) -> bool:
        """Whether they hold the same; all else follows from the entries."""
        return isinstance(other, Past) and self.seqs == other.seqs

    def __ne__(self, other: object) -> bool:
        """A struct has its own otherwise."""
        return not self == other

    __hash__ = None  # type: ignore[assignment]

    def holds(self, strand: Id, seq: int) -> bool:
        """Whether that transaction is in this past."""
        return self.seqs.get(strand, 0) >= seq or (self.upto(strand) >= seq if self.ends else False)

    def upto(self, strand: Id) -> int:
        """The highest seq that it holds of a strand; 0: nothing."""
        if not self.ends:
            return self.seqs.get(strand, 0)
        line = self.lines.get(strand)
        ends = None if line is None else self.ends.get(line.journal)
        return self.seqs.get(strand, 0) if line is None or ends is None else highest(ends, self.seqs, line)

    def pieces(self, journals: Collection[Id] | None = None) -> Mapping[Id, int]:
        """Every strand of which it holds anything, with the highest seq: as many as lie below one another.

        Of journals that are not among these, what it names is enough; nil: every journal is among them.
        """
        ends = [some for one, some in self.ends.items() if journals is None or one in journals]
        if not ends:
            return self.seqs
        found = dict(self.seqs)
        for end in chain.from_iterable(ends):
            for strand, seq in islice(end.down(self.seqs[end.strand]), 1, None):
                if found.get(strand, 0) >= seq:
                    break
                found[strand] = seq
        return found

    def joined(self, others: Iterable["Past"]) -> "Past":
        """The union of pasts."""
        pasts = [self, *others]
        largest = max(pasts, key=lambda one: len(one.seqs))
        if not all(one.ends is largest.ends for one in pasts):
            entries = chain.from_iterable(one.seqs.items() for one in pasts if one is not largest)
            known = next((one.lines for one in pasts if one.lines), _NO_LINES)
            return Past(largest.seqs, largest.ends, known).with_tips(entries)
        merged = dict(largest.seqs)
        for other in pasts:
            for strand, seq in other.seqs.items() if other is not largest else ():
                if merged.get(strand, 0) < seq:
                    merged[strand] = seq
        return Past(merged, largest.ends, largest.lines or self.lines)

    def sorted_out(self) -> "Past":
        """The same, of whose entries some may lie below others."""
        seqs = dict(self.seqs)
        named = sorted([line for one in seqs if (line := self.lines.get(one)) is not None], key=_JOURNAL)
        together = ((journal, [*some]) for journal, some in groupby(named, key=_JOURNAL))
        ends = {one: sorted_out(some, seqs) for one, some in together if any(map(_DEPTH, some))}
        return Past(seqs, ends or _NO_ENDS, self.lines)

    def with_tip(self, strand: Id, seq: int) -> "Past":
        """This past, that transaction and what lies below it on its strand and under that."""
        if strand in self.lines:
            return self.with_tips([(strand, seq)])
        return Past({**self.seqs, strand: max(seq, self.seqs.get(strand, 0))}, self.ends, self.lines)

    def with_tips(self, tips: Iterable[tuple[Id, int]]) -> "Past":
        """The same with several transactions."""
        seqs = dict(self.seqs)
        changed: dict[Id, list[Line]] = {}
        for strand, seq in tips:
            if seqs.get(strand, 0) >= seq:
                continue
            line = self.lines.get(strand)
            if line is None or (not line.depth and strand not in changed and strand not in self.ends):
                seqs[strand] = seq
                continue
            journal = line.journal
            if journal not in changed:
                changed[journal] = [*self.ends.get(journal, self._first(journal, seqs))]
            take(changed[journal], seqs, line, seq)
        return Past(seqs, {**self.ends, **changed} if changed else self.ends, self.lines)

    def beside(self, strand: Id, seq: int) -> "Past":
        """This past but for that place and what lies below it, as far as nothing else has it in its past."""
        line, ends = self.lines.get(strand), self.ends
        if line is not None:
            some = ends.get(line.journal, self._first(line.journal, self.seqs))
            below = within(some, self.seqs, line, seq)
            if below is None:
                return self
            strand = below.strand
            left = [one for one in some if one is not below]
            ends = {journal: ends[journal] for journal in ends if journal != line.journal}
            if any(one.depth for one in left):
                ends[line.journal] = left
        elif self.seqs.get(strand, seq + 1) > seq:
            return self
        seqs = {one: upto for one, upto in self.seqs.items() if one != strand}
        return Past(seqs, ends or _NO_ENDS, self.lines)

    def _first(self, journal: Id, seqs: Mapping[Id, int]) -> list[Line]:
        """What there is of a forked journal of which no branch is named."""
        return [self.lines[journal]] if journal in seqs else []


NOTHING = Past({})
"""The past of a site's founding."""
