"""The acts of files that somebody works on, kept decoded from one fold to the next.

Another act on a treatment of a hundred then costs the decoding of one. The tables stay the truth: whatever
may change how an act is read drops what is kept.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence

from node.domain.history import Act

_MOST = 24_000
"""Acts; some 2 KB each."""
_WORKED_ON = 32
"""Files folded at once; where more are, a site is being received, and few of them are folded again soon."""


class KeptActs:
    """By file number, bounded; the files that were not folded for longest go first."""

    def __init__(self) -> None:
        self.drop()

    def drop(self) -> None:
        """Keep nothing: rows, or what is known of their authors, may have changed."""
        self._files: OrderedDict[int, Sequence[Act]] = OrderedDict()
        self._acts = 0
        self._gained: dict[int, list[tuple[int, int]]] = {}

    def leave(self, files: Iterable[int]) -> None:
        """Keep nothing of these files."""
        for file in files:
            self._acts -= len(self._files.pop(file, ()))
            self._gained.pop(file, None)

    def of(self, file: int) -> Sequence[Act] | None:
        """The acts that it was last folded from, in fold order; nil when it is not kept."""
        return self._files.get(file)

    def gains(self, file: int, row: int, position: int) -> None:
        """Another act of it lies at this position of this row of the journals."""
        if file in self._files:
            self._gained.setdefault(file, []).append((row, position))

    def gained(self, file: int) -> Sequence[tuple[int, int]]:
        """Row and position of the acts that a kept file has gained since it was last folded."""
        return self._gained.get(file, ())

    def keep(self, folded: Mapping[int, Sequence[Act]]) -> None:
        """These files were just read whole, in fold order."""
        for file, acts in folded.items():
            if file in self._files or len(folded) <= _WORKED_ON:
                self.leave([file])
                self._files[file] = tuple(acts)
                self._acts += len(acts)
        while self._acts > _MOST:
            self.leave([next(iter(self._files))])
