"""Simulated time: what is to happen, in order of its instant, and what has happened, as one digest.

Every workstation has a wall clock of its own, wrong as a dead battery or a careless hand makes it; none
of them orders anything.
"""

import hashlib
import heapq
from collections.abc import Callable
from datetime import UTC, datetime

MORNING = int(datetime(2026, 6, 5, 6, 0, tzinfo=UTC).timestamp()) * 1000
"""8 o'clock in summer time of the day on which every simulation begins."""
TODAY = "2026-06-05"
LAST_LINES = 60


class Timeline:
    """The one true time of a simulation, in ms, and its events."""

    def __init__(self) -> None:
        self.now = MORNING
        self._events: list[tuple[int, int, Callable[[], None]]] = []
        self._count = 0
        self._digest = hashlib.sha256()
        self.lines: list[str] = []
        """The last of what happened."""

    def after(self, delay: int, what: Callable[[], None]) -> None:
        """Let something happen that many ms from now."""
        self._count += 1
        heapq.heappush(self._events, (self.now + max(0, delay), self._count, what))

    def step(self) -> bool:
        """Let the next thing happen; false when nothing is left."""
        if not self._events:
            return False
        self.now, _, what = heapq.heappop(self._events)
        what()
        return True

    @property
    def count(self) -> int:
        """How many events were ever planned: a number that no two instants share."""
        return self._count

    def note(self, *words: object) -> None:
        """Put a line into the trace."""
        line = f"{self.now - MORNING} " + " ".join(
            word.hex()[:12] if isinstance(word, bytes) else str(word) for word in words
        )
        self._digest.update(line.encode() + b"\n")
        self.lines.append(line)
        del self.lines[:-LAST_LINES]

    @property
    def trace(self) -> str:
        """The digest of everything that happened so far: equal for equal runs."""
        return self._digest.hexdigest()


class WallClock:
    """What one workstation takes for the time."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self.offset = 0
        """Ms by which it is wrong."""

    def now_ms(self) -> int:
        """UTC, milliseconds since 1970, as this machine believes."""
        return max(1, self._timeline.now + self.offset)

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return self._timeline.now / 1000
