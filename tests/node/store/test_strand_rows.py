"""Strands and their numbers, kept and read back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from node.store.connection import Connection
from node.store.strand_rows import StrandRows
from schema.tables.journal import branches, journals
from sync.strands import Branch, nowhere
from tests.node.store.bare import bare

A, B, C, OTHER = b"a" * 16, b"b" * 16, b"c" * 16, b"o" * 16


@pytest.fixture(name="connection")
def _connection(tmp_path: Path) -> Iterator[Connection]:
    with bare(tmp_path, journals, branches) as connection:
        yield connection


def test_a_strand_keeps_its_number(connection: Connection) -> None:
    rows = StrandRows(connection, nowhere)
    assert [rows.number(strand) for strand in (A, OTHER, A)] == [1, 2, 1]
    again = StrandRows(connection, nowhere)
    assert (dict(again.numbers), dict(again.ids)) == ({A: 1, OTHER: 2}, {1: A, 2: OTHER})


def test_branches_come_back_as_they_were(connection: Connection) -> None:
    rows = StrandRows(connection, nowhere)
    rows.number(A)
    rows.begin(B, Branch(A, A, 4))
    rows.begin(C, Branch(A, B, 6))
    again = StrandRows(connection, nowhere)
    for found in (rows.known, again.known):
        assert found.of(A) == [A, B, C]
        assert found.chain(C, 9) == {C: 9, B: 5, A: 3}
        assert dict(found.forked) == {A: 4}
    connection.do("DELETE FROM branches")
    rows.load()
    assert dict(rows.known.forked) == {}
