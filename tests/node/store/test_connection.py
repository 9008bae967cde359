"""Statements straight to the engine: what they give, what undoes itself, and how faults are told."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from node.store.connection import Connection, connected
from node.store.engine import EngineError
from node.store.errors import DamagedError, DiskFullError, MissingError
from tests.node.full_disk import filling_disk, limits

KEY = b"k" * 32
NUMBERS = [(1,), (2,), (3,)]


@pytest.fixture(name="connection")
def _connection(tmp_path: Path) -> Iterator[Connection]:
    with connected(tmp_path / "a.db", KEY, create=True) as connection:
        connection.do("CREATE TABLE t (n INTEGER, x BLOB)")
        connection.do_many("INSERT INTO t (n) VALUES (?)", NUMBERS)
        yield connection


def empties(connection: Connection) -> None:
    """And fails."""
    connection.do("DELETE FROM t")
    raise KeyError


def overflows(connection: Connection) -> None:
    """More than there is room for, in a part of a transaction that has changed something before."""
    with connection.transaction():
        connection.do("DELETE FROM t")
        with connection.part():
            connection.do_many("INSERT INTO t VALUES (?, ?)", [(4, b"x" * 4000) for _ in range(9)])


def numbers(connection: Connection) -> list[tuple[int]]:
    """What is there."""
    return connection.rows("SELECT n FROM t ORDER BY n")


def test_rows_a_row_a_value(connection: Connection) -> None:
    assert numbers(connection) == NUMBERS
    assert list(connection.each("SELECT n FROM t WHERE n > ? ORDER BY n", (1,))) == NUMBERS[1:]
    assert connection.row("SELECT n, n + 1 FROM t WHERE n = ?", (2,)) == (2, 3)
    assert connection.row("SELECT n FROM t WHERE n = ?", (9,)) is None
    assert connection.value("SELECT max(n) FROM t") == 3
    assert connection.value("SELECT n FROM t WHERE n = ?", (9,)) is None


def test_how_many_rows_were_touched(connection: Connection) -> None:
    before = connection.changes
    assert connection.do("UPDATE t SET x = ? WHERE n > 1", (b"x",)) == 2
    assert connection.changes == before + 2
    connection.do_many("DELETE FROM t WHERE n = ?", [])
    assert numbers(connection) == NUMBERS


def test_a_transaction_is_whole_or_not_at_all(connection: Connection) -> None:
    with connection.transaction():
        connection.do("DELETE FROM t WHERE n = 1")
        inside = connection.in_transaction
    assert (inside, connection.in_transaction) == (True, False)
    with pytest.raises(KeyError), connection.transaction():
        empties(connection)
    assert not connection.in_transaction
    assert numbers(connection) == NUMBERS[1:]


def test_a_part_undoes_itself_alone(connection: Connection) -> None:
    with connection.transaction():
        connection.do("DELETE FROM t WHERE n = 1")
        with connection.part():
            connection.do("DELETE FROM t WHERE n = 2")
            with pytest.raises(KeyError), connection.part():
                empties(connection)
        with pytest.raises(KeyError), connection.part():
            empties(connection)
        assert numbers(connection) == [(3,)]
    assert numbers(connection) == [(3,)]


def test_nothing_lasts_of_a_transaction_that_was_not_ended(tmp_path: Path) -> None:
    with connected(tmp_path / "a.db", KEY, create=True) as connection:
        connection.do("CREATE TABLE t (n INTEGER)")
        connection.do("BEGIN")
        connection.do("INSERT INTO t VALUES (1)")
        connection.close()
    with connected(tmp_path / "a.db", KEY) as connection:
        assert numbers(connection) == []


def test_a_full_disk_is_told_and_ends_what_it_strikes(connection: Connection) -> None:
    pages = connection.value("PRAGMA page_count")
    connection.rows(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFullError):
        overflows(connection)
    assert not connection.in_transaction
    assert numbers(connection) == NUMBERS


@pytest.mark.parametrize(
    "ask",
    [
        lambda one: one.rows("SELECT n, x FROM t"),
        lambda one: list(one.each("SELECT n, x FROM t")),
        lambda one: one.row("SELECT sum(length(x)) FROM t"),
        lambda one: one.value("SELECT sum(length(x)) FROM t"),
        lambda one: one.do("UPDATE t SET x = x || ?", (b"y",)),
        lambda one: one.do_many("UPDATE t SET x = x || ?", [(b"y",)]),
    ],
)
def test_a_damaged_page_is_told_however_it_is_met(
    tmp_path: Path, ask: Callable[[Connection], object]
) -> None:
    path = tmp_path / "a.db"
    with connected(path, KEY, create=True) as connection:
        connection.do("CREATE TABLE t (n INTEGER, x BLOB)")
        connection.do_many("INSERT INTO t VALUES (?, ?)", [(n, b"x" * 3000) for n in range(50)])
    data = bytearray(path.read_bytes())
    data[-100_000] ^= 1
    path.write_bytes(data)
    with connected(path, KEY) as connection, pytest.raises(DamagedError):
        ask(connection)


def test_a_mistake_of_the_program_is_no_fault_of_the_disk(connection: Connection) -> None:
    """And what is said of it holds no value."""
    with pytest.raises(EngineError, match="no such column") as told:
        connection.do("UPDATE t SET absent = ?", ("patient",))
    assert "patient" not in str(told.value)


@limits
def test_what_could_not_be_opened_again_is_with_the_next_statement(tmp_path: Path) -> None:
    """Alone for want of room, it is let go of to be shared: until it opens, each statement says why not."""
    path, away = tmp_path / "a.db", tmp_path / "away.db"
    with connected(path, KEY, create=True) as connection:
        connection.do("CREATE TABLE t (n INTEGER)")
        connection.do_many("INSERT INTO t VALUES (?)", NUMBERS)
    with filling_disk() as limit:
        limit(0)
        connection = Connection(path, KEY)
        lack = connection.lack
    assert lack is not None
    changes = connection.changes
    path.rename(away)
    with pytest.raises(MissingError):
        connection.share()
    with pytest.raises(MissingError):
        numbers(connection)
    with pytest.raises(MissingError), connection.transaction():
        pass
    assert (connection.in_transaction, connection.changes) == (False, changes)
    away.rename(path)
    with connection.transaction():
        connection.do("DELETE FROM t WHERE n = 1")
    assert numbers(connection) == NUMBERS[1:]
    assert (connection.lack, connection.changes) == (None, changes + 1)
    connection.close()
    connection.close()
