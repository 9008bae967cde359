"""Lines: how the strands of a forked journal leave one another, and what lies below what on them. Pure.

Of several places of a journal those that lie below no other say all that is held of it. The lines of a
journal are numbered so that one search among those finds whether a place lies below any; and each gets far
down in few steps, since somebody hostile has thousands of branches leave one another.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, MutableMapping
from operator import attrgetter
from typing import Final

from schema.ids import Id

_ROOM: Final = 1 << 512
"""Between two numbers at first: for some three hundred branches of which each leaves the one before."""
_SINCE, _DEPTH = attrgetter("since"), attrgetter("depth")
BY_NUMBER: Final = attrgetter("number")
"""The key that sorts the lines of a journal.

What leaves a line comes before it; of that, what leaves it first before what does so further on.
"""


class _Mark:
    """One of those that are numbered in a row."""

    __slots__ = ("after", "number")

    def __init__(self, number: int) -> None:
        self.number = number
        self.after: _Mark | None = None


class Line(_Mark):
    """One strand on its way down to the first of its journal; but for its number it never changes."""

    # Not a struct: thousands that hang on one another are let go without recursion.
    __slots__ = ("base", "depth", "journal", "jump", "leaving", "opening", "since", "strand")

    def __init__(self, strand: Id, base: "Line | None" = None, since: int = 1) -> None:
        """A journal's first strand, or one that leaves `base` with a transaction of this seq."""
        super().__init__(_ROOM)
        self.strand = strand
        self.since = since
        self.base: Line = self if base is None else base
        self.journal: Id = self.base.journal if base is not None else strand
        self.depth: int = self.base.depth + 1 if base is not None else 0
        """How many strands lie below it."""
        self.jump: Line = self.base
        """One of these, chosen so that a logarithm of steps leads to any other."""
        far = self.base.jump
        if self.base.depth - far.depth == far.depth - far.jump.depth:
            self.jump = far.jump
        self.leaving: list[Line] = []
        """What leaves it, in the order of their first seqs."""
        self.opening = _Mark(0)
        """Between this and itself stands what leaves it, and all that leaves that."""
        self.opening.after = self
        if base is not None:
            here = bisect_right(base.leaving, since, key=_SINCE)
            self._stand(base.leaving[here - 1] if here else base.opening)
            base.leaving.insert(here, self)

    def _stand(self, before: _Mark) -> None:
        """Directly after that one, and numbered so."""
        self.after, before.after = before.after, self.opening
        step = (self.after.number - before.number) // 3 if self.after is not None else 0
        self.opening.number, self.number = before.number + step, before.number + 2 * step
        if not step:
            _number(self.at(0).opening)

    def down(self, seq: int) -> Iterator[tuple[Id, int]]:
        """The whole chain down from a place: its strands, each with the highest seq on it."""
        line = self
        while line.depth:
            yield line.strand, seq
            line, seq = line.base, line.since - 1
        yield line.strand, seq

    def at(self, depth: int) -> "Line":
        """That of its strands which has so many below it."""
        line = self
        while line.depth > depth:
            line = line.jump if line.jump.depth >= depth else line.base
        return line

    def holding(self, seq: int) -> "Line":
        """That of its strands on which its chain has this seq."""
        line = self
        while line.since > seq and line.depth:
            line = line.jump if line.jump.since > seq else line.base
        return line

    def on(self, other: "Line", seq: int) -> int:
        """The highest seq on another strand that lies below this seq of this one; 0: none does."""
        if self is other:
            return seq
        if self.depth <= other.depth:
            return 0
        over = self.at(other.depth + 1)
        return over.since - 1 if over.base is other else 0


def _number(first: _Mark) -> None:
    """Number this and all that come after it: there was no room left somewhere."""
    mark: _Mark | None = first
    number = 0
    while mark is not None:
        mark.number, mark, number = number, mark.after, number + _ROOM


def sorted_out(lines: list[Line], seqs: MutableMapping[Id, int]) -> list[Line]:
    """Of places, one on each of these lines, those that lie below no other; `seqs` loses the others."""
    lines = sorted(lines, key=BY_NUMBER)
    if len({*map(_DEPTH, lines)}) == 1:
        return lines
    ends: list[Line] = []
    for line in lines:
        last = ends[-1] if ends else line
        if last.depth > line.depth and last.on(line, seqs[last.strand]) >= seqs[line.strand]:
            del seqs[line.strand]
        else:
            ends.append(line)
    return ends


def highest(ends: list[Line], seqs: Mapping[Id, int], line: Line) -> int:
    """How far any of these goes on that line; 0: none does. As below, they are sorted, none below another."""
    here = bisect_right(ends, line.number, key=BY_NUMBER)
    # Of all that leaves it the last goes furthest on it, unless one stands on it still further.
    return ends[here - 1].on(line, seqs[ends[here - 1].strand]) if here else 0


def within(ends: list[Line], seqs: Mapping[Id, int], line: Line, seq: int) -> Line | None:
    """The one of these that is a place or lies below it, of which there is one at most."""
    here = bisect_right(ends, line.number, key=BY_NUMBER)
    # What lies between a line and one that it comes from would lie above the place on that one too.
    near = ends[max(0, here - 1) : here + 1]
    return next((one for one in near if line.on(one, seq) >= seqs[one.strand]), None)


def take(ends: list[Line], seqs: MutableMapping[Id, int], line: Line, seq: int) -> None:
    """Take a place in among these."""
    if highest(ends, seqs, line) >= seq:
        return
    below = within(ends, seqs, line, seq)
    if below is not None:
        del seqs[below.strand]
        ends.remove(below)
    seqs[line.strand] = seq
    ends.insert(bisect_right(ends, line.number, key=BY_NUMBER), line)
