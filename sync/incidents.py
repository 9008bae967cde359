"""Who was turned away or broke a rule: bounded, local, never relayed."""

from collections import deque

import msgspec

from sync.ports import Clock

KEPT = 200


class Incident(msgspec.Struct, frozen=True):
    """One entry."""

    at: int
    """UTC ms."""
    source: str
    """Address it came from."""
    code: str
    """A `sync.messages.Code` in lower case, or TLS's own word."""


class Incidents:
    """The newest incidents; repetitions of the last one are counted once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._kept: deque[Incident] = deque(maxlen=KEPT)

    def add(self, source: str, code: str) -> None:
        """Note one."""
        if self._kept and (self._kept[-1].source, self._kept[-1].code) == (source, code):
            self._kept.pop()
        self._kept.append(Incident(self._clock.now_ms(), source, code))

    def all(self) -> tuple[Incident, ...]:
        """The newest last."""
        return tuple(self._kept)
