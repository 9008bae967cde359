"""Rows of strands that no longer are what the chain says: remembered until a peer has sent them again."""

from node.store.connection import Connection
from schema.ids import Hash, Id


class Damage:
    """The table of damaged rows, and the same in memory."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.rows: dict[Id, dict[int, Hash]] = {}
        """By strand and seq: the hash of the transaction that belongs there."""
        self.load()

    def load(self) -> None:
        """(Re)read the table."""
        self.rows = {}
        for strand, seq, named in self._connection.each("SELECT journal, seq, hash FROM damaged"):
            self.rows.setdefault(bytes(strand), {})[seq] = bytes(named)

    def mark(self, strand: Id, number: int, seq: int, expected: Hash) -> None:
        """Remember a row, by its strand (and the strand's number), and what belongs there."""
        self._connection.do(
            "INSERT OR IGNORE INTO damaged (tx, journal, seq, hash)"
            " SELECT n, ?, seq, ? FROM transactions WHERE journal = ? AND seq = ?",
            (strand, expected, number, seq),
        )
        self.load()

    def mended(self, strand: Id, seq: int) -> None:
        """Forget a row that is right again."""
        self._connection.do("DELETE FROM damaged WHERE journal = ? AND seq = ?", (strand, seq))
        self.load()

    def clear(self) -> None:
        """Before everything is checked anew."""
        self._connection.do("DELETE FROM damaged")
        self.load()

    def sound(self, strand: Id, seq: int) -> int:
        """How far a strand that is held up to `seq` is sound."""
        rows = self.rows.get(strand)
        return min(rows) - 1 if rows else seq
