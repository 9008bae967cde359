"""Sessions are the same whether they are asked from memory or from the table."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from node.store.engine import open_engine
from node.store.session_rows import SessionRows
from schema.tables.journal import sessions

SESSION, PERSON, OTHER = b"s" * 16, b"p" * 16, b"o" * 16


@pytest.fixture(name="connection")
def _connection(tmp_path: Path) -> Iterator[Connection]:
    engine = open_engine(tmp_path / "sessions.db", b"k" * 32, create=True)
    with engine.connect() as connection:
        sessions.create(connection)
        yield connection
    engine.dispose()


@pytest.mark.parametrize("through", ["memory", "table"])
def test_a_session_is_open_between_its_opening_and_its_closing(connection: Connection, through: str) -> None:
    rows = SessionRows(connection)
    rows.open(SESSION, 1, PERSON, 5)
    rows.close(SESSION, 1, 9)
    if through == "table":
        rows.write_out()
        rows.forget()
    asked = [rows.is_open(SESSION, PERSON, 1, seq) for seq in (4, 5, 6, 9, 10)]
    assert asked == [False, False, True, True, False]


def test_it_is_one_person_s_in_one_journal(connection: Connection) -> None:
    rows = SessionRows(connection)
    rows.open(SESSION, 1, PERSON, 1)
    assert rows.is_open(SESSION, PERSON, 1, 2)
    assert not rows.is_open(SESSION, OTHER, 1, 2)
    assert not rows.is_open(SESSION, PERSON, 2, 2)
    assert not rows.is_open(OTHER, PERSON, 1, 2)


def test_only_the_first_opening_and_the_first_closing_count(connection: Connection) -> None:
    rows = SessionRows(connection)
    rows.open(SESSION, 1, PERSON, 2)
    rows.write_out()
    rows.open(SESSION, 1, OTHER, 3)
    rows.close(SESSION, 1, 4)
    rows.write_out()
    rows.close(SESSION, 1, 8)
    rows.write_out()
    rows.forget()
    assert rows.is_open(SESSION, PERSON, 1, 4)
    assert not rows.is_open(SESSION, PERSON, 1, 5)
    assert not rows.is_open(SESSION, OTHER, 1, 4)


def test_what_was_not_written_out_is_forgotten(connection: Connection) -> None:
    rows = SessionRows(connection)
    rows.open(SESSION, 1, PERSON, 1)
    rows.forget()
    rows.write_out()
    assert not rows.is_open(SESSION, PERSON, 1, 2)
