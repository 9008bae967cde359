"""Sessions are the same whether they are asked from memory or from the table."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from node.store.connection import Connection
from node.store.session_rows import SessionRows
from schema.tables.journal import sessions
from tests.node.store.bare import bare

SESSION, PERSON, OTHER = b"s" * 16, b"p" * 16, b"o" * 16


@pytest.fixture(name="connection")
def _connection(tmp_path: Path) -> Iterator[Connection]:
    with bare(tmp_path, sessions) as connection:
        yield connection


@pytest.mark.parametrize("through", ["memory", "table"])
def test_a_session_is_open_between_its_opening_and_its_closing(connection: Connection, through: str) -> None:
    rows = SessionRows(connection)
    rows.open(SESSION, [(1, 5)], PERSON)
    rows.close(SESSION, [(1, 9)])
    if through == "table":
        rows.write_out()
        rows.forget()
    asked = [rows.is_open(SESSION, PERSON, [(1, seq - 1)]) for seq in (4, 5, 6, 9, 10)]
    assert asked == [False, False, True, True, False]


def test_it_is_one_person_s_in_one_journal(connection: Connection) -> None:
    rows = SessionRows(connection)
    rows.open(SESSION, [(1, 1)], PERSON)
    assert rows.is_open(SESSION, PERSON, [(1, 1)])
    assert not rows.is_open(SESSION, OTHER, [(1, 1)])
    assert not rows.is_open(SESSION, PERSON, [(2, 1)])
    assert not rows.is_open(OTHER, PERSON, [(1, 1)])


def test_only_the_first_opening_and_the_first_closing_count(connection: Connection) -> None:
    rows = SessionRows(connection)
    rows.open(SESSION, [(1, 2)], PERSON)
    rows.write_out()
    rows.open(SESSION, [(1, 3)], OTHER)
    rows.close(SESSION, [(1, 4)])
    rows.write_out()
    rows.close(SESSION, [(1, 8)])
    rows.write_out()
    rows.forget()
    assert rows.is_open(SESSION, PERSON, [(1, 3)])
    assert not rows.is_open(SESSION, PERSON, [(1, 4)])
    assert not rows.is_open(SESSION, OTHER, [(1, 3)])


def test_what_was_not_written_out_is_forgotten(connection: Connection) -> None:
    rows = SessionRows(connection)
    rows.open(SESSION, [(1, 1)], PERSON)
    rows.forget()
    rows.write_out()
    assert not rows.is_open(SESSION, PERSON, [(1, 1)])


def test_a_branch_goes_on_with_the_sessions_of_what_it_left(connection: Connection) -> None:
    """Strand 2 leaves strand 1 after 5: what was open there is, whatever strand 1 says after."""
    rows = SessionRows(connection)
    rows.open(SESSION, [(1, 3)], PERSON)
    rows.close(SESSION, [(1, 7)])
    assert rows.is_open(SESSION, PERSON, [(2, 8), (1, 5)])
    assert not rows.is_open(SESSION, PERSON, [(1, 8)])
    rows.open(SESSION, [(2, 8), (1, 5)], OTHER)
    assert not rows.is_open(SESSION, OTHER, [(2, 9), (1, 5)]), "only its first opening counts"
    rows.close(SESSION, [(2, 9), (1, 5)])
    rows.write_out()
    rows.forget()
    asked = [rows.is_open(SESSION, PERSON, [(2, seq - 1), (1, 5)]) for seq in (6, 9, 10)]
    assert asked == [True, True, False]
    assert not rows.is_open(SESSION, PERSON, [(3, 9), (1, 2)]), "it left before"


def test_a_chain_of_any_number_of_strands_is_looked_up_once(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Strand 1 is left by 2, which is left by 3, and so on."""
    rows = SessionRows(connection)
    rows.open(SESSION, [(1, 1)], PERSON)
    rows.close(SESSION, [(70, 70), *((number, number) for number in range(69, 0, -1))])
    rows.write_out()
    rows.forget()
    asked, ask = [], connection.rows

    def noted(statement: str, values: tuple[bytes, ...]) -> list[tuple[object, ...]]:
        asked.append(values)
        return ask(statement, values)

    monkeypatch.setattr(connection, "rows", noted)
    monkeypatch.delattr(Connection, "row")
    chain = [(number, number) for number in range(100, 0, -1)]
    for above in range(100):
        assert rows.is_open(SESSION, PERSON, chain[above:]) == (above > 30)
        assert not rows.is_open(b"x" * 16, PERSON, chain[above:])
    assert asked == [(SESSION,), (b"x" * 16,)]


def test_what_opened_them_is_judged_again(connection: Connection) -> None:
    rows = SessionRows(connection)
    rows.open(SESSION, [(1, 1)], PERSON)
    rows.open(SESSION, [(2, 1)], PERSON)
    rows.clear([1])
    assert not rows.is_open(SESSION, PERSON, [(1, 2)])
    assert rows.is_open(SESSION, PERSON, [(2, 2)])
