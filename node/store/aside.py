"""The acts held that are set aside, one by one: the index of those that count for nothing yet."""

from typing import Final

from node.domain.history import Act
from node.store.files import intact
from node.store.replica import Replica

PAGE: Final = (
    "SELECT n, journal, seq, hash, past, set_aside, data FROM transactions"
    " WHERE set_aside != '' AND n < ? ORDER BY n DESC LIMIT ?"
)


def set_aside(replica: Replica, before: int | None, most: int) -> tuple[list[Act], int | None]:
    """(acts, row to go on before): the last that came first; nil when there are no older ones.

    `most` acts or a few more, as those of one transaction stay together. Damaged rows are left out: to
    tell of those is for `verify`.
    """
    rows = replica.connection.rows(
        PAGE,
        (before if before is not None else replica.chain.next_row, most + 1),
    )
    found: list[Act] = []
    last: int | None = None
    for n, journal, seq, named, past, why, data in rows:
        if len(found) >= most:
            return found, last
        last = n
        opened = intact(data, bytes(named))
        if opened is None:
            continue
        transaction, core = opened
        strand = replica.chain.ids[journal]
        full = replica.chain.full_past(strand, seq, past)
        found += (
            replica.files.act(transaction, core, bytes(named), strand, full, why, position)
            for position in range(len(core.headers))
        )
    return found, last if len(rows) > most else None
