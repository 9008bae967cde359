"""The one file that knows SQLCipher: opening an encrypted database with a raw key.

SQLAlchemy is imported only where a schema is made or migrated: who just reads starts in half the time.
"""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlcipher3 import dbapi2 as sqlcipher  # the only import of the engine (tests/test_dependencies.py)

from node.store.errors import (
    UNWRITABLE,
    CannotOpenError,
    DamagedError,
    DiskFullError,
    MissingError,
    NoRoomToUpgradeError,
    StoreError,
    WrongKeyError,
)
from schema.machine import machine_reason

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, ExceptionContext

KEY_BYTES = 32
EngineError: type[Exception] = sqlcipher.DatabaseError  # type: ignore[attr-defined]  # C code without stubs
"""Whatever the engine reports."""
_PAGE = 4096
_PRIVATE = 0o600
_DETAILS: Final[Mapping[str, str]] = {
    "malformed": "malformed",
    "not a database": "foreign",
    "disk I/O error": "io",
    "readonly": "shut",
    "unable to open": "unopened",
    "locked": "locked",
}
"""Words of the engine and the code (text `store.detail.<code>`) of what it means by them."""
_ROOM = 256 * 1024
"""Bytes; with less, the files that the engine needs beside the database find no room."""


def open_anyway(
    path: Path, key: bytes, *, create: bool = False, reader: bool = False
) -> tuple[Any, StoreError | None]:
    """What `open_database` gives; and, where the disk had no room to share the file, what the disk said.

    Sharing needs files beside it; without room for these the connection has the database `alone`. Not one
    that creates it, nor a `reader`. Raises what `open_database` does.
    """
    try:
        return open_database(path, key, create=create, reader=reader), None
    except UNWRITABLE as error:
        if create or reader:
            raise
        return open_database(path, key, alone=True), error


def open_database(
    path: Path, key: bytes, *, create: bool = False, reader: bool = False, alone: bool = False
) -> Any:
    """A connection of the engine, used by one thread; a `reader` writes nothing and holds up no writer.

    Who has it `alone` shares it with no other process, and needs no room until something is written.
    Raises `MissingError`, `WrongKeyError`, `DamagedError`, `DiskFullError` or `CannotOpenError`.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("a database key has 32 bytes")
    if not create and not path.exists():
        raise MissingError({"path": str(path)})
    if not create and not path.stat().st_size:
        # The engine would take it for a new database, and a workstation would silently begin anew.
        raise DamagedError({"detail": "empty"})

    if not reader:
        _keep_private(path)

    raw: Any = None
    try:
        # isolation_level None: the BEGIN below and that of `node.store.connection` are the only ones.
        raw = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)  # type: ignore[attr-defined]  # C code without stubs
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        raw.execute(f"PRAGMA cipher_page_size = {_PAGE}")
        raw.execute("PRAGMA cipher_memory_security = OFF")
        if alone:
            # Before the first look at the file: its index is then in memory, and not in a file beside it.
            raw.execute("PRAGMA locking_mode = EXCLUSIVE")
        raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("PRAGMA temp_store = MEMORY")
        # A reader reads most pages once.
        raw.execute(f"PRAGMA cache_size = {-16384 if reader else -65536}")
        raw.execute("PRAGMA wal_autocheckpoint = 2000")
        raw.execute(f"PRAGMA query_only = {int(reader)}")
    except EngineError as error:
        if raw is not None:
            raw.close()
        raise _why_closed(str(error), path) from error
    return raw


def open_engine(path: Path, key: bytes, *, create: bool = False) -> "Engine":
    """The same behind SQLAlchemy, for schema and migrations.

    What it reports of a full disk or a damaged page is a `StoreError`, wherever it shows.
    Raises what `open_database` does.
    """
    from sqlalchemy import create_engine, event  # noqa: PLC0415  # see above
    from sqlalchemy.pool import StaticPool  # noqa: PLC0415

    def connect() -> Any:
        return open_anyway(path, key, create=create)[0]

    engine = create_engine("sqlite://", module=sqlcipher, creator=connect, poolclass=StaticPool)

    @event.listens_for(engine, "begin")
    def _begin(connection: "Connection") -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @event.listens_for(engine, "handle_error")
    def _told(context: "ExceptionContext") -> StoreError | None:
        return told_of(str(context.original_exception), path)

    try:
        with engine.connect():
            pass
    except BaseException:
        engine.dispose()
        raise
    return engine


def _keep_private(path: Path) -> None:
    """The database is readable by its owner alone, before the engine writes to it.

    The engine gives its journals the mode of the database. Raises what `open_database` does.
    """
    try:
        if not path.exists():
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT, _PRIVATE))
        elif sys.platform != "win32":
            # By its name: to close a descriptor of it would let go of locks that this process has on it.
            made = path.stat()
            if made.st_mode & 0o077 and made.st_uid == os.geteuid():
                path.chmod(_PRIVATE)  # made by an earlier version
    except OSError as error:
        raise _why_closed(machine_reason(error), path) from error


def told_of(message: str, path: Path) -> StoreError | None:
    """The store's own error for what the engine reports, when it is a known fault of the machine."""
    if "full" in message or ("disk I/O error" in message and _no_room(path)):
        return DiskFullError()
    if "malformed" in message or "not a database" in message or "disk I/O error" in message:
        return DamagedError({"detail": _detail(message)})
    if "readonly" in message:
        return CannotOpenError({"path": path.name, "detail": _detail(message)})
    return None


