"""Strands and their small numbers: a journal's first strand bears its name, branches have a row more."""

from collections.abc import Callable

from node.store.connection import Connection
from schema.ids import Id
from schema.transaction import Tip
from sync.strands import Branch, Strands


class StrandRows:
    """The tables `journals` and `branches`, and the same in memory."""

    def __init__(self, connection: Connection, find: Callable[[Tip], Id | None]) -> None:
        self._connection = connection
        self.known = Strands(find)
        self.load()

    def load(self) -> None:
        """(Re)read the tables."""
        rows = self._connection.rows("SELECT n, id FROM journals")
        self.numbers: dict[Id, int] = {bytes(row[1]): row[0] for row in rows}
        self.ids: dict[int, Id] = {row[0]: bytes(row[1]) for row in rows}
        self._next = 1 + max(self.ids, default=0)
        self.known.forget()
        for strand, journal, base, since in self._connection.each(
            "SELECT strand, journal, base, since FROM branches ORDER BY strand"
        ):
            of, left = self.ids.get(journal, b""), self.ids.get(base, b"")
            # A strand leaves one that was there before; what was altered by hand, `verify` names.
            if left == of or (self.known.branch(left) is not None and self.known.journal(left) == of):
                self.known.begin(self.ids[strand], Branch(of, left, since))

    def number(self, strand: Id) -> int:
        """The interned number of a strand, made at need."""
        number = self.numbers.get(strand)
        if number is None:
            number = self._next
            self._next += 1
            self._connection.do("INSERT INTO journals (n, id) VALUES (?, ?)", (number, strand))
            self.numbers[strand] = number
            self.ids[number] = strand
        return number

    def begin(self, strand: Id, branch: Branch) -> bool:
        """A transaction has come whose place is taken; see `Strands.begin`."""
        self._connection.do(
            "INSERT INTO branches (strand, journal, base, since) VALUES (?, ?, ?, ?)",
            (self.number(strand), self.number(branch.journal), self.number(branch.base), branch.since),
        )
        return self.known.begin(strand, branch)
