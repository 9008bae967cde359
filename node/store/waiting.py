"""What was received before its past, kept under what it waits for: only what may come in is decoded again.

Strangers reach this table through the lobby: it is bounded by bytes as well as by number.
"""

from collections.abc import Collection, Iterable
from hashlib import sha256
from typing import TypeAlias

from node.store.connection import Connection

KEPT = 20_000
BYTES = 64 * 1024 * 1024
_KEYS_AT_ONCE = 500

Key: TypeAlias = bytes
"""What stands for a transaction that is not here, or the id of a journal that nobody announced."""


class Waiting:
    """Rows of the table, inside the caller's database transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.forget()

    def forget(self) -> None:
        """Drop what is remembered, after a write that did not happen."""
        self._any = True

    def count(self) -> int:
        """How many wait."""
        return self._size()[0] if self._any else 0

    def take(self, keys: Collection[Key]) -> list[bytes]:
        """Take out what waits for one of these."""
        found: list[bytes] = []
        wanted = list(keys) if self._any else []
        for start in range(0, len(wanted), _KEYS_AT_ONCE):
            some = tuple(wanted[start : start + _KEYS_AT_ONCE])
            marks = ", ".join("?" for _ in some)
            rows = self._connection.rows(
                f"SELECT n, data FROM waiting WHERE awaits IN ({marks})",  # noqa: S608  # marks
                some,
            )
            if rows:
                self._connection.do_many("DELETE FROM waiting WHERE n = ?", [(n,) for n, _ in rows])
            found += [bytes(data) for _, data in rows]
        return found

    def keep(self, rows: Iterable[tuple[Key, int, bytes]]) -> None:
        """Keep these: what each waits for, its order, its bytes. Beyond the bounds the latest by order go."""
        # By all their bytes: one whose seal was spoilt on the way must not push out the sound one.
        new = [(sha256(data).digest(), key, order, data) for key, order, data in rows]
        if not new:
            return
        self._any = True
        self._connection.do_many(
            "INSERT OR IGNORE INTO waiting (hash, awaits, lamport, data) VALUES (?, ?, ?, ?)", new
        )
        self._bound()

    def _bound(self) -> None:
        # The oldest by order are kept: they are what the others wait for.
        count, size = self._size()
        if count <= KEPT and size <= BYTES:
            return
        gone = []
        for n, length in self._connection.each(
            "SELECT n, length(data) FROM waiting ORDER BY lamport DESC, n DESC"
        ):
            gone.append((n,))
            count, size = count - 1, size - length
            if count <= KEPT and size <= BYTES:
                break
        self._connection.do_many("DELETE FROM waiting WHERE n = ?", gone)

    def _size(self) -> tuple[int, int]:
        row = self._connection.row("SELECT count(*), coalesce(sum(length(data)), 0) FROM waiting")
        count, size = (int(row[0]), int(row[1])) if row else (0, 0)
        self._any = count > 0
        return count, size
