"""What one branch of a forked journal holds, for people who must choose between branches."""

from collections.abc import Iterable, Iterator, Mapping

from node.store.chain import Chain
from node.store.connection import Connection
from node.store.files import intact
from schema.ids import Id
from schema.transaction import Core, Tip, Transaction


class Branches:
    """Reads along one chain at a time; on the writer thread only."""

    def __init__(self, connection: Connection, chain: Chain) -> None:
        self._connection = connection
        self._chain = chain

    def acts(self, tip: Tip, since: int) -> tuple[int, int]:
        """(acts, acts set aside) from a place of a journal on, along the branch that ends in this tip."""
        acts = aside = 0
        for strand, upto in self._pieces(tip).items():
            row = self._connection.row(
                "SELECT count(*), coalesce(sum(t.set_aside != ''), 0) FROM acts a"
                " JOIN transactions t ON t.n = a.tx WHERE t.journal = ? AND t.seq >= ? AND t.seq <= ?",
                (self._chain.numbers[strand], since, upto),
            )
            acts, aside = (acts + row[0], aside + row[1]) if row else (acts, aside)
        return acts, aside

    def elsewhere(self, journal: Id, since: int, shown: Iterable[Tip]) -> int:
        """Acts of a journal, from a place on, in strands that do not end in one of these tips."""
        held = (self._chain.held(tip) for tip in shown)
        strands = ", ".join(str(self._chain.numbers[one.strand]) for one in held if one is not None)
        return int(
            self._connection.value(
                "SELECT count(*) FROM acts a JOIN transactions t ON t.n = a.tx"  # noqa: S608  # our own numbers
                " WHERE t.seq >= ? AND t.journal IN (SELECT strand FROM branches WHERE journal = ?"
                f" UNION SELECT ?) AND t.journal NOT IN ({strands})",
                (since, self._chain.numbers[journal], self._chain.numbers[journal]),
            )
        )

    def newest(self, tip: Tip, since: int, most: int) -> Iterator[tuple[Transaction, Core]]:
        """Its transactions from that place on, the newest first, at most so many; damaged ones left out."""
        for strand, upto in self._pieces(tip).items():
            rows = self._connection.rows(
                "SELECT hash, data FROM transactions WHERE journal = ? AND seq >= ? AND seq <= ?"
                " ORDER BY seq DESC LIMIT ?",
                (self._chain.numbers[strand], since, upto, most),
            )
            most -= len(rows)
            for row in rows:
                found = intact(row[1], bytes(row[0]))
                if found is not None:
                    yield found

    def _pieces(self, tip: Tip) -> Mapping[Id, int]:
        held = self._chain.held(tip)
        return self._chain.strands.chain(held.strand, tip.seq) if held is not None else {}
