"""Where the transactions of forked journals stand, by hash: any number of them share a seq.

Of a journal without a fork, and below where one forks, the seq alone says it.
"""

from node.store.connection import Connection
from node.store.strand_rows import StrandRows
from schema.ids import Hash, Id
from schema.transaction import Tip


class Places:
    """Read from the tables when a forked journal is first asked for; they must be written out then."""

    def __init__(self, connection: Connection, rows: StrandRows) -> None:
        self._connection = connection
        self._rows = rows
        self.forget()

    def forget(self, journal: Id | None = None) -> None:
        """Read that journal (nil: every one) again: more of it may lie in the forked part."""
        if journal is None:
            self._of: dict[Id, dict[Hash, Id]] = {}
        else:
            self._of.pop(journal, None)

    def knows(self, journal: Id) -> bool:
        """Whether it was read already."""
        return journal in self._of

    def strand(self, tip: Tip) -> Id | None:
        """In which strand this transaction of the forked part of a journal is; nil when it is not held."""
        found = self._of.get(tip.journal)
        if found is None:
            found = self._of[tip.journal] = self._read(tip.journal)
        return found.get(tip.hash)

    def note(self, journal: Id, strand: Id, named: Hash) -> None:
        """A transaction has come."""
        if journal in self._of:
            self._of[journal][named] = strand

    def _read(self, journal: Id) -> dict[Hash, Id]:
        number = self._rows.numbers[journal]
        rows = self._connection.each(
            "SELECT hash, journal FROM transactions WHERE seq >= ? AND (journal = ?"
            " OR journal IN (SELECT strand FROM branches WHERE journal = ?))",
            (self._rows.known.forked[journal], number, number),
        )
        return {bytes(named): self._rows.ids[strand] for named, strand in rows}
