"""What lies beside the journal's bytes and decides how they read: which acts make up a file, and pasts.

A fold trusts both, so a fold cannot tell that they are wrong: they are compared with what the walk through
the journal has established (`node.store.verify`), and written again from it.
"""

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Final

from node.api.site import Finding
from node.store.chain import Row
from node.store.files import intact
from node.store.membership_rows import load_roll
from node.store.replica import Replica
from schema.ids import Id
from schema.transaction import Core
from sync.causality import Past

_AT_ONCE: Final = 1_000
"""Transactions indexed again at once; bounds memory, not correctness."""


class Indexes:
    """Takes each row in its turn, and says in the end what the tables have otherwise."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self._acts = self._sum = 0
        """How many there are, and the sum of what stands for each: sets of any size in one number."""
        self._left_out: set[int] = set()
        self._last: dict[Id, tuple[int, Past]] = {}
        self._pasts: dict[tuple[Id, int], Past] = {}
        """Those that are stored otherwise, by place."""

    def leave_out(self, row: Row) -> Past:
        """Of a row that cannot be read nobody can say what its acts were; its past is what is stored."""
        self._left_out.add(row.n)
        return self._stored(row)

    def take(self, row: Row, core: Core, base: Past) -> None:
        """A sound row, with its past but for what lies before it on its own chain."""
        self._acts += len(core.headers)
        for position, header in enumerate(core.headers):
            self._sum += _mark(int(header.file.type), header.file.id, row.n, position)
        seen = self._last.get(row.strand)
        if seen is None or seen[0] != row.past or seen[1] is not base:
            strands = self._replica.chain.strands
            if strands.whole(self._stored(row), row.strand, row.seq) != strands.whole(
                base, row.strand, row.seq
            ):
                self._pasts[row.strand, row.seq] = base
            else:
                self._last[row.strand] = row.past, base

    def _stored(self, row: Row) -> Past:
        return self._replica.chain.past(row.past)

    def findings(self) -> Iterator[Finding]:
        """What is wrong with either table."""
        acts = added = 0
        for sort, identifier, n, position in self._replica.connection.each(
            "SELECT f.type, CAST(f.id AS BLOB), a.tx, a.position FROM acts a JOIN files f ON f.n = a.file"
        ):
            if n not in self._left_out:
                acts += 1
                added += _mark(sort, identifier, n, position)
        if (acts, added) != (self._acts, self._sum):
            yield _wrong("acts", max(1, abs(acts - self._acts)))
        if self._pasts:
            yield _wrong("pasts", len(self._pasts))

    def write_again(self) -> None:
        """Both as the walk has them; what rests on them is to be judged and folded again."""
        replica, connection = self._replica, self._replica.connection
        for (strand, seq), base in self._pasts.items():
            replica.chain.repair_past(strand, seq, base)
        replica.chain.write_out()
        replica.chain.load()
        replica.files.forget()
        # Of a row that is asked again from a peer, nothing better is known than what stands there.
        connection.do("DELETE FROM acts WHERE tx NOT IN (SELECT tx FROM damaged)")
        last = 0
        while rows := connection.rows(
            "SELECT n, hash, CAST(data AS BLOB) FROM transactions"
            " WHERE n > ? AND n NOT IN (SELECT tx FROM damaged) ORDER BY n LIMIT ?",
            (last, _AT_ONCE),
        ):
            for n, named, data in rows:
                found = intact(data, named)
                if found is not None:
                    replica.files.add(n, found[1].headers)
                last = n
            replica.files.write_out()
        connection.do("DELETE FROM files WHERE NOT EXISTS (SELECT 1 FROM acts WHERE acts.file = files.n)")
        replica.files.forget()
        load_roll(connection, replica.chain, replica.roll)


def sessions_astray(
    replica: Replica, sessions: Mapping[Id, Mapping[Id, tuple[Id, int, int]]]
) -> list[Finding]:
    """Whether the table says that other sessions were open; not while rows are missing that say it."""
    rows = replica.connection.rows("SELECT session, journal, person, opened, closed FROM sessions")
    ids = replica.chain.ids
    found = {(row[0], ids.get(row[1])): row[2:] for row in rows}
    walked = {(session, strand): said for session, some in sessions.items() for strand, said in some.items()}
    wrong = len(dict(found.items() ^ walked.items())) if not replica.chain.damaged else 0
    return [_wrong("sessions", wrong)] if wrong else []


def _mark(sort: int, identifier: bytes, n: int, position: int) -> int:
    place = b"%d %b %d %d" % (sort, identifier, n, position)
    return int.from_bytes(blake2b(place, digest_size=16).digest())


def _wrong(table: str, rows: int) -> Finding:
    return Finding("verify.table.rows", {"table": table, "rows": str(rows)}, healed=False)
