"""Every folded state and every table of a replica against a fresh fold of its files.

The slower half of `verify`, and independent of the other: another process can do it meanwhile, as a reader.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from node.api.site import Finding
from node.domain.alarms import conflicts_and_alarms
from node.store import projection
from node.store.packed import Packing
from node.store.replica import Replica
from schema.codec import InvalidBytesError
from schema.ids import short_text
from schema.transaction import FileRef, FileType

_AT_ONCE = 200


def compare(replica: Replica) -> Iterator[Finding]:
    """States and projection tables against a fresh fold of every file."""
    replica.files.kept.drop()
    expected: dict[str, Counter[tuple[object, ...]]] = {
        table: Counter() for table in (*projection.DERIVED_ROWS, "conflicts")
    }
    for page in _files(replica):
        folds = projection.fold(replica.files, [(one.number, one.file) for one in page])
        for kept, folded in zip(page, folds, strict=True):
            fresh = folded.encoded or b""
            if fresh != _unpacked(replica.packing, kept) or folded.trouble != kept.trouble:
                yield Finding("verify.table.state", _named(kept.file), healed=False)
            if folded.trouble:
                yield Finding("verify.unreadable", {**_named(kept.file), "why": folded.trouble}, healed=False)
            for table, rows in projection.rows_of(kept.file, folded.state).items():
                expected[table].update(rows)
            expected["conflicts"].update(
                projection.conflict_row(kept.file, "fold", one) for one in conflicts_and_alarms(folded.state)
            )
    mending = set(replica.states.altered)
    for file, conflict in replica.crosschecks.everything():
        expected["conflicts"][projection.conflict_row(file, "cross", conflict)] += 1
    replica.states.altered = mending  # what is found here is told; to mend it is another matter
    for table, wanted in expected.items():
        found = Counter(_rows(replica, table))
        wrong = sum(((found - wanted) + (wanted - found)).values())
        if wrong:
            yield Finding("verify.table.rows", {"table": table, "rows": str(wrong)}, healed=False)


class _Kept(msgspec.Struct, frozen=True):
    """A file's state as it is stored."""

    number: int
    file: FileRef
    state: bytes
    trouble: str


def _unpacked(packing: Packing, kept: _Kept) -> bytes | None:
    try:
        return packing.unpack(kept.file.type, kept.state)
    except InvalidBytesError:
        return None  # altered, hence different


def _files(replica: Replica) -> Iterable[list[_Kept]]:
    last = 0
    while True:
        rows = replica.connection.rows(
            # CAST: whoever alters a row by hand may leave a text there.
            "SELECT f.n, f.type, f.id, CAST(s.state AS BLOB), coalesce(s.trouble, '')"
            " FROM files f LEFT JOIN states s ON s.file = f.n"
            # Somebody may have asked for a file that does not exist: that gave it a number, and no act.
            " WHERE (s.file IS NOT NULL OR EXISTS (SELECT 1 FROM acts a WHERE a.file = f.n)) AND f.n > ?"
            " ORDER BY f.n LIMIT ?",
            (last, _AT_ONCE),
        )
        if not rows:
            return
        yield [
            _Kept(number, FileRef(kind, bytes(identifier)), bytes(state or b""), trouble)
            for number, kind, identifier, state, trouble in rows
        ]
        last = rows[-1][0]


def _rows(replica: Replica, table: str) -> Iterator[tuple[object, ...]]:
    columns = "type, file, origin, rule, subject, open, alarm, payload" if table == "conflicts" else "*"
    for row in replica.connection.each(f"SELECT {columns} FROM {table}"):  # noqa: S608
        yield tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


def _named(file: FileRef) -> dict[str, str]:
    return {"sort": _sort(file.type), "file": short_text(file.id)}


def _sort(number: int) -> str:
    try:
        return FileType(number).name.lower()
    except ValueError:  # a sort of file that a newer program knows
        return str(number)
