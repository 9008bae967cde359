"""Each invariant fails when what it guards against is made to happen."""

from __future__ import annotations

from collections.abc import Callable

from node.api.patient import CreatePatient
from ops.simulate import invariants
from ops.simulate.world import World
from tests.ops.simulate.test_station import JEANNE


def test_workstations_apart_have_diverged(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    assert list(invariants.diverged(world.stations)) == []
    station = world.stations[0]
    station.ask("nurse", CreatePatient(identity=JEANNE))
    assert {broken.hazard for broken in invariants.diverged(world.stations)} == {"diverged"}
    fresh = world.learn(station)
    other = world.stations[1]
    lost = invariants.acknowledged_lost(other, world.comparer.held(other), fresh)
    assert {broken.hazard for broken in lost} == {"acknowledged_lost"}
    assert list(invariants.acknowledged_lost(station, world.comparer.held(station), fresh)) == []


def test_a_table_that_nobody_folded(world_of: Callable[[int], World]) -> None:
    world = world_of(2)
    station = world.stations[0]
    station.ask("nurse", CreatePatient(identity=JEANNE))
    assert list(invariants.not_refolded(station)) == []
    with station.replica.writing():
        station.replica.connection.exec_driver_sql("DELETE FROM patients")
        station.replica.connection.exec_driver_sql(
            "UPDATE states SET trouble = 'unreadable:X' WHERE file = 1"
        )
    assert {broken.hazard for broken in invariants.not_refolded(station)} == {"not_refolded"}
    assert [broken.hazard for broken in invariants.unreadable(station)] == ["unreadable"]


def test_accounts_and_numbers_of_a_whole_run(world_of: Callable[[int], World]) -> None:
    """Held by nobody, they are missed; held, they are all there."""
    world = world_of(1)
    world.run()
    station = world.running[0]
    txs = world.model.of(world.comparer.held(station))
    assert list(invariants.account_hidden(station, txs)) == []
    assert list(invariants.register_torn(station, txs)) == []
    numbered = [tx for tx in txs if any(h.kind == "preparation.claimed/1" for h in tx.core.headers)]
    assert numbered
    assert list(invariants.register_torn(station, [tx for tx in txs if tx is not numbered[0]]))
    assert list(invariants.second_bag_unnoticed(station)) == []


def test_a_receipt_that_boasts(world_of: Callable[[int], World]) -> None:
    world = world_of(4)
    one, other = world.stations[:2]
    one.publish_receipt()
    assert list(invariants.receipt_boasts(one, [one])) == []
    with one.replica.writing():
        other.publish_receipt()
    other.ask("nurse", CreatePatient(identity=JEANNE))
    other.publish_receipt()
    with one.replica.writing():
        one.replica.records.accept(one.replica.site, other.replica.records.newer_than({}))
    assert list(invariants.receipt_boasts(one, [other])) == []
    with other.replica.writing():
        held = other.replica.chain.heads.pop(other.desk.journal())
    assert held.seq > 0
    assert [broken.hazard for broken in invariants.receipt_boasts(one, [other])] == ["receipt_boasts"]
