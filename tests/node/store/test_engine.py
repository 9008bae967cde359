"""Opening an encrypted file: wrong keys and damaged bytes are named, never a traceback."""

import os
import sqlite3
import stat
from pathlib import Path

import pytest

from node.store import engine
from node.store.connection import check_pages, connected
from node.store.engine import copy_to, open_engine, told_of
from node.store.errors import DamagedError, MissingError, StoreError, WrongKeyError
from schema.i18n import LANGUAGES, text
from schema.refusal import value_shown

KEY = b"k" * 32


def filled(path: Path) -> Path:
    """A database with some pages."""
    engine = open_engine(path, KEY, create=True)
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("CREATE TABLE t (x BLOB)")
        connection.exec_driver_sql("INSERT INTO t VALUES (?)", [(b"patient" * 500,) for _ in range(40)])
    engine.dispose()
    return path


def test_the_file_tells_nothing(tmp_path: Path) -> None:
    """No plain header, no plain content; ordinary SQLite cannot read it."""
    path = filled(tmp_path / "a.db")
    data = path.read_bytes()
    assert b"SQLite format" not in data
    assert b"patient" not in data
    plain = sqlite3.connect(path)
    with pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT * FROM t")
    plain.close()


def test_a_wrong_key_is_named(tmp_path: Path) -> None:
    """As is a file that is no database at all."""
    path = filled(tmp_path / "a.db")
    with pytest.raises(WrongKeyError):
        open_engine(path, b"w" * 32)
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(WrongKeyError):
        open_engine(path, KEY)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """And not made by accident."""
    with pytest.raises(MissingError):
        open_engine(tmp_path / "none.db", KEY)
    assert not (tmp_path / "none.db").exists()


def test_a_key_has_32_bytes(tmp_path: Path) -> None:
    """Anything else is a mistake of the caller."""
    with pytest.raises(ValueError, match="32 bytes"):
        open_engine(tmp_path / "a.db", b"short", create=True)


@pytest.mark.parametrize("part", [0, 1, 2, 3, 5, 7, 9])
def test_truncated_anywhere(tmp_path: Path, part: int) -> None:
    """Cut to tenths of its length: an error of the tree, and the bytes left alone."""
    path = filled(tmp_path / "a.db")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * part // 10])
    before = path.read_bytes()
    with pytest.raises(StoreError):
        check(path)
    if before:
        assert path.read_bytes()[: len(before)] == before


def check(path: Path) -> None:
    """Open and check every page; an empty file is a new database, which is damage too."""
    with connected(path, KEY) as connection:
        check_pages(connection)
        if connection.value("SELECT count(*) FROM sqlite_master") == 0:
            raise DamagedError


def test_a_flipped_bit_on_any_page_is_found(tmp_path: Path) -> None:
    """Each page carries its own authentication."""
    path = filled(tmp_path / "a.db")
    data = path.read_bytes()
    for page in range(0, len(data), 4096 * 7):
        broken = bytearray(data)
        broken[page + 1000] ^= 1
        path.write_bytes(bytes(broken))
        with pytest.raises(StoreError):
            check(path)
    path.write_bytes(data)
    check(path)


def test_a_safety_copy_opens_with_the_same_key(tmp_path: Path) -> None:
    """Complete or absent."""
    path = filled(tmp_path / "a.db")
    engine = open_engine(path, KEY)
    with engine.connect() as connection:
        connection.rollback()
        copy_to(connection, tmp_path / "copy.db", KEY)
    engine.dispose()
    check(tmp_path / "copy.db")
    assert not (tmp_path / "copy.partial").exists()


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_its_owner_alone_reads_it_and_what_lies_beside_it(tmp_path: Path) -> None:
    """Made so, and made so again where an earlier version had not."""
    path = filled(tmp_path / "a.db")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    engine = open_engine(path, KEY)
    with engine.connect() as connection:
        copy_to(connection, tmp_path / "a.copy", KEY)
        with connection.begin():
            connection.exec_driver_sql("INSERT INTO t VALUES (NULL)")
        made = {one.name: stat.S_IMODE(one.stat().st_mode) for one in tmp_path.iterdir()}
    engine.dispose()
    assert set(made) == {"a.db", "a.db-wal", "a.db-shm", "a.copy"}
    assert set(made.values()) == {0o600}


@pytest.mark.parametrize(
    ("message", "room", "code"),
    [
        ("database or disk is full", True, "disk_full"),
        ("disk I/O error", False, "disk_full"),
        ("disk I/O error", True, "damaged"),
        ("attempt to write a readonly database", True, "cannot_open"),
        ("no such table: t", True, None),
    ],
)
def test_what_the_engine_says_of_a_disk_is_told_as_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, message: str, *, room: bool, code: str | None
) -> None:
    monkeypatch.setattr(engine, "_no_room", lambda _: not room)
    found = told_of(message, tmp_path / "replica.db")
    assert (found.code if found is not None else None) == code
    # What the engine says in English travels as a code.
    detail = found.values.get("detail", "io") if found is not None else "io"
    for language in LANGUAGES:
        assert text(f"store.detail.{detail}", language) != f"store.detail.{detail}"


@pytest.mark.parametrize("size", [0, 100])
def test_a_damaged_file_is_described_in_both_languages(tmp_path: Path, size: int) -> None:
    path = filled(tmp_path / "a.db")
    path.write_bytes(path.read_bytes()[: 4096 * 2 + size] if size else b"")
    with pytest.raises(StoreError) as caught, connected(path, KEY) as connection:
        check_pages(connection)
    french, english = (value_shown("detail", caught.value.values["detail"], one) for one in LANGUAGES)
    assert french != english
