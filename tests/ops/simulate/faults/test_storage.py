"""Disks, sticks and snapshots: what is damaged is found, what was carried arrives."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from node.api.base import Recorded
from node.api.patient import CreatePatient
from ops.simulate import judgement
from ops.simulate.chance import Chance
from ops.simulate.faults import machines, members, storage
from ops.simulate.world import World
from tests.ops.simulate.test_station import JEANNE


def apart(world: World) -> None:
    """No cable in; somebody is known at the first workstation only."""
    for pair in world.network.cables:
        world.network.plug(pair, into=False)
    world.stations[0].ask("nurse", CreatePatient(identity=JEANNE))
    world.learn(world.stations[0])


def live(world: World) -> None:
    """Whatever is planned happens."""
    while world.timeline.step():
        pass


def test_a_stick_brings_what_no_cable_did(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(1), Chance("stick")
    apart(world)
    for _ in range(30):
        assert storage.stick(world, chance)
        live(world)
    assert len({station.replica.digests() for station in world.stations}) == 1


def test_a_bit_that_turned_over_is_found_and_mended(world_of: Callable[[int], World]) -> None:
    world = world_of(2)
    chance = Chance("bits")
    while not storage.bits_flipped(world, chance):
        pass
    assert len(world.flipped) == 1
    judgement.heal(world)
    assert not world.flipped
    judgement.judge(world)


def test_a_spoilt_file_ends_a_workstation_and_the_last_three_are_spared(
    world_of: Callable[[int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, chance = world_of(3), Chance("spoilt")
    assert storage.truncated(world, chance) is False
    monkeypatch.setattr(machines, "FEWEST", 2)
    while all(not station.destroyed for station in world.stations):
        assert chance.pick((storage.truncated, storage.overwritten))(world, chance)
    assert len(world.running) == 2
    assert world.stations[0].runs


def test_a_snapshot_becomes_a_workstation(world_of: Callable[[int], World]) -> None:
    world = world_of(4)
    world.network.loss = 0.0
    assert storage.restored_beside(world, Chance("snapshot"))
    live(world)
    assert len(world.stations) == 4
    assert world.stations[-1].id not in {station.id for station in world.stations[:3]}
    assert len({station.replica.digests() for station in world.running}) == 1


def test_what_a_lost_disk_alone_held_had_been_shown(world_of: Callable[[int], World]) -> None:
    world = world_of(5)
    apart(world)
    world.lose(world.stations[0])
    assert not world.broken
    assert not storage.destroyed(world, Chance("lost"))


def test_a_disk_that_goes_back_begins_a_second_branch(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(6), Chance("image")
    assert members.late_joiner(world, chance)
    judgement.heal(world)
    world.acting = True
    assert storage.rolled_back(world, chance)
    for station in world.running[1:]:
        station.ask("nurse", CreatePatient(identity=JEANNE))
        world.learn(station)
    before = {station.name: station.replica.vector("all") for station in world.running}
    while not world.set_back:
        assert world.timeline.step()
    set_back = next(one for one in world.stations if one.id in world.set_back)
    assert world.excuses.workstations == {set_back.id}
    assert set_back.runs
    assert before[set_back.name]
    judgement.heal(world)
    judgement.judge(world)
    assert not world.broken


def test_a_clone_writes_in_the_same_journal_and_both_branches_arrive(
    world_of: Callable[[int], World],
) -> None:
    world, chance = world_of(7), Chance("clone")
    world.network.loss = 0.0
    assert members.late_joiner(world, chance)
    judgement.heal(world)
    assert storage.cloned(world, chance)
    assert not storage.cloned(world, chance)
    clone = world.stations[-1]
    twin = next(one for one in world.stations if one.id == clone.id)
    assert twin is not clone
    for station in (twin, clone):
        assert isinstance(station.ask("nurse", CreatePatient(identity=JEANNE)), Recorded)
        world.learn(station)
    assert world.model.rivals
    judgement.heal(world)
    judgement.judge(world)
    assert not world.broken
    held = world.comparer.held(world.stations[0])
    assert all(tx.bit & held and not rivals & ~held for tx, rivals in world.model.rivals.items())


def test_a_stick_that_swells_is_refused_and_leaves_nothing(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(5), Chance("swollen")
    before = {station.name: station.replica.digests() for station in world.stations}
    for _ in range(6):
        assert storage.swollen(world, chance)
    said = [line for line in world.timeline.lines if " stick " in line]
    assert len(said) == 6
    assert {station.name: station.replica.digests() for station in world.stations} == before
