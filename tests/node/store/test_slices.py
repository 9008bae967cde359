"""Slices give exactly what a vector covers, in fold order, whoever writes in between."""

from pathlib import Path

import pytest

from node.store.slices import Slices, bytes_at_most
from sync.glance import place_of
from tests.node.small_site import small_site


def everything(slices: Slices, size: int) -> list[list[bytes]]:
    found: list[list[bytes]] = []
    while batch := slices.next(size):
        found.append(batch)
    return found


@pytest.mark.parametrize("size", [1, 3000, 1 << 30])
def test_both_sorts_together_are_everything_in_order(tmp_path: Path, size: int) -> None:
    with small_site(tmp_path) as site:
        replica = site.replica
        rows = list(replica.chain.everything())
        for membership in (True, False):
            slices = Slices(replica.connection, replica.vector("all"), membership=membership)
            batches = everything(slices, size)
            assert [data for batch in batches for data in batch] == [
                row.data for row in rows if row.membership is membership
            ]
            assert all(len(batch) == 1 or sum(map(len, batch)) <= size for batch in batches)
        total = sum(len(row.data) for row in rows)
        assert bytes_at_most(replica.connection) >= total


def test_what_is_written_in_between_is_left_out(tmp_path: Path) -> None:
    with small_site(tmp_path) as site:
        vector = dict(site.replica.vector("all"))
        before = [row.data for row in site.replica.chain.everything() if not row.membership]
        slices = Slices(site.replica.connection, vector, membership=False)
        found: list[bytes] = []
        while batch := slices.next(2000):
            found += batch
            site.patient(1000 + len(found))
        assert found == before


def test_a_vector_that_lacks_a_journal_leaves_it_out(tmp_path: Path) -> None:
    with small_site(tmp_path) as site:
        replica = site.replica
        vector = dict(replica.vector("all"))
        clinical = site.desk.journal()
        tip = vector.pop(clinical)
        assert everything(Slices(replica.connection, vector, membership=False), 1 << 30) == []
        vector[clinical] = tip
        (batch,) = everything(Slices(replica.connection, vector, membership=False), 1 << 30)
        assert [place_of(data) for data in batch] == [(clinical, seq) for seq in range(1, tip.seq + 1)]


def test_rows_come_sorted_from_the_index(tmp_path: Path) -> None:
    """No full sort: the plan walks the index on order and sorts ties only."""
    with small_site(tmp_path) as site:
        slices = Slices(site.replica.connection, {}, membership=False)
        plans: list[str] = []
        rows = site.replica.connection.rows

        class Explains:
            def rows(self, sql: str, values: tuple[object, ...]) -> object:
                plans.extend(row[3] for row in rows(f"EXPLAIN QUERY PLAN {sql}", values))
                return rows(sql, values)

        slices._connection = Explains()  # type: ignore[assignment]  # the one method that is used
        slices.next(1000)
        assert any("USING INDEX ix_transactions_lamport" in line for line in plans), plans
