"""Whatever order everything arrives in, every table is the same, row for row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from node.api.patient import CreatePatient
from ops.simulate import any_order, judgement
from ops.simulate.chance import Chance
from ops.simulate.founding import FoundedSite, found
from ops.simulate.plan import Plan
from ops.simulate.remembered import remembering
from ops.simulate.world import World
from tests.ops.simulate.test_station import JEANNE


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> FoundedSite:
    return found(tmp_path_factory.mktemp("five"), 5)


@pytest.mark.parametrize(
    ("seed", "aside"),
    [
        (4, {"forked", "withdrawn", "cut", "not_proposed", "foreign_journal"}),
        (6, {"bad_signature", "not_invited"}),
        (0, {"suspended", "no_session"}),
        (5, {"beyond_rights", "unannounced", "agreed_already"}),
    ],
)
def test_a_site_with_every_fault(seed: int, aside: set[str], five: FoundedSite, tmp_path: Path) -> None:
    """Cut cables, clones, disks set back, hostile members, a newer program: sixty acts meanwhile."""
    with remembering():
        world = World(Plan(seed=seed, acts=60, everything=True), five, tmp_path)
        try:
            assert world.run().broken == ()
            station = judgement.members(world)[0]
            rows = any_order.tables(station.replica)
            assert all(rows[name] for name in ("conflicts", "states", "pasts", "sessions", "members", "bags"))
            assert aside <= {why for _, _, _, why in rows["transactions"]}, "else it is an easy one"
            for number in range(4):
                assert [*any_order.order_shows(station, Chance(seed, number))] == []
        finally:
            world.close()


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("patients", "UPDATE patients SET traits = 'autre'"),
        ("transactions", "UPDATE transactions SET set_aside = 'cut' WHERE membership = 0"),
        ("sessions", "UPDATE sessions SET opened = opened + 1"),
        ("acts", "DELETE FROM acts WHERE position > 0"),
        ("states", "UPDATE states SET state = x'90'"),
    ],
)
def test_a_difference_is_named(world_of: Callable[[int], World], table: str, statement: str) -> None:
    station = world_of(1).stations[0]
    station.ask("nurse", CreatePatient(identity=JEANNE))
    with station.replica.writing():
        # What it waits for may never come: that is no part of what it holds.
        station.replica.connection.do(
            "INSERT INTO waiting (hash, awaits, lamport, data) VALUES (x'00', x'01', 1, x'02')"
        )
    assert [*any_order.order_shows(station, Chance("same"))] == []
    with station.replica.writing():
        station.replica.connection.do(statement)
    details = [broken.detail for broken in any_order.order_shows(station, Chance("other"))]
    assert any(detail.startswith(f"{table}: ") for detail in details), details
    assert any(detail.startswith(f"made again: {table}: ") for detail in details), details
