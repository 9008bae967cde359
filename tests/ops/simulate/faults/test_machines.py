"""Machines fail for a while."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from node.api.base import Recorded, Refused
from node.api.patient import CreatePatient
from ops.simulate.chance import Chance
from ops.simulate.faults import machines
from ops.simulate.world import World
from tests.ops.simulate.test_station import JEANNE


def test_switched_off_and_on_again(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    assert machines.restart(world, Chance("off"))
    assert len(world.running) == 2
    while len(world.running) < 3:
        assert world.timeline.step()


def test_a_clock_jumps_by_years_or_dies(world_of: Callable[[int], World]) -> None:
    world, chance, seen = world_of(2), Chance("clock"), set()
    for _ in range(60):
        assert chance.pick((machines.clock_jumps, machines.clock_wrong, machines.clock_dead))(world, chance)
        seen |= {station.clock.now_ms() for station in world.stations}
    assert 1 in seen
    assert max(seen) > world.timeline.now + machines.YEARS


def test_no_room_until_there_is(world_of: Callable[[int], World]) -> None:
    world = world_of(3)
    assert machines.disk_full(world, Chance("full"))
    full = [station for station in world.stations if station.disk.full]
    assert len(full) == 1
    while full[0].disk.full:
        assert world.timeline.step()


def test_a_death_at_any_point_leaves_all_or_nothing(world_of: Callable[[int], World]) -> None:
    world, chance, died = world_of(4), Chance("crash"), 0
    for _ in range(12):
        assert machines.crash(world, chance)
        for station in world.running:
            with world.guarded(station):
                answer = station.ask("nurse", CreatePatient(identity=JEANNE))
                assert isinstance(answer, Recorded | Refused)
        died += len(world.stations) - len(world.running)
        for station in world.stations:
            world.restart(station)
            world.learn(station)
            assert world.comparer.held(station)
    assert died


@pytest.mark.parametrize("seed", [5])
def test_a_receipt_is_published(world_of: Callable[[int], World], seed: int) -> None:
    world = world_of(seed)
    assert machines.receipt(world, Chance("receipt"))
    assert sum(bool(station.desk.receipts()) for station in world.stations) == 1
