"""How long to wait before the next attempt: doubling, capped, and never in step with the others."""

from schema.ids import Random


class Backoff:
    """Delays in seconds. Pure but for the randomness handed in."""

    def __init__(self, random: Random, first: float = 0.2) -> None:
        self._random = random
        self._first = first
        self._next = first

    def delay(self, cap: float) -> float:
        """The next delay, at most `cap`, ±25 % so that two workstations do not collide for ever."""
        base = min(self._next, cap)
        self._next = min(self._next * 2, 3600.0)
        return min(cap, base * (0.75 + self._random(1)[0] / 510))

    def reset(self) -> None:
        """It worked: begin again with short delays."""
        self._next = self._first
