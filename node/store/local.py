"""Small named values of this workstation, and how often each paper was made here."""

from node.store.connection import Connection


class Local:
    """Never replicated, in no digest (see `LOCAL` in `node/store/digests.py`)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, name: str) -> bytes | None:
        """The value, or nil."""
        row = self._connection.row("SELECT value FROM local WHERE name = ?", (name,))
        return bytes(row[0]) if row else None

    def put(self, name: str, value: bytes) -> None:
        """Set a value."""
        self._connection.do(
            "INSERT INTO local (name, value) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def drop(self, name: str) -> None:
        """Forget a value, if there is one."""
        self._connection.do("DELETE FROM local WHERE name = ?", (name,))

    def beginning(self, prefix: str) -> list[bytes]:
        """The values whose names begin so, by name."""
        rows = self._connection.rows(
            "SELECT value FROM local WHERE substr(name, 1, ?) = ? ORDER BY name", (len(prefix), prefix)
        )
        return [bytes(row[0]) for row in rows]

    def number(self, name: str) -> int:
        """A value that is a number; 0 when there is none."""
        value = self.get(name)
        return int(value) if value else 0

    def count_print(self, what: str, subject: bytes) -> int:
        """Count one more paper made; returns how often it had been made before (DUPLICATA n)."""
        row = self._connection.row(
            "INSERT INTO prints (what, subject, count) VALUES (?, ?, 1)"
            " ON CONFLICT (what, subject) DO UPDATE SET count = count + 1 RETURNING count",
            (what, subject),
        )
        return int(row[0]) - 1 if row else 0