def _detail(message: str) -> str:
    """What the engine says in a language of its own, as a code that travels; what has none stays as it is."""
    return next((code for words, code in _DETAILS.items() if words in message), message)


def _why_closed(message: str, path: Path) -> StoreError:
    """Why a database does not open: neither a full disk nor one that fails says anything of the key."""
    if "not a database" in message:
        return WrongKeyError({"path": path.name})
    if "malformed" in message:
        return DamagedError({"detail": _detail(message)})
    if "full" in message or _no_room(path):
        return DiskFullError()
    return CannotOpenError({"path": path.name, "detail": _detail(message)})


def _no_room(path: Path) -> bool:
    """The engine says of a file beside its own, that would not grow, no more than that it failed."""
    return shutil.disk_usage(path.parent).free < _ROOM


@contextmanager
def room_to_upgrade(path: Path) -> Iterator[None]:
    """What fails in here for want of room is a replica that this program must bring up to itself first.

    Raises `NoRoomToUpgradeError`.
    """
    try:
        yield
    except DiskFullError as error:
        # A safety copy of it all, and beside that what the new tables take.
        megabytes = -(-path.stat().st_size * 2 // 1_000_000) + 1
        raise NoRoomToUpgradeError({"room": str(megabytes)}) from error


def copy_to(connection: "Connection", target: Path, key: bytes) -> None:
    """A safety copy of the whole database, encrypted with the same key, complete or absent.

    The connection must not be inside a transaction: databases cannot be attached in one.
    Raises a `StoreError` for a fault of the machine.
    """
    partial = target.with_suffix(".partial")
    _remove(partial)
    _keep_private(partial)
    raw: Any = connection.connection.driver_connection
    try:
        raw.execute("ATTACH DATABASE ? AS copy KEY ?", (str(partial), f"x'{key.hex()}'"))
        raw.execute("SELECT sqlcipher_export('copy')").fetchall()
        raw.execute("DETACH DATABASE copy")
    except EngineError as error:
        # No statement of SQLAlchemy's: its handler above does not see this one.
        with suppress(EngineError):
            raw.execute("DETACH DATABASE copy")
        _remove(partial)
        raise _why_closed(str(error), target) from error
    partial.replace(target)


def _remove(partial: Path) -> None:
    """What a copy that came to no end has left, with the engine's own file beside it."""
    for left in (partial, partial.with_name(f"{partial.name}-journal")):
        left.unlink(missing_ok=True)
