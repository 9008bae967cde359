"""Reading folded states."""

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import TypeVar, cast

import msgspec

from node.store.connection import Connection
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


class States:
    """The folded states of a replica's files."""

    def __init__(self, connection: Connection, packing: Packing) -> None:
        self._connection = connection
        self._packing = packing
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
            for identifier, state in self._connection.rows(
                "SELECT f.id, s.state FROM files f JOIN states s ON s.file = f.n"  # noqa: S608  # only marks
                f" WHERE f.type = ? AND f.id IN ({marks}) AND s.state IS NOT NULL",
                (int(sort), *some),
            ):
                found[bytes(identifier)] = self._read(kind, sort, bytes(state))
        return found

    def all(self, kind: type[S], sort: FileType) -> Iterator[tuple[Id, S]]:
        """All folded states of one sort of file, by id."""
        rows = self._connection.rows(
            "SELECT f.id, s.state FROM files f JOIN states s ON s.file = f.n"
            " WHERE f.type = ? AND s.state IS NOT NULL ORDER BY f.id",
            (int(sort),),
        )
        for identifier, state in rows:
            yield bytes(identifier), self._read(kind, sort, bytes(state))

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
