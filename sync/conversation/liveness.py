"""Signs of life: pings by turns, and how far the peer's clock is from ours."""

from sync.conversation.outbox import Outbox
from sync.messages import Ping, Pong

CLOCK_NOTED_MS = 1000
"""A difference between clocks is told again when it has moved by this much."""


class Liveness:
    """The pings of one conversation; `now` is our wall clock in ms."""

    def __init__(self, out: Outbox, *, dialled: bool) -> None:
        self.pinged_last = not dialled
        """Whether it is the peer's turn to ping, since the newest Ping was ours; the dialler begins."""
        self.difference_ms: int | None = None
        """The peer's clock minus ours."""
        self._out = out
        self._pings = 0
        self._pinged_at = 0
        self._noted: int | None = None

    def ping(self, now: int) -> None:
        """Ask for a sign of life."""
        self._pings += 1
        self._pinged_at = now
        self.pinged_last = True
        self._out.send(Ping(self._pings, now))

    def heard_ping(self, ping: Ping, now: int) -> None:
        """The peer asks."""
        self.pinged_last = False
        self._out.send(Pong(ping.number, now))

    def heard_pong(self, pong: Pong, now: int) -> bool:
        """The peer answers; false when it was never asked."""
        if not self._pings or pong.number > self._pings:
            return False
        if pong.number == self._pings:
            self.compare(pong.at - (self._pinged_at + now) // 2)
        return True

    def compare(self, difference: int) -> None:
        """Keep the difference in ms; tell the node when it moved enough to matter."""
        self.difference_ms = difference
        if self._noted is None or abs(difference - self._noted) >= CLOCK_NOTED_MS:
            self._noted = difference
            self._out.note("clock", difference_ms=str(difference))
