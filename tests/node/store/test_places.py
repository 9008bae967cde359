"""Branches are found by their hash, whatever was read before they came."""

from __future__ import annotations

from pathlib import Path

from node.store.places import Places
from node.store.strand_rows import StrandRows
from schema.tables.journal import branches, journals, transactions
from schema.transaction import Tip
from sync.strands import Branch, nowhere
from tests.node.store.bare import bare

A, B, C = (bytes([number]) * 16 for number in (1, 2, 3))


def test_what_comes_is_found_and_so_is_what_a_longer_fork_takes_in(tmp_path: Path) -> None:
    with bare(tmp_path, journals, branches, transactions) as connection:
        rows = StrandRows(connection, nowhere)
        rows.begin(B, Branch(A, A, 4))
        connection.do_many(
            "INSERT INTO transactions"
            " (n, journal, seq, hash, lamport, past, membership, set_aside, sealed, data)"
            " VALUES (?, ?, ?, ?, 1, 0, 0, '', 1, x'')",
            [
                (n, rows.number(strand), seq, bytes([n]) * 32)
                for n, strand, seq in ((1, A, 3), (2, A, 4), (3, B, 4), (4, B, 5))
            ],
        )
        places = Places(connection, rows)
        assert not places.knows(A)
        found = [
            places.strand(Tip(A, seq, bytes([n]) * 32)) for n, seq in ((1, 3), (2, 4), (3, 4), (4, 5), (9, 4))
        ]
        assert found == [None, A, B, B, None]
        places.note(A, C, b"x" * 32)
        assert places.strand(Tip(A, 6, b"x" * 32)) == C
        rows.begin(C, Branch(A, A, 3))
        places.forget(A)
        assert not places.knows(A)
        assert places.strand(Tip(A, 3, b"\1" * 32)) == A
