"""Whether the disk takes what is written; where it does not, questions are answered all the same (ADR 0055).

What came is then folded in memory alone, as it would have been for good: nothing old is shown as the
present. Now and then it is tried again.
"""

from typing import Final

from node.store.errors import UNWRITABLE, StoreError
from node.store.replica import Replica
from sync.ports import Clock

AGAIN_SECONDS: Final = 30.0
"""Between two tries, at least."""
REST: Final = 10
"""Trying folds all that is stale, twice where it fails: so many times as long belongs to who asks."""


class Room:
    """Room on the disk of one replica; used on the writer thread only."""

    def __init__(self, replica: Replica, clock: Clock) -> None:
        self._replica = replica
        self._clock = clock
        self._again = float("-inf")
        """Monotonic; until then what stands in memory stays there."""
        self._lack: StoreError | None = replica.connection.lack
        """What the disk said of the last write that somebody waited for, or when the replica was opened."""

    @property
    def rests(self) -> bool:
        """Whether what stands in memory is to stay there for now: trying had failed a moment ago."""
        return self._replica.folding.in_memory is not None and self._clock.monotonic() < self._again

    def look(self) -> None:
        """Before something is asked: have everything folded, for good or in memory; raises `StoreError`."""
        if self.rests:
            return
        folding, began = self._replica.folding, self._clock.monotonic()
        try:
            if self._lack is None and folding.in_memory is None:
                folding.fold_stale()
            else:
                self._replica.try_to_write()
            self._lack = None
        except UNWRITABLE as error:
            self._lack = error.bare()
            folding.fold_in_memory(self._lack)
            ended = self._clock.monotonic()
            self._again = ended + max(AGAIN_SECONDS, REST * (ended - began))

    def look_again(self) -> None:
        """The same for who asks nothing: only where the disk was found wanting."""
        if self._lack is not None or self._replica.folding.in_memory is not None:
            self.look()

    def need(self) -> None:
        """Before something is written that nobody here waits for; raises what the disk said."""
        self.look_again()
        self._replica.need_disk()

    def lacks(self, why: StoreError) -> None:
        """There was none for what somebody wanted to record."""
        self._lack = why.bare()
