"""Pasts by number: given back as they were put in, from memory and from the table."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from node.store.connection import Connection
from node.store.pasts import Pasts
from node.store.strand_rows import StrandRows
from schema.tables.journal import branches, journals, pasts
from sync.causality import NOTHING, Past
from sync.strands import nowhere
from tests.node.store.bare import bare

A, B = b"a" * 16, b"b" * 16


@pytest.fixture(name="connection")
def _connection(tmp_path: Path) -> Iterator[Connection]:
    with bare(tmp_path, journals, branches, pasts) as connection:
        yield connection


def test_a_past_is_the_same_from_memory_and_from_the_table(connection: Connection) -> None:
    strands = StrandRows(connection, nowhere)
    found = Pasts(connection, strands)
    first, second = found.add(Past({A: 3})), found.add(Past({A: 3, B: 7}))
    assert (first, second) == (1, 2)
    found.write_out()
    again = Pasts(connection, strands)
    for one in (found, again):
        assert [dict(one.get(number).seqs) for number in (first, second)] == [{A: 3}, {A: 3, B: 7}]
        assert one.get(0) == NOTHING
    assert again.add(Past({B: 1})) == 3


def test_what_was_not_written_out_is_forgotten(connection: Connection) -> None:
    found = Pasts(connection, StrandRows(connection, nowhere))
    number = found.add(Past({A: 1}))
    found.load()
    with pytest.raises(LookupError):
        found.get(number)


def test_memory_holds_so_many_pasts_and_so_many_entries(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small ones by their number, large ones by what is in them; all are read again from the table."""
    monkeypatch.setattr("node.store.pasts._KEPT", 3)
    monkeypatch.setattr("node.store.pasts._ENTRIES_KEPT", 5)
    found = Pasts(connection, StrandRows(connection, nowhere))
    small = [found.add(Past({A: seq})) for seq in range(1, 6)]
    found.write_out()
    assert len(found._known) == 3
    large = [found.add(Past({A: seq, B: seq, b"c" * 16: seq})) for seq in (1, 2)]
    found.write_out()
    assert len(found._known) == 1
    assert [found.get(number).seqs[A] for number in (*small, *large)] == [1, 2, 3, 4, 5, 1, 2]
