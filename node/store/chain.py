"""Journal rows: heads, causal pasts, reading and inserting transactions.

Keeps in memory what every transaction needs (heads, interned numbers, recent pasts and tips), and new
rows until `write_out`, so that a batch costs few statements; `load` brings memory back to what the
tables say after anything went wrong.
"""

import heapq
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
from sqlalchemy import Connection

from node.store.damage import Damage
from schema.ids import Hash, Id
from schema.transaction import Tip
from sync.causality import NOTHING, Past
from sync.journal import EMPTY, Head

_PASTS_KEPT = 8192
_TIPS_KEPT = 16384
_ROWS_AHEAD = 128
"""Rows read at once from one journal while several are merged."""
_seqs = msgspec.msgpack.Decoder(dict[int, int])


class Row(msgspec.Struct, frozen=True):
    """One integrated transaction as it is stored."""

    journal: Id
    seq: int
    hash: bytes
    order: int
    past: int
    membership: bool
    set_aside: str
    sealed: bool
    data: bytes


class Chain:
    """All journals of a replica."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.damage = Damage(connection)
        self.load()

    def load(self) -> None:
        """(Re)read what is kept in memory."""
        rows = self._connection.exec_driver_sql("SELECT n, id FROM journals").fetchall()
        self.numbers: dict[Id, int] = {bytes(row[1]): row[0] for row in rows}
        self.ids: dict[int, Id] = {row[0]: bytes(row[1]) for row in rows}
        self.damage.load()
        self.heads: dict[Id, Head] = {}
        self.membership: set[Id] = set()
        self._head_pasts: dict[Id, int] = {}
        self._pasts: OrderedDict[int, Past] = OrderedDict()
        self._tips: OrderedDict[tuple[Id, int], tuple[Hash, int, int]] = OrderedDict()
        """Hash, order and past number of recent transactions."""
        self._new_pasts: list[tuple[int, bytes]] = []
        self._new_rows: list[tuple[object, ...]] = []
        for journal, seq, named, order, past, membership in self._connection.exec_driver_sql(
            "SELECT t.journal, t.seq, t.hash, t.lamport, t.past, t.membership FROM transactions t"
            " JOIN (SELECT journal, max(seq) AS top FROM transactions GROUP BY journal) m"
            " ON m.journal = t.journal AND m.top = t.seq"
        ):
            identifier = self.ids[journal]
            self.heads[identifier] = Head(seq, bytes(named), order)
            self._head_pasts[identifier] = past
            if membership:
                self.membership.add(identifier)
        self._next_past = 1 + int(
            self._connection.exec_driver_sql("SELECT coalesce(max(n), 0) FROM pasts").scalar() or 0
        )
        self.next_row = 1 + int(
            self._connection.exec_driver_sql("SELECT coalesce(max(n), 0) FROM transactions").scalar() or 0
        )

    def write_out(self) -> None:
        """Put what is new into the tables; until then only this object knows it."""
        if self._new_pasts:
            self._connection.exec_driver_sql("INSERT INTO pasts (n, seqs) VALUES (?, ?)", self._new_pasts)
            self._new_pasts = []
        if self._new_rows:
            self._connection.exec_driver_sql(
                "INSERT INTO transactions (n, journal, seq, hash, lamport, past, membership, set_aside,"
                " sealed, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                self._new_rows,
            )
            self._new_rows = []

    def head(self, journal: Id) -> Head:
        """Where a journal stands here."""
        return self.heads.get(journal, EMPTY)

    def tips(self, scope: str) -> dict[Id, Tip]:
        """Heads of every journal held, of the scope (`membership`, or `all`)."""
        return {
            journal: Tip(journal, head.seq, head.hash)
            for journal, head in self.heads.items()
            if scope == "all" or journal in self.membership
        }

    def offered(self, scope: str) -> dict[Id, Tip]:
        """What peers are told is held: a journal with a damaged row only as far as that row.

        They then send it again from there, which mends it.
        """
        tips = self.tips(scope)
        for journal in self.damaged:
            tip = tips.pop(journal, None)
            if tip is not None and (last := self.damage.sound(journal, tip.seq)):
                named = self.hash_at(journal, last)
                if named is not None:
                    tips[journal] = Tip(journal, last, named)
        return tips

    def number(self, journal: Id) -> int:
        """The interned number of a journal, made at need."""
        number = self.numbers.get(journal)
        if number is None:
            number = 1 + max(self.ids, default=0)
            self._connection.exec_driver_sql("INSERT INTO journals (n, id) VALUES (?, ?)", (number, journal))
            self.numbers[journal] = number
            self.ids[number] = journal
        return number

    def past(self, number: int) -> Past:
        """A stored past, by its number; 0 is the empty one."""
        if number == 0:
            return NOTHING
        found = self._pasts.get(number)
        if found is None:
            self.write_out()
            row = self._connection.exec_driver_sql("SELECT seqs FROM pasts WHERE n = ?", (number,)).fetchone()
            if row is None:
                raise LookupError(f"past {number} is missing")
            found = Past({self.ids[n]: seq for n, seq in _seqs.decode(row[0]).items()})
            self._keep(number, found)
        return found

    def _keep(self, number: int, past: Past) -> None:
        self._pasts[number] = past
        if len(self._pasts) > _PASTS_KEPT:
            self._pasts.popitem(last=False)

    def tip_known(self, tip: Tip) -> tuple[bool, int, int]:
        """Whether this very transaction is integrated here; its order and past number if so."""
        found = self._tip(tip.journal, tip.seq)
        return (found[0] == tip.hash, found[1], found[2]) if found else (False, 0, 0)

    def hash_at(self, journal: Id, seq: int) -> Hash | None:
        """The hash of the transaction integrated at that place, if there is one."""
        found = self._tip(journal, seq)
        return found[0] if found else None

    def _tip(self, journal: Id, seq: int) -> tuple[Hash, int, int] | None:
        head = self.head(journal)
        if seq == head.seq:
            return head.hash, head.order, self._head_pasts.get(journal, 0)
        if seq > head.seq:
            return None
        found = self._tips.get((journal, seq))
        if found is None:
            self.write_out()
            row = self._connection.exec_driver_sql(
                "SELECT hash, lamport, past FROM transactions WHERE journal = ? AND seq = ?",
                (self.numbers[journal], seq),
            ).fetchone()
            if row is None:
                return None
            found = bytes(row[0]), int(row[1]), int(row[2])
            self._keep_tip(journal, seq, found)
        return found

    def _keep_tip(self, journal: Id, seq: int, tip: tuple[Hash, int, int]) -> None:
        self._tips[journal, seq] = tip
        if len(self._tips) > _TIPS_KEPT:
            self._tips.popitem(last=False)

    def past_after(self, journal: Id, saw: Sequence[Tip]) -> tuple[int, Past]:
        """The past of a journal's next transaction that saw these tips: its number and value.

        Without the own journal's entry: that is always `seq - 1`.
        """
        number = self._head_pasts.get(journal, 0)
        past = self.past(number)
        if not saw:
            return number, past
        merged = dict(past.seqs)
        for tip in saw:
            _, _, theirs = self.tip_known(tip)
            for other, seq in ((tip.journal, tip.seq), *self.past(theirs).seqs.items()):
                if other != journal and merged.get(other, 0) < seq:
                    merged[other] = seq
        past = Past(merged)
        number = self._next_past
        self._next_past += 1
        stored = msgspec.msgpack.encode({self.number(other): seq for other, seq in sorted(merged.items())})
        self._new_pasts.append((number, stored))
        self._keep(number, past)
        return number, past

    def append(self, row: Row) -> int:
        """Take the next transaction of a journal; returns its row number. See `write_out`."""
        n = self.next_row
        self._new_rows.append(
            (
                n,
                self.number(row.journal),
                row.seq,
                row.hash,
                row.order,
                row.past,
                int(row.membership),
                row.set_aside,
                int(row.sealed),
                row.data,
            )
        )
        self.next_row += 1
        self.heads[row.journal] = Head(row.seq, row.hash, row.order)
        self._head_pasts[row.journal] = row.past
        self._keep_tip(row.journal, row.seq, (row.hash, row.order, row.past))
        if row.membership:
            self.membership.add(row.journal)
        return n

    def mark_damaged(self, journal: Id, seq: int, expected: Hash) -> None:
        """Remember that this row is not what the chain says; a peer is asked for the one of this hash."""
        self.damage.mark(journal, self.number(journal), seq, expected)

    def mend(self, journal: Id, seq: int, named: Hash, order: int, data: bytes) -> bool:
        """Put the right bytes back into a damaged row; whether they are."""
        if self.damaged.get(journal, {}).get(seq) != named:
            return False
        self.write_out()
        self._connection.exec_driver_sql(
            "UPDATE transactions SET data = ?, hash = ?, lamport = ? WHERE journal = ? AND seq = ?",
            (data, named, order, self.number(journal), seq),
        )
        self.damage.mended(journal, seq)
        self.load()
        return True

    @property
    def damaged(self) -> Mapping[Id, Mapping[int, Hash]]:
        """Rows that are to be sent again: by journal and seq, the hash of what belongs there."""
        return self.damage.rows

    def unseen(self, journal: Id, scope: str) -> list[tuple[Tip, int]]:
        """Heads that the next transaction of `journal` has to name in `saw`, with their orders."""
        own = self.past(self._head_pasts.get(journal, 0))
        return [
            (Tip(other, head.seq, head.hash), head.order)
            for other, head in self.heads.items()
            if other != journal
            and (scope == "all" or other in self.membership)
            and own.seqs.get(other, 0) < head.seq
        ]

    def after(self, known: Mapping[Id, int], scope: str, max_bytes: int) -> list[bytes]:
        """What the owner of `known` lacks, in causal order; at least one transaction if any.

        Nothing of a journal from its first damaged row on: what is wrong here is not passed on.
        """
        batch: list[bytes] = []
        size = 0
        for data in self._lacking(known, scope):
            if batch and size + len(data) > max_bytes:
                break
            batch.append(data)
            size += len(data)
        return batch

    def _lacking(self, known: Mapping[Id, int], scope: str) -> Iterator[bytes]:
        """By (order, journal): each journal is in that order, so all are merged as they are read."""
        self.write_out()
        journals = [
            self._rows_between(
                self.numbers[journal], known.get(journal, 0), self.damage.sound(journal, head.seq)
            )
            for journal, head in self.heads.items()
            if head.seq > known.get(journal, 0) and (scope == "all" or journal in self.membership)
        ]
        for _, _, data in heapq.merge(*journals):
            yield data

    def _rows_between(self, journal: int, seq: int, last: int) -> Iterator[tuple[int, int, bytes]]:
        while True:
            rows = self._connection.exec_driver_sql(
                "SELECT lamport, seq, data FROM transactions WHERE journal = ? AND seq > ? AND seq <= ?"
                " ORDER BY seq LIMIT ?",
                (journal, seq, last, _ROWS_AHEAD),
            ).fetchall()
            for order, reached, data in rows:
                yield order, journal, bytes(data)
                seq = reached
            if len(rows) < _ROWS_AHEAD:
                return

    def everything(self) -> Iterable[Row]:
        """All transactions in fold order, for `verify` and for snapshots."""
        for row in self._connection.exec_driver_sql(
            # CAST: whoever alters a row by hand may leave a text there.
            "SELECT t.journal, t.seq, t.hash, t.lamport, t.past, t.membership, t.set_aside, t.sealed,"
            " CAST(t.data AS BLOB)"
            " FROM transactions t JOIN journals j ON j.n = t.journal ORDER BY t.lamport, j.id, t.seq"
        ):
            yield Row(
                self.ids[row[0]],
                row[1],
                bytes(row[2]),
                row[3],
                row[4],
                bool(row[5]),
                row[6],
                bool(row[7]),
                bytes(row[8]),
            )
