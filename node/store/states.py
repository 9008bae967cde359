"""Reading folded states.

A row that does not read (a faulty program, or somebody, has rewritten it) says nothing of its file: the
file is folded afresh for whoever asks, and stored again with the next write.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from typing import TypeVar, cast

import msgspec

from node.store.connection import Connection, Row
from node.store.packed import Packing
from schema.codec import InvalidBytesError, Wire
from schema.ids import Id
from schema.transaction import FileRef, FileType

S = TypeVar("S", bound=Wire)
_FRESH_KEPT = 1_000
"""States; what was folded before these is read again where it is needed."""
_READ_BYTES = 256 * 1024
"""Of states as they are stored; decoded they take some forty times as much."""
_AT_ONCE = 500
"""Files looked up by one statement."""
_STORED = (
    # CAST: whoever alters a row by hand may leave a text there.
    "SELECT f.id, CAST(s.state AS BLOB) FROM files f JOIN states s ON s.file = f.n"
    " WHERE f.type = ? AND s.state IS NOT NULL"
)
"""The states of one sort of file."""


class States:
    """The folded states of a replica's files."""

    def __init__(
        self, connection: Connection, packing: Packing, afresh: Callable[[FileRef], Wire | None]
    ) -> None:
        """`afresh` folds a file from its acts; nil where that fails."""
        self._connection = connection
        self._packing = packing
        self._afresh = afresh
        self.altered: set[FileRef] = set()
        """Files of which the row did not read: they are to be folded and stored again."""
        self._fresh: dict[FileRef, Wire | None] = {}
        """What was folded just now, as long as the checks between files have not looked at it."""
        self._read_before: dict[tuple[int, type[Wire], bytes], Wire] = {}
        """By what is stored, for which the table is asked each time."""
        self._bytes = 0

    def remember(self, folded: Iterable[tuple[FileRef, Wire | None]]) -> None:
        """These were folded and stored just now."""
        if len(self._fresh) > _FRESH_KEPT:
            self._fresh.clear()
        self._fresh.update(folded)

    def forget(self) -> None:
        """Go by the table alone."""
        self._fresh.clear()

    def state(self, kind: type[S], file: FileRef) -> S | None:
        """The folded state of a file; nil when there is no such file (or it is unreadable)."""
        return self.several(kind, file.type, (file.id,)).get(file.id)

    def several(self, kind: type[S], sort: int, files: Collection[Id]) -> dict[Id, S]:
        """The folded states of these files of one sort, as far as there are any."""
        found: dict[Id, S] = {}
        wanted: list[Id] = []
        for one in files:
            fresh = self._fresh.get(FileRef(sort, one))
            if isinstance(fresh, kind):
                found[one] = fresh
            else:
                wanted.append(one)
        for first in range(0, len(wanted), _AT_ONCE):
            some = wanted[first : first + _AT_ONCE]
            marks = ", ".join("?" for _ in some)
            rows = self._connection.rows(
                f"{_STORED} AND f.id IN ({marks})",
                (int(sort), *some),
            )
            found.update(self._of_rows(kind, sort, rows))
        return found

    def stored(self, kind: type[S], file: FileRef) -> S | None:
        """What the table says of a file; raises `InvalidBytesError` when its row does not read."""
        row = self._connection.row(f"{_STORED} AND f.id = ?", (int(file.type), file.id))
        return self._read(kind, file.type, bytes(row[1])) if row is not None else None

    def all(self, kind: type[S], sort: FileType) -> Iterator[tuple[Id, S]]:
        """All folded states of one sort of file, by id."""
        yield from self._of_rows(kind, sort, self._connection.rows(f"{_STORED} ORDER BY f.id", (int(sort),)))

    def _of_rows(self, kind: type[S], sort: int, rows: Iterable[Row]) -> Iterator[tuple[Id, S]]:
        for row in rows:
            identifier = bytes(row[0])
            try:
                state = self._read(kind, sort, bytes(row[1]))
            except InvalidBytesError:
                file = FileRef(sort, identifier)
                self.altered.add(file)
                found = self._afresh(file)
                if not isinstance(found, kind):
                    continue  # nor can its acts be folded: as good as none, and said so once it is stored
                state = found
            yield identifier, state

    def _read(self, kind: type[S], sort: int, stored: bytes) -> S:
        """What this very program has written: that it is in its one form, `verify` compares."""
        key = (self._packing.forgotten, kind, stored)
        found = self._read_before.get(key)
        if found is None:
            try:
                found = state_decoder(kind).decode(self._packing.unpack(sort, stored))
            except (msgspec.MsgspecError, ValueError) as error:
                raise InvalidBytesError("a stored state is not what was stored") from error
            self._bytes += len(stored)
            if self._bytes > _READ_BYTES:
                self._read_before.clear()
                self._bytes = len(stored)
            self._read_before[key] = found
        return cast("S", found)


@cache
def state_decoder(kind: type[Wire]) -> msgspec.msgpack.Decoder[Wire]:
    """Decodes states that this very program has made, whose form was never in doubt."""
    return msgspec.msgpack.Decoder(kind)
