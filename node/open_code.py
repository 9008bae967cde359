"""The code that a workstation shows, and who has tried it: in memory alone, so a restart ends it."""

import msgspec

from schema.ids import Id
from sync.pairing import Exchange, Tries

PATIENCE_MS = 20_000
"""After so long, who knocked and proved nothing has left (the lobby shows a visitor out before)."""


class Knock(msgspec.Struct):
    """Somebody at the lobby, and what came of it."""

    exchange: Exchange
    at: int
    source: str
    outcome: str = "knocking"

    def outcome_at(self, now: int) -> str:
        """What came of it by now (ms UTC)."""
        gone = self.outcome == "knocking" and now - self.at > PATIENCE_MS
        return "gone" if gone else self.outcome


class OpenCode(msgspec.Struct):
    """A code, the invitation it stands for, and its tries."""

    code: str
    invitation: Id
    key: bytes | None
    """The private half of the invitation's one-time key; nil as soon as nobody can come in by it."""
    name: str
    place: str
    tries: Tries
    knocks: list[Knock]
    joined: Id | None = None
    """The workstation that was let in by it."""

    def __repr__(self) -> str:
        return f"OpenCode(name={self.name!r})"
