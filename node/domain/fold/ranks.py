"""Acts as bits of a number, those of one strand side by side in its order: what was done apart from what.

Two acts done apart have two sides: what one knew or was known to, unknown to the other. Of each strand the
nearest act decides for all that lie behind it, and of those apart from one another and from the same others
any one decides: so sides are not compared act by act.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from node.domain.history import Act
from schema.ids import Id
from schema.transaction import ActRef


class Ranks:
    """Acts of a file, by strand and by their order there."""

    def __init__(self, acts: Sequence[Act]) -> None:
        self._lines: dict[Id, list[Act]] = {}
        for act in acts:
            self._lines.setdefault(act.strand, []).append(act)
        self.acts: list[Act] = []
        """By bit."""
        self._ends: list[tuple[int, int]] = []
        """By bit, where its strand begins and ends."""
        for line in self._lines.values():
            line.sort(key=lambda act: (act.ref.seq, act.ref.index))
            start = len(self.acts)
            self.acts += line
            self._ends += [(start, len(self.acts))] * len(line)
        self._bits: dict[ActRef, int] = {act.ref: at for at, act in enumerate(self.acts)}
        self._journals = {act.ref.journal for act in self.acts}
        self._looked_at: tuple[int, int] = (-1, 0)
        later, every = self._later(), (1 << len(self.acts)) - 1
        same: dict[int, int] = {}
        self.apart: list[int] = []
        """By bit, the acts done apart from it; of thousands on one strand mostly the same number."""
        for at, (start, end) in enumerate(self._ends):
            apart = every & ~(self._known(at) | _bits(start, end) | later.get(at, 0))
            self.apart.append(same.setdefault(apart, apart))
        self._alike = self._found_alike()
        """By bit, those apart from one another of which each is apart from the same others, if there are."""

    def _known(self, at: int) -> int:
        """What an act knew."""
        if self._looked_at[0] != at:
            known = _bits(self._ends[at][0], at)
            for _, first, until in self._knew(self.acts[at]):
                known |= _bits(first, until)
            self._looked_at = at, known
        return self._looked_at[1]

    def _knew(self, act: Act) -> Iterator[tuple[Id, int, int]]:
        """How far it knew each of the other strands."""
        for strand, upto in act.past.pieces(self._journals).items():
            line = self._lines.get(strand)
            if line is not None and strand != act.strand:
                first = self._bits[line[0].ref]
                yield strand, first, first + bisect_right(line, upto, key=lambda one: one.ref.seq)

    def _later(self) -> dict[int, int]:
        """By bit, what of the other strands knew it: whoever did, and all that comes later there."""
        found: dict[int, int] = {}
        reached: dict[tuple[Id, Id], int] = {}
        for at, act in enumerate(self.acts):
            for strand, first, until in self._knew(act):
                # Whoever comes before on its strand reached the others.
                for one in range(reached.get((act.strand, strand), first), until):
                    found[one] = found.get(one, 0) | _bits(at, self._ends[at][1])
                reached[act.strand, strand] = until
        return found

    def _found_alike(self) -> dict[int, int]:
        size = len(self.acts) // 8 + 1
        together: dict[bytes, list[int]] = {}
        for at, apart in enumerate(self.apart):
            if apart:
                # A digest: as many numbers as acts, each as long as they are many, would fill the memory.
                key = hashlib.blake2b((apart | 1 << at).to_bytes(size, "little"), digest_size=32).digest()
                together.setdefault(key, []).append(at)
        found: dict[int, int] = {}
        for some in together.values():
            if len(some) > 1:
                alike = 0
                for at in some:
                    alike |= 1 << at
                found.update(dict.fromkeys(some, alike))
        return found

    def at(self, act: Act) -> int:
        """The bit of one of these acts."""
        return self._bits[act.ref]

    def on_this_side(self, here: int, acts: int) -> int:
        """Of the acts apart from this one, those apart from which some of these were done on its side."""
        known = acts & self._known(here)
        later = acts & ~self.apart[here] & ~known
        found = 0
        # Who is apart from this one and from what lies farther is apart from what lies nearer.
        for near in (*self._last_of_each(known), *self._first_of_each(later)):
            found |= self.apart[near]
        return found & self.apart[here]

    def on_that_side(self, here: int, acts: int) -> int:
        """Of the acts apart from this one, those on whose side some of these were done."""
        apart = acts & self.apart[here]
        neither = ~apart
        # Whoever knew a later one knew the first; what an earlier one knew the last one knew.
        for end in (*self._first_of_each(apart), *self._last_of_each(apart)):
            neither &= self.apart[end]
        return self.apart[here] & ~neither

    def _first_of_each(self, acts: int) -> Iterator[int]:
        """The first of these on each strand, but for those like one before."""
        while acts:
            first = (acts & -acts).bit_length() - 1
            yield first
            end = self._ends[first][1]
            acts = (acts >> end << end) & ~self._alike.get(first, 0)

    def _last_of_each(self, acts: int) -> Iterator[int]:
        """The last of these on each strand, but for those like one before."""
        while acts:
            last = acts.bit_length() - 1
            yield last
            acts &= ((1 << self._ends[last][0]) - 1) & ~self._alike.get(last, 0)


def _bits(first: int, end: int) -> int:
    return (1 << end) - (1 << first)
