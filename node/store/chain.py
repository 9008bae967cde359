"""Journal rows: heads, causal pasts, reading and inserting transactions.

Keeps in memory what every transaction needs (heads, interned numbers, recent pasts and tips), and new
rows until `write_out`, so that a batch costs few statements; `load` brings memory back to what the
tables say after anything went wrong. What is named by an id here is a strand (`sync.strands`), which
for a journal without a fork is the journal itself.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from node.store.connection import Connection
from node.store.damage import Damage
from node.store.pasts import UNREADABLE, Pasts
from node.store.places import Places
from node.store.strand_rows import StrandRows
from node.store.trail import Trail, base_after
from schema.codec import InvalidBytesError
from schema.ids import Hash, Id
from schema.transaction import Core, Tip, open_transaction
from sync.causality import Past
from sync.journal import EMPTY, Head, follows
from sync.strands import Branch, Strands, strand_id

_TIPS_KEPT = 16384


class Row(msgspec.Struct, frozen=True, gc=False):
    """One integrated transaction as it is stored."""

    strand: Id
    seq: int
    hash: bytes
    order: int
    past: int
    membership: bool
    set_aside: str
    sealed: bool
    data: bytes
    n: int = 0
    """Its number here; 0 as long as it is not stored."""


class Slot(msgspec.Struct, frozen=True, gc=False):
    """Where a transaction belongs."""

    strand: Id
    prev: Head
    past: int
    """Number of the past of what it follows."""
    begins: Branch | None
    """The branch that it begins, its place being taken."""

    @property
    def follows(self) -> Id:
        """The strand of what it follows."""
        return self.strand if self.begins is None else self.begins.base


class Held(msgspec.Struct, frozen=True, gc=False):
    """Where a transaction is, and what is known of it."""

    strand: Id
    order: int
    past: int
    """Number of its past."""


class Chain:
    """All journals of a replica."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.damage = Damage(connection)
        self._rows = StrandRows(connection, self._strand_of)
        self._pasts = Pasts(connection, self._rows)
        self._places = Places(connection, self._rows)
        self.load()

    def load(self) -> None:
        """(Re)read what is kept in memory."""
        self._rows.load()
        self._pasts.load()
        self.damage.load()
        self._places.forget()
        self.heads: dict[Id, Head] = {}
        self.membership: set[Id] = set()
        self._head_pasts: dict[Id, int] = {}
        self._tips: OrderedDict[tuple[Id, int], tuple[Hash, int, int]] = OrderedDict()
        """Hash, order and past number of recent transactions."""
        self._longest: dict[Id, int] = {}
        self._new_rows: list[tuple[object, ...]] = []
        for number, seq, named, order, past, membership in self._connection.each(
            "SELECT t.journal, t.seq, t.hash, t.lamport, t.past, t.membership FROM transactions t"
            " JOIN (SELECT journal, max(seq) AS top FROM transactions GROUP BY journal) m"
            " ON m.journal = t.journal AND m.top = t.seq"
        ):
            strand = self.ids[number]
            self.heads[strand] = Head(seq, bytes(named), order)
            self._head_pasts[strand] = past
            self._reaches(strand, seq)
            if membership:
                self.membership.add(strand)
        # Along a strand these numbers only grow, so its head has the highest.
        self._pasts.count_from(max(self._head_pasts.values(), default=0))
        self.next_row = 1 + int(self._connection.value("SELECT coalesce(max(n), 0) FROM transactions") or 0)

    def write_out(self) -> None:
        """Put what is new into the tables; until then only this object knows it."""
        self._pasts.write_out()
        if self._new_rows:
            self._connection.do_many(
                "INSERT INTO transactions (n, journal, seq, hash, lamport, past, membership, set_aside,"
                " sealed, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                self._new_rows,
            )
            self._new_rows = []

    @property
    def strands(self) -> Strands:
        """Which journals are forked, and how."""
        return self._rows.known

    @property
    def numbers(self) -> Mapping[Id, int]:
        """The interned number of each strand."""
        return self._rows.numbers

    @property
    def ids(self) -> Mapping[int, Id]:
        """The strand of each number."""
        return self._rows.ids

    def number(self, strand: Id) -> int:
        """The interned number of a strand, made at need."""
        return self._rows.number(strand)

    def head(self, strand: Id) -> Head:
        """Where a strand stands here; of a journal: its first one."""
        return self.heads.get(strand, EMPTY)

    def longest(self, journal: Id) -> int:
        """How far a journal goes here, on whichever branch."""
        return self._longest.get(journal, 0)

    def _reaches(self, strand: Id, seq: int) -> None:
        journal = self.strands.journal(strand)
        self._longest[journal] = max(seq, self._longest.get(journal, 0))

    def tips(self, scope: str) -> dict[Id, Tip]:
        """Heads of every strand held, of the scope (`membership`, or `all`)."""
        return {
            strand: Tip(self.strands.journal(strand), head.seq, head.hash)
            for strand, head in self.heads.items()
            if scope == "all" or strand in self.membership
        }

    def size(self, strand: Id, seq: int) -> int:
        """How many transactions a strand has up to a seq."""
        return seq - self.strands.since(strand) + 1

    def past(self, number: int) -> Past:
        """A stored past, by its number, without what lies below on the own chain; 0 is the empty one."""
        try:
            return self._pasts.get(number)
        except UNREADABLE:
            self._pasts_again()
            return self._pasts.get(number)

    def _pasts_again(self) -> None:
        """Write pasts whose rows do not read again, as the journals themselves have them."""
        self.write_out()
        trails: dict[Id, Trail] = {}
        for row in self.everything():
            try:
                saw = open_transaction(row.data)[1].saw
            except InvalidBytesError:
                saw = ()  # known again when a peer has sent it
            held = [(self.held(tip), tip.seq) for tip in saw]
            seen = [(one.strand, seq) for one, seq in held if one is not None]
            base = base_after(self.strands, trails, (row.strand, row.seq), seen)
            trail = trails.setdefault(row.strand, Trail(self.strands.since(row.strand)))
            trail.put(row.seq, row.order, base)
            self._pasts.mend(row.past, self._beside(base, row.strand, row.seq))

    def _beside(self, past: Past, strand: Id, seq: int) -> Past:
        """What is stored of the past of the transaction at that place."""
        return past.beside(self.strands.holding(strand, seq - 1), seq - 1)

    def full_past(self, strand: Id, seq: int, number: int) -> Past:
        """The whole past of the transaction at that place."""
        return self.strands.whole(self.past(number), strand, seq)

    def held(self, tip: Tip) -> Held | None:
        """Where this very transaction is integrated here; nil when it is not."""
        since = self.strands.forked.get(tip.journal)
        strand: Id | None = tip.journal
        if since is not None and tip.seq >= since:
            if not self._places.knows(tip.journal):
                self.write_out()
            strand = self._places.strand(tip)
        found = self._tip(strand, tip.seq) if strand is not None else None
        if strand is None or found is None or found[0] != tip.hash:
            return None
        return Held(strand, found[1], found[2])

    def _strand_of(self, tip: Tip) -> Id | None:
        found = self.held(tip)
        return None if found is None else found.strand

    def hash_at(self, strand: Id, seq: int) -> Hash | None:
        """The hash of the transaction integrated at that place, if there is one."""
        found = self._tip(strand, seq)
        return found[0] if found else None

    def _tip(self, strand: Id, seq: int) -> tuple[Hash, int, int] | None:
        head = self.head(strand)
        if seq == head.seq:
            return head.hash, head.order, self._head_pasts.get(strand, 0)
        if seq > head.seq:
            return None
        found = self._tips.get((strand, seq))
        if found is None:
            self.write_out()
            row = self._connection.row(
                "SELECT hash, lamport, past FROM transactions WHERE journal = ? AND seq = ?",
                (self.numbers[strand], seq),
            )
            if row is None:
                return None
            found = bytes(row[0]), int(row[1]), int(row[2])
            self._keep_tip(strand, seq, found)
        return found

    def _keep_tip(self, strand: Id, seq: int, tip: tuple[Hash, int, int]) -> None:
        self._tips[strand, seq] = tip
        if len(self._tips) > _TIPS_KEPT:
            self._tips.popitem(last=False)

    def slot(self, core: Core, named: Hash) -> Slot | None:
        """Where a transaction that is not held belongs; nil while what it follows is not here."""
        first = self.head(core.journal)
        if core.seq == 1 or first is EMPTY:
            if not follows(EMPTY, core):
                return None
            # It follows nothing, and another one may do so already.
            begins = None if first is EMPTY else Branch(core.journal, core.journal, 1)
            return Slot(core.journal if begins is None else strand_id(named), EMPTY, 0, begins)
        found = self.held(Tip(core.journal, core.seq - 1, core.prev))
        if found is None:
            return None
        prev = Head(core.seq - 1, core.prev, found.order)
        if self.head(found.strand).seq == prev.seq:
            return Slot(found.strand, prev, found.past, None)
        return Slot(strand_id(named), prev, found.past, Branch(core.journal, found.strand, core.seq))

    def past_after(self, slot: Slot, saw: Sequence[Tip]) -> tuple[int, Past]:
        """The past of the transaction of this slot that saw these tips: its number and value.

        Without what lies below it on its own chain: that is known by its place.
        """
        past = self.past(slot.past)
        if not saw:
            return slot.past, past
        known, seen = list[Past](), list[tuple[Id, int]]()
        for tip in saw:
            held = self.held(tip)
            if held is None:
                raise LookupError("a past is asked for before it is here")
            known.append(self.past(held.past))
            seen.append((held.strand, tip.seq))
        past = past.joined(known).with_tips(seen).beside(slot.follows, slot.prev.seq)
        return self._pasts.add(past), past

    def repair_past(self, strand: Id, seq: int, past: Past) -> None:
        """Another past for a transaction than was stored. See `write_out`, and `load` afterwards."""
        past = self._beside(past, strand, seq)
        self._connection.do(
            "UPDATE transactions SET past = ? WHERE journal = ? AND seq = ?",
            (self._pasts.add(past) if past.seqs else 0, self.numbers[strand], seq),
        )

    def begin(self, strand: Id, branch: Branch) -> bool:
        """The transaction to be appended next begins a strand; see `Strands.begin`."""
        longer = self._rows.begin(strand, branch)
        if longer:
            self._places.forget(branch.journal)
        return longer

    def append(self, row: Row) -> int:
        """Take the next transaction of a strand; returns its row number. See `write_out`."""
        n = self.next_row
        self._new_rows.append(
            (
                n,
                self.number(row.strand),
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
        self.heads[row.strand] = Head(row.seq, row.hash, row.order)
        self._head_pasts[row.strand] = row.past
        self._keep_tip(row.strand, row.seq, (row.hash, row.order, row.past))
        self._reaches(row.strand, row.seq)
        self._places.note(self.strands.journal(row.strand), row.strand, row.hash)
        if row.membership:
            self.membership.add(row.strand)
        return n

    def mark_damaged(self, strand: Id, seq: int, expected: Hash) -> None:
        """Remember that this row is not what the chain says; a peer is asked for the one of this hash."""
        self.damage.mark(strand, self.number(strand), seq, expected)

    def mend(self, tip: Tip, order: int, data: bytes) -> Id | None:
        """Put the right bytes back into a damaged row; the strand of it, or nil when there is none."""
        for strand in self.strands.of(tip.journal) if self.damaged else ():
            if self.damaged.get(strand, {}).get(tip.seq) == tip.hash:
                self.write_out()
                self._connection.do(
                    "UPDATE transactions SET data = ?, hash = ?, lamport = ? WHERE journal = ? AND seq = ?",
                    (data, tip.hash, order, self.number(strand), tip.seq),
                )
                self.damage.mended(strand, tip.seq)
                self.load()
                return strand
        return None

    @property
    def damaged(self) -> Mapping[Id, Mapping[int, Hash]]:
        """Rows that are to be sent again: by strand and seq, the hash of what belongs there."""
        return self.damage.rows

    def unseen(self, journal: Id, scope: str) -> list[tuple[Tip, int]]:
        """Heads that the next transaction of `journal` might name in `saw`, with their orders (see `naming`).

        Never another branch of itself: nobody has seen what his own clone wrote.
        """
        own = self.head_past(journal)
        return [
            (Tip(self.strands.journal(other), head.seq, head.hash), head.order)
            for other, head in self.heads.items()
            if self.strands.journal(other) != journal
            and (scope == "all" or other in self.membership)
            and not own.holds(other, head.seq)
        ]

    def head_past(self, journal: Id) -> Past:
        """What the last transaction of a journal knew of others."""
        return self.past(self._head_pasts.get(journal, 0))

    def everything(self) -> Iterable[Row]:
        """All transactions in fold order, for `verify` (a snapshot reads them by `Slices`)."""
        for row in self._connection.each(
            # CAST: whoever alters a row by hand may leave a text there.
            "SELECT t.journal, t.seq, t.hash, t.lamport, t.past, t.membership, t.set_aside, t.sealed,"
            " CAST(t.data AS BLOB), t.n"
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
                row[9],
            )
