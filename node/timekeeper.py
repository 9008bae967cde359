"""The time by which a workstation records and prints: its clock, and what people and peers say of it.

What a person confirmed holds until the program ends, against the very acts and peers that were known
when they were asked: whatever contradicts it later is a new question.
"""

from typing import Final

from node.domain.clock_doubt import agrees, clock_doubt, goes_on
from schema.ids import Id
from schema.transaction import Tip
from sync.ports import Clock

SAME_MINUTE_MS: Final = 2 * 60_000
"""A person reads a watch to the minute: so near, the clock is finer than what they say."""


class Timekeeper:
    """Says the time, and whether it is in doubt. One that does not ask believes its clock."""

    def __init__(self, clock: Clock, newest_own: tuple[Tip, int] | None, *, asks: bool) -> None:
        self._clock = clock
        self._asks = asks
        self._ahead_ms = 0
        self._peers: dict[Id, int] = {}
        self._vouched = goes_on(clock.now_ms(), newest_own[1] if newest_own else None)
        self._answered_act: Tip | None = None
        self._answered_peers: dict[Id, int] = {}

    def now(self) -> int:
        """The instant, ms UTC, by what a person said if they corrected the clock."""
        return self._clock.now_ms() + self._ahead_ms

    def now_ms(self) -> int:
        """See `sync.ports.Clock`: what peers compare is the time by which acts are dated here."""
        return self.now()

    def monotonic(self) -> float:
        """See `sync.ports.Clock`."""
        return self._clock.monotonic()

    def heard(self, peer: Id, difference_ms: int | None) -> None:
        """How far a peer's clock is ahead of the time here; nil when it is out of reach."""
        if difference_ms is None:
            self._peers.pop(peer, None)
            return
        # Kept against the machine's own clock, which no correction moves.
        self._peers[peer] = difference_ms + self._ahead_ms
        self._vouched = self._vouched or agrees(difference_ms)

    def confirm(self, at_ms: int, newest_own: tuple[Tip, int] | None) -> None:
        """A person says that it is `at_ms` now: the clock is right, or is corrected from here on."""
        difference = at_ms - self._clock.now_ms()
        self._ahead_ms = 0 if abs(difference) <= SAME_MINUTE_MS else difference
        self._vouched = True
        self._answered_act = newest_own[0] if newest_own else None
        self._answered_peers = dict(self._peers)

    def doubt(self, newest_own: tuple[Tip, int] | None) -> str:
        """See `node.domain.clock_doubt`; `newest_own` is this workstation's newest act and its instant."""
        if not self._asks:
            return ""
        known = newest_own is None or newest_own[0] == self._answered_act
        others = [
            difference - self._ahead_ms
            for peer, difference in self._peers.items()
            if peer not in self._answered_peers or not agrees(difference - self._answered_peers[peer])
        ]
        newest = newest_own[1] if newest_own is not None and not known else None
        return clock_doubt(self.now(), newest, others, vouched=self._vouched)
