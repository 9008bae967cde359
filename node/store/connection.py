"""Statements straight to the engine, on its own connection.

One recorded act takes some two hundred of them, written out in SQL and read by position: what SQLAlchemy
puts around a statement cost six times what the engine itself takes (ADR 0042).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from node.store.engine import EngineError, open_anyway, told_of
from node.store.errors import DamagedError, StoreError

Values: TypeAlias = Sequence[object]
Row: TypeAlias = tuple[Any, ...]


def as_id(value: object) -> bytes:
    """An id out of a derived table, in which whoever altered it by hand may have left a text."""
    return value if isinstance(value, bytes) else str(value).encode()


class Connection:
    """An open database. What the engine reports of a full disk or a damaged page is a `StoreError`."""

    def __init__(self, path: Path, key: bytes, *, create: bool = False, reader: bool = False) -> None:
        """Raises what `node.store.engine.open_database` does."""
        self._path = path
        self._open = partial(open_anyway, path, key, reader=reader)
        self._before = 0
        """Rows written before it was opened again."""
        self._opened, self.lack = open_anyway(path, key, create=create, reader=reader)
        """Nil where it was to be opened again and that failed; it is tried again with the next statement.

        `lack`: what the disk said where it had no room to share the file with other processes.
        """
        self._begin = "BEGIN" if reader else "BEGIN IMMEDIATE"

    def close(self) -> None:
        """Close it; what was not committed is gone."""
        if self._opened is not None:
            self._opened.close()

    def share(self) -> None:
        """Once a disk that had no room takes something: have it as always; raises what the disk says.

        Not inside a transaction.
        """
        if self.lack is None:
            return
        self._before = self.changes
        # Who has it alone has to let go of it first: two of them would not open.
        self.close()
        self._opened = None
        self._opened, self.lack = self._open()
        if self.lack is not None:
            raise self.lack

    @property
    def _raw(self) -> Any:
        """The engine's own; raises what opening the database does, where that failed before."""
        if self._opened is None:
            self._opened, self.lack = self._open()
        return self._opened

    # -- reading -----------------------------------------------------------------------------------

    def rows(self, statement: str, values: Values = ()) -> list[Row]:
        """All rows."""
        try:
            found: list[Row] = self._raw.execute(statement, values).fetchall()
        except EngineError as error:
            self._tell(error)
        return found

    def row(self, statement: str, values: Values = ()) -> Row | None:
        """The first row, or nil."""
        try:
            found: Row | None = self._raw.execute(statement, values).fetchone()
        except EngineError as error:
            self._tell(error)
        return found

    def value(self, statement: str, values: Values = ()) -> Any:
        """The first column of the first row, or nil."""
        found = self.row(statement, values)
        return None if found is None else found[0]

    def each(self, statement: str, values: Values = ()) -> Iterator[Row]:
        """Row by row, for more of them than memory should hold."""
        try:
            yield from self._raw.execute(statement, values)
        except EngineError as error:
            self._tell(error)

    # -- writing -----------------------------------------------------------------------------------

    def do(self, statement: str, values: Values = ()) -> int:
        """Carry it out; how many rows it touched."""
        try:
            return int(self._raw.execute(statement, values).rowcount)
        except EngineError as error:
            self._tell(error)

    def do_many(self, statement: str, rows: Iterable[Values]) -> None:
        """Carry it out for each of these."""
        try:
            self._raw.executemany(statement, rows)
        except EngineError as error:
            self._tell(error)

    @property
    def changes(self) -> int:
        """Grows with every row written since it was opened."""
        return self._before + (0 if self._opened is None else int(self._opened.total_changes))

    # -- transactions ------------------------------------------------------------------------------

    @property
    def in_transaction(self) -> bool:
        """Whether there is one; a disk that is full ends it before its block does."""
        return self._opened is not None and bool(self._opened.in_transaction)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is durable together, or not at all; not inside another."""
        self.do(self._begin)
        try:
            yield
            self.do("COMMIT")
        except BaseException:
            if self.in_transaction:
                self.do("ROLLBACK")
            raise

    def begin_in_memory(self) -> None:
        """Begin a transaction that never ends well: not a page of it goes to the disk, full or not."""
        self.do("PRAGMA cache_spill = OFF")  # heard between transactions alone
        self.do(self._begin)

    def hold_in_memory(self) -> None:
        """What it wrote stays to be read; whoever writes more before `end_in_memory` is refused."""
        self.do("PRAGMA query_only = ON")

    def end_in_memory(self) -> None:
        """Forget what it wrote."""
        self.do("PRAGMA query_only = OFF")
        if self.in_transaction:
            self.do("ROLLBACK")
        self.do("PRAGMA cache_spill = ON")

    @contextmanager
    def part(self) -> Iterator[None]:
        """Of a transaction: what fails in here undoes itself alone."""
        self.do("SAVEPOINT part")
        try:
            yield
        except BaseException:
            if self.in_transaction:
                self.do("ROLLBACK TO part")
                self.do("RELEASE part")
            raise
        self.do("RELEASE part")

    def _tell(self, error: Exception) -> NoReturn:
        found = told_of(str(error), self._path)
        if found is None:
            raise error
        raise found from error


@contextmanager
def connected(path: Path, key: bytes, *, create: bool = False) -> Iterator[Connection]:
    """A database that holds no replica, or whose tables alone are looked at; closed at the end."""
    connection = Connection(path, key, create=create)
    try:
        yield connection
    finally:
        connection.close()


def check_pages(connection: Connection) -> None:
    """Raise `DamagedError` when a page fails its authentication or the trees do not hold together."""
    try:
        forged = connection.rows("PRAGMA cipher_integrity_check")
        structure = "ok" if forged else connection.value("PRAGMA quick_check(1)")
    except (EngineError, StoreError) as error:
        raise DamagedError({"detail": "page"}) from error
    if forged or structure != "ok":
        raise DamagedError({"detail": f"pages {len(forged)}"})
