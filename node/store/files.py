"""Files: which acts make them up, and those acts as the rules see them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from node.domain.history import BY_PLACE, NO_RULES, Act, place_of
from node.store.chain import Chain
from node.store.connection import Connection
from node.store.errors import DamagedRowError
from node.store.kept_acts import KeptActs, weight
from schema.acts import KINDS
from schema.codec import InvalidBytesError, Wire, decode
from schema.ids import Hash, Id
from schema.rules import RULES
from schema.transaction import ActRef, Body, Core, FileRef, Header, Transaction, core_hash
from sync.causality import Past, Spot
from sync.journal import bodies_match
from sync.membership import Membership
from sync.roll import Roll

_NUMBERS_KEPT = 20_000
_AT_ONCE = 2_000
"""Files looked up by one statement."""
_NAMED_BYTES = 64
"""Of a file or an act that a header names, about."""

_transaction = msgspec.msgpack.Decoder(Transaction)
_core = msgspec.msgpack.Decoder(Core)


def reopen(data: bytes) -> tuple[Transaction, Core]:
    """Decode a transaction that this replica had accepted (its canonical form was checked then)."""
    transaction = _transaction.decode(data)
    return transaction, _core.decode(transaction.core)


def intact(data: bytes, named: Hash) -> tuple[Transaction, Core] | None:
    """The transaction of that hash that a row held, or nil when the row is no longer it, bodies included."""
    try:
        transaction, core = reopen(data)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError, TypeError):
        return None  # TypeError: whoever alters a row by hand may leave a text there
    good = core_hash(transaction.core) == named and bodies_match(transaction, core)
    return (transaction, core) if good else None


def content_of(header: Header, body: Body | None) -> tuple[Wire | None, str]:
    """The typed body of an act, or why there is none."""
    kind = KINDS.get(header.kind)
    if kind is None:
        return None, "unknown_kind"
    if body is None:
        return None, "erased"
    if not kind.agrees(header) or (kind.signed and body.signature is None):
        return None, "mismatch"
    try:
        return decode(kind.body, body.body), ""
    except InvalidBytesError:
        return None, "undecodable"


class Files:
    """The index of acts by file."""

    def __init__(self, connection: Connection, chain: Chain, roll: Roll) -> None:
        self._connection = connection
        self._chain = chain
        self._roll = roll
        self._numbers: dict[FileRef, int] = {}
        self._next: int | None = None
        """The number of the next file not seen before, once it is known."""
        self._new_files: list[tuple[int, int, Id]] = []
        self._new_rows: list[tuple[int, int, int]] = []
        self._touched: set[int] = set()
        self._absent: set[FileRef] = set()
        """Files that were looked for and had no number: see `expect`."""
        self.kept = KeptActs()

    def forget(self) -> None:
        """Drop what is remembered, after a write that did not happen."""
        self.kept.drop()
        self._numbers.clear()
        self._absent.clear()
        self._next = None
        self._new_files, self._new_rows, self._touched = [], [], set()

    def write_out(self) -> None:
        """Put what is new into the tables, stale marks included; until then only this object knows it."""
        if self._new_files:
            self._connection.do_many("INSERT INTO files (n, type, id) VALUES (?, ?, ?)", self._new_files)
            self._new_files = []
        if len(self._numbers) > _NUMBERS_KEPT:
            self._numbers.clear()
            self._absent.clear()  # they have been made since
        if self._new_rows:
            self._connection.do_many("INSERT INTO acts (file, tx, position) VALUES (?, ?, ?)", self._new_rows)
            self._new_rows = []
        if self._touched:
            self._connection.do_many(
                "INSERT INTO states (file, stale, trouble) VALUES (?, 1, '')"
                " ON CONFLICT (file) DO UPDATE SET stale = 1",
                [(number,) for number in sorted(self._touched)],
            )
            self._touched = set()

    def expect(self, files: Iterable[FileRef]) -> None:
        """Look up the numbers of files that are about to be touched, all at once."""
        wanted = [file for file in dict.fromkeys(files) if file not in self._numbers]
        self._absent = set(wanted)
        for first in range(0, len(wanted), _AT_ONCE):
            some = wanted[first : first + _AT_ONCE]
            marks = ", ".join("(?, ?)" for _ in some)
            for kind, identifier, number in self._connection.each(
                f"WITH wanted (type, id) AS (VALUES {marks}) SELECT f.type, f.id, f.n"  # noqa: S608
                " FROM wanted w CROSS JOIN files f ON f.type = w.type AND f.id = w.id",
                tuple(value for file in some for value in (int(file.type), file.id)),
            ):
                self._numbers[FileRef(kind, bytes(identifier))] = number
        self._absent.difference_update(self._numbers)

    def number(self, file: FileRef) -> int:
        """The interned number of a file, made at need. See `write_out`."""
        number = self._numbers.get(file)
        if number is None:
            if file not in self._absent:
                self.expect([file])
                number = self._numbers.get(file)
            if number is None:
                number = self._numbers[file] = self._number_new(file)
        return number

    def known(self, file: FileRef) -> bool:
        """Whether it has a number here: it has acts, or somebody asked for it that has none."""
        if file not in self._numbers:
            self.expect([file])
        return file in self._numbers

    def _number_new(self, file: FileRef) -> int:
        if self._next is None:
            highest = self._connection.value("SELECT coalesce(max(n), 0) FROM files")
            self._next = 1 + int(highest or 0)
        number, self._next = self._next, self._next + 1
        self._new_files.append((number, int(file.type), file.id))
        return number

    def add(self, tx: int, headers: Sequence[Header]) -> None:
        """Index a transaction's acts, and have the files it touches folded again. See `write_out`."""
        for position, header in enumerate(headers):
            number = self.number(header.file)
            self._new_rows.append((number, tx, position))
            self._touched.add(number)
            self.kept.gains(number, tx, position)

    def make_stale(self, numbers: Iterable[int]) -> None:
        """Have these files folded again from the tables: acts that they have are judged otherwise."""
        stale = set(numbers)
        self._touched |= stale
        self.kept.leave(stale)

    def make_all_stale(self) -> None:
        """Have every file folded again from the tables."""
        self.kept.drop()
        self._connection.do("UPDATE states SET stale = 1")

    def acts(self, number: int) -> list[Act]:
        """A file's acts in fold order."""
        return self.acts_of([number])[number]

    def acts_of(self, numbers: Sequence[int]) -> dict[int, list[Act]]:
        """The acts of several files, each in fold order; a transaction they share is opened once."""
        found = {number: list(self.kept.of(number) or ()) for number in numbers}
        wanted: dict[int, list[tuple[int, int]]] = {}
        for tx, file, position in self._to_open(numbers):
            wanted.setdefault(tx, []).append((file, position))
        gained = {number: 0 for number in numbers if self.kept.keeps(number, len(numbers))}
        for tx, opened in self._opened(sorted(wanted)):
            for file, position in wanted[tx]:
                act = opened.act(position)
                found[file].append(act)
                if file in gained:
                    gained[file] += weight(act, opened.written(position))
        for acts in found.values():
            acts.sort(key=BY_PLACE)
        self.kept.keep({number: found[number] for number in gained}, gained)
        return found

    def _to_open(self, numbers: Sequence[int]) -> Iterator[tuple[int, int, int]]:
        """Row, file and position of the acts of these files that are not kept."""
        cold = [number for number in numbers if self.kept.of(number) is None]
        marks = ", ".join("?" for _ in cold)
        rows = self._connection.rows(
            f"SELECT tx, file, position FROM acts WHERE file IN ({marks})",  # noqa: S608
            tuple(cold),
        )
        for row in rows:
            yield row[0], row[1], row[2]
        for file in numbers:
            for tx, position in self.kept.gained(file):
                yield tx, file, position

    def _opened(self, rows: Sequence[int]) -> Iterator[tuple[int, "_Opened"]]:
        known: dict[tuple[int, int, int], _Knew] = {}
        for first in range(0, len(rows), _AT_ONCE):
            some = rows[first : first + _AT_ONCE]
            marks = ", ".join("?" for _ in some)
            for n, journal, seq, named, past, set_aside, data in self._connection.rows(
                "SELECT n, journal, seq, hash, past, set_aside, data"  # noqa: S608  # only marks
                f" FROM transactions WHERE n IN ({marks})",
                tuple(some),
            ):
                strand = self._chain.ids[journal]
                transaction, core = self.open_row(data, strand, seq, bytes(named))
                full = self._chain.full_past(strand, seq, past)
                # Whoever saw no more of membership knew no more: runs of transactions share one past.
                run = (journal, past, seq if strand in self._chain.membership else 0)
                if run not in known:
                    known[run] = self._knew(core, strand, full)
                yield n, self._open(transaction, core, bytes(named), strand, full, set_aside, known[run])

    @staticmethod
    def open_row(data: bytes, strand: Id, seq: int, named: Hash) -> tuple[Transaction, Core]:
        """What a row of a journal holds; raises `DamagedRowError`."""
        found = intact(data, named)
        if found is None:
            raise DamagedRowError(strand, seq, named)
        return found

    def act(
        self,
        transaction: Transaction,
        core: Core,
        named: bytes,
        strand: Id,
        past: Past,
        set_aside: str,
        position: int,
    ) -> Act:
        """One act as the rules see it."""
        knew = self._knew(core, strand, past)
        return self._open(transaction, core, named, strand, past, set_aside, knew).act(position)

    def _knew(self, core: Core, strand: Id, past: Past) -> "_Knew":
        info = self._roll.announced(core.journal, past) or self._roll.announced(
            core.journal, past.with_tip(strand, core.seq)
        )
        rules = self._roll.rules_at(past)
        names = frozenset(rules) if rules else NO_RULES
        unknown = frozenset().union(*(rules[name] for name in names.difference(RULES)))
        return _Knew(self._roll.at(past), info.workstation if info else core.journal, names, unknown)

    def _open(
        self,
        transaction: Transaction,
        core: Core,
        named: bytes,
        strand: Id,
        past: Past,
        set_aside: str,
        knew: "_Knew",
    ) -> "_Opened":
        spot = Spot(strand, core.seq)
        rights: dict[Id, frozenset[str]] = {}
        for header in core.headers:
            actor = header.actor
            if actor is not None and actor not in rights:
                rights[actor] = self._roll.rights(knew.membership, actor, core.journal, spot, past)
        return _Opened(transaction, core, named, strand, past, set_aside, knew, rights)


