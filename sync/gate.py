"""Who may knock: bounds on connections at once and on knocks per time, per source and overall.

Pure: the time is handed in. A refused knock costs an accept and a close, no handshake.
"""

from collections import Counter

import msgspec


class Limits(msgspec.Struct, frozen=True):
    """Bounds of a gate."""

    at_once: int
    at_once_per_source: int
    knocks: int
    """Knocks overall within `seconds`."""
    knocks_per_source: int
    seconds: float


FRONT_DOOR = Limits(at_once=128, at_once_per_source=32, knocks=400, knocks_per_source=100, seconds=10.0)
LOBBY = Limits(at_once=16, at_once_per_source=4, knocks=60, knocks_per_source=20, seconds=10.0)
"""A stranger's handshake costs us a signature; members are few and knock rarely."""


class Gate:
    """Counts knocks in windows of `seconds`, and who is inside."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._inside: Counter[str] = Counter()
        self._knocks: Counter[str] = Counter()
        self._window = float("-inf")

    def admit(self, source: str, now: float) -> bool:
        """Whether one more from `source` may come in; `release` it when it leaves."""
        limits = self._limits
        if now - self._window >= limits.seconds:
            self._window = now
            self._knocks.clear()
        # Refused knocks do not count: a neighbour's flood must not keep the window shut for others.
        if self._inside.total() >= limits.at_once or self._knocks.total() >= limits.knocks:
            return False
        if self._inside[source] >= limits.at_once_per_source:
            return False
        if self._knocks[source] >= limits.knocks_per_source:
            return False
        self._knocks[source] += 1
        self._inside[source] += 1
        return True

    def release(self, source: str) -> None:
        """One of `source` left."""
        self._inside[source] -= 1
        if self._inside[source] <= 0:
            del self._inside[source]
