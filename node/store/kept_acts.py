"""The acts of files that somebody works on, kept decoded from one fold to the next.

Another act on a treatment of a hundred then costs the decoding of one. The tables stay the truth: whatever
may change how an act is read drops what is kept.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence

from node.domain.history import Act

MOST_BYTES = 64 * 1024 * 1024
"""Of memory, as `weight` has it: some 20,000 ordinary acts, fewer where they are large."""
_WORKED_ON = 32
"""Files folded at once; where more are, a site is being received, and few of them are folded again soon."""


def weight(act: Act, written: int) -> int:
    """About what an act takes of memory that was written in so many bytes.

    Decoded, the tersest of them become pointers and objects of eight times the size.
    """
    return 1024 + 8 * written + 64 * len(act.past.seqs)


class KeptActs:
    """By file number, bounded; the files that were not folded for longest go first."""

    def __init__(self) -> None:
        self.drop()

    def drop(self) -> None:
        """Keep nothing: rows, or what is known of their authors, may have changed."""
        self._files: OrderedDict[int, tuple[Sequence[Act], int]] = OrderedDict()
        self._weight = 0
        self._gained: dict[int, list[tuple[int, int]]] = {}

    def leave(self, files: Iterable[int]) -> None:
        """Keep nothing of these files."""
        for file in files:
            self._weight -= self.weight_of(file)
            self._files.pop(file, None)
            self._gained.pop(file, None)

    def of(self, file: int) -> Sequence[Act] | None:
        """The acts that it was last folded from, in fold order; nil when it is not kept."""
        found = self._files.get(file)
        return None if found is None else found[0]

    def weight_of(self, file: int) -> int:
        """About what is kept of it takes of memory."""
        found = self._files.get(file)
        return 0 if found is None else found[1]

    def gains(self, file: int, row: int, position: int) -> None:
        """Another act of it lies at this position of this row of the journals."""
        if file in self._files:
            self._gained.setdefault(file, []).append((row, position))

    def gained(self, file: int) -> Sequence[tuple[int, int]]:
        """Row and position of the acts that a kept file has gained since it was last folded."""
        return self._gained.get(file, ())

    def keeps(self, file: int, at_once: int) -> bool:
        """Whether it will be kept when it is folded among so many."""
        return file in self._files or at_once <= _WORKED_ON

    def keep(self, folded: Mapping[int, Sequence[Act]], gained: Mapping[int, int]) -> None:
        """These files were just read whole, in fold order; what was not kept of them weighs so much."""
        for file, acts in folded.items():
            weight_now = self.weight_of(file) + gained.get(file, 0)
            self.leave([file])
            self._files[file] = tuple(acts), weight_now
            self._weight += weight_now
        while self._weight > MOST_BYTES:
            self.leave([next(iter(self._files))])