class _Knew(msgspec.Struct, frozen=True, gc=False):
    """What an author knew of membership."""

    membership: Membership
    workstation: Id
    """Of the author's journal."""
    rules: frozenset[str]
    unknown: frozenset[int]
    """Sorts of file that are governed by a rule which this program does not have."""


class _Opened(msgspec.Struct, frozen=True, gc=False):
    """A transaction with what its acts have in common."""

    transaction: Transaction
    core: Core
    hash: bytes
    strand: Id
    past: Past
    set_aside: str
    knew: _Knew
    rights: Mapping[Id, frozenset[str]]
    """By who acts: what they might do there."""

    def written(self, position: int) -> int:
        """How many bytes its author wrote for one of its acts, about: what a header names, and the body."""
        header, body = self.core.headers[position], self.transaction.bodies[position]
        named = _NAMED_BYTES * (len(header.mentions) + len(header.based_on))
        return named + (len(body.body) if body is not None else 0)

    def act(self, position: int) -> Act:
        """One of its acts as the rules see it."""
        core = self.core
        header = core.headers[position]
        content, trouble = content_of(header, self.transaction.bodies[position])
        ref = ActRef(core.journal, core.seq, position, self.hash)
        return Act(
            ref=ref,
            header=header,
            body=content,
            place=place_of(core.order, ref),
            at=core.at,
            doubtful=core.doubtful,
            workstation=self.knew.workstation,
            strand=self.strand,
            past=self.past,
            trouble=trouble,
            set_aside=self.set_aside,
            rules=self.knew.rules,
            rights=self.rights[header.actor] if header.actor is not None else frozenset(),
            unknown_rule=header.file.type in self.knew.unknown,
        )
