"""How many acts are held, and how many of them do not count: of a journal, or of a stretch of rows."""

from collections import Counter

from node.store.replica import Replica
from schema.ids import Id


def acts_of(replica: Replica, journal: Id) -> tuple[int, int]:
    """(acts, acts set aside) held of a journal, all its branches together."""
    acts = aside = 0
    for strand in replica.chain.strands.of(journal):
        row = replica.connection.row(
            "SELECT count(*), coalesce(sum(t.set_aside != ''), 0) FROM acts a"
            " JOIN transactions t ON t.n = a.tx WHERE t.journal = ?",
            (replica.chain.numbers.get(strand, 0),),
        )
        acts, aside = (acts + row[0], aside + row[1]) if row else (acts, aside)
    return acts, aside


def acts_from(replica: Replica, row: int) -> int:
    """How many acts the transactions of this row and of later ones have."""
    with replica.reading():
        found = replica.connection.value("SELECT count(*) FROM acts WHERE tx >= ?", (row,))
        return int(found or 0)


def aside_between(replica: Replica, row: int, end: int) -> Counter[str]:
    """How many acts of transactions from this row to before that one do not count, by the code why."""
    with replica.reading():
        return Counter(
            {
                str(found[0]): int(found[1])
                for found in replica.connection.rows(
                    "SELECT t.set_aside, count(*) FROM acts a JOIN transactions t ON t.n = a.tx"
                    " WHERE a.tx >= ? AND a.tx < ? AND t.set_aside != '' GROUP BY t.set_aside",
                    (row, end),
                )
            }
        )
