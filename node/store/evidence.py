"""What came from outside and was wrong, and what was noted about peers: local, bounded, never relayed."""

from collections.abc import Sequence

import msgspec

from node.store.connection import Connection
from schema.ids import Id
from sync.ports import Evidence

KEPT = 2_000
_LONGEST = 200


class Noted(msgspec.Struct, frozen=True):
    """One entry as it is kept."""

    code: str
    journal: Id | None
    seq: int
    detail: str
    source: Id | None
    """The workstation it came from, where that is known."""
    at: int
    """UTC ms."""


class EvidenceRows:
    """The newest entries."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, evidence: Sequence[Evidence], source: Id | None, at: int) -> None:
        """Add these, and drop the oldest beyond what is kept."""
        if not evidence:
            return
        self._connection.do_many(
            "INSERT INTO evidence (code, journal, seq, detail, source, at) VALUES (?, ?, ?, ?, ?, ?)",
            [(e.code, e.journal, e.seq, e.detail[:_LONGEST], source, at) for e in evidence[:KEPT]],
        )
        self._connection.do("DELETE FROM evidence WHERE n <= (SELECT max(n) FROM evidence) - ?", (KEPT,))

    def newest(self, limit: int) -> list[Noted]:
        """The newest first."""
        rows = self._connection.rows(
            "SELECT code, journal, seq, detail, source, at FROM evidence ORDER BY n DESC LIMIT ?", (limit,)
        )
        return [Noted(row[0], _id(row[1]), row[2], row[3], _id(row[4]), row[5]) for row in rows]


def _id(value: bytes | None) -> Id | None:
    return None if value is None else bytes(value)
