"""Reading all that a vector covers a slice at a time, so that the writer thread is never held long.

Journals only grow, so what lies under a vector stays the same while others write between slices.
"""

from collections.abc import Mapping

from node.store.connection import Connection
from schema.ids import Id
from schema.transaction import Tip

_ROWS_AT_ONCE = 512


class Slices:
    """The transactions under a vector, in fold order."""

    def __init__(self, connection: Connection, vector: Mapping[Id, Tip], *, membership: bool) -> None:
        self._connection = connection
        self._vector = vector
        self._membership = membership
        self._after = (0, b"")

    def next(self, max_bytes: int) -> list[bytes]:
        """The next ones, at least one if any is left, of about so many bytes; empty at the end."""
        slice_: list[bytes] = []
        size = 0
        while not slice_:
            rows = self._numbers()
            if not rows:
                break
            for n, order, journal, seq in rows:
                tip = self._vector.get(journal)
                if tip is not None and seq <= tip.seq:
                    data = self._data(n)
                    if slice_ and size + len(data) > max_bytes:
                        return slice_
                    slice_.append(data)
                    size += len(data)
                self._after = (order, journal)
        return slice_

    def _numbers(self) -> list[tuple[int, int, bytes, int]]:
        # Within a journal orders only grow, so (order, journal) is a place of its own. CROSS JOIN keeps
        # the index on order outside: rows come sorted, and few are looked at.
        order, journal = self._after
        rows = self._connection.rows(
            "SELECT t.n, t.lamport, j.id, t.seq FROM transactions t CROSS JOIN journals j ON j.n = t.journal"
            " WHERE t.lamport >= ? AND (t.lamport > ? OR j.id > ?) AND t.membership = ?"
            " ORDER BY t.lamport, j.id LIMIT ?",
            (order, order, journal, int(self._membership), _ROWS_AT_ONCE),
        )
        return [(row[0], row[1], bytes(row[2]), row[3]) for row in rows]

    def _data(self, n: int) -> bytes:
        row = self._connection.row("SELECT data FROM transactions WHERE n = ?", (n,))
        return bytes(row[0]) if row else b""


def bytes_at_most(connection: Connection) -> int:
    """An upper bound on the bytes of everything in the replica, known without reading it."""
    pages = connection.value("PRAGMA page_count")
    size = connection.value("PRAGMA page_size")
    return int(pages or 0) * int(size or 0)
