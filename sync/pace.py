"""How long is long, for whoever waits for a peer."""

import msgspec


class Pace(msgspec.Struct, frozen=True):
    """How long is long, in seconds."""

    ping: float = 1.0
    """Silence after which a peer is asked for a sign of life, with few connections."""
    few: int = 10
    share: float = 0.4
    """More of it for each connection beyond so many: fifty together say less than ten do."""
    dead: float = 4.0
    """Silence after which a peer is gone without goodbye, with few connections."""
    hello: float = 5.0
    """For both to have met."""
    stuck: float = 60.0
    """Without progress while batches are unanswered."""
    visit: float = 10.0
    """For a whole visit to the lobby."""
    leave: float = 1.0
    """For the last words to go out."""

    def quiet(self, connections: int, *, pinged_last: bool) -> float:
        """Silence before a Ping. Who pinged last waits longer: both take turns, and both compare clocks."""
        return max(self.ping, (connections - self.few) * self.share) * (1.5 if pinged_last else 1.0)

    def silent(self, connections: int) -> float:
        """Silence that ends a connection: always as long after the latest Ping as with few connections."""
        return self.dead + self.quiet(connections, pinged_last=True) - 1.5 * self.ping
