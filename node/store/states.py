"""Reading folded states."""

from collections.abc import Iterator
from typing import TypeVar

from sqlalchemy import Connection

from node.store.packed import unpack
from schema.codec import Wire, decode
from schema.ids import Id
from schema.transaction import FileRef, FileType

S = TypeVar("S", bound=Wire)


class States:
    """The folded states of a replica's files."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def state(self, kind: type[S], file: FileRef) -> S | None:
        """The folded state of a file; nil when there is no such file (or it is unreadable)."""
        row = self._connection.exec_driver_sql(
            "SELECT s.state FROM files f JOIN states s ON s.file = f.n WHERE f.type = ? AND f.id = ?",
            (int(file.type), file.id),
        ).fetchone()
        return decode(kind, unpack(bytes(row[0]))) if row and row[0] is not None else None

    def all(self, kind: type[S], sort: FileType) -> Iterator[tuple[Id, S]]:
        """All folded states of one sort of file, by id."""
        rows = self._connection.exec_driver_sql(
            "SELECT f.id, s.state FROM files f JOIN states s ON s.file = f.n"
            " WHERE f.type = ? AND s.state IS NOT NULL ORDER BY f.id",
            (int(sort),),
        ).fetchall()
        for identifier, state in rows:
            yield bytes(identifier), decode(kind, unpack(bytes(state)))
