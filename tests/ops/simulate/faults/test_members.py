"""Workstations and rights come and go, by acts that everybody judges alike."""

from __future__ import annotations

from collections.abc import Callable

from ops.simulate.chance import Chance
from ops.simulate.faults import members, storage
from ops.simulate.world import World


def test_rights_are_withdrawn_and_given_back(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(1), Chance("rights")
    before = len(world.model.known)
    for _ in range(4):
        assert members.rights(world, chance)
    assert len(world.model.known) > before


def test_a_workstation_joins_and_two_at_most(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(2), Chance("joins")
    assert [members.late_joiner(world, chance) for _ in range(3)] == [True, True, False]
    assert [station.name for station in world.stations[3:]] == ["L1", "L2"]


def test_one_of_many_is_removed(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(3), Chance("removal")
    assert len(world.running) == storage.FEWEST
    assert not members.removal(world, chance)
    assert members.late_joiner(world, chance)
    while not members.removal(world, chance):
        pass
    removed = [one for at in world.running for one in at.desk.members.workstations.values() if one.removed]
    assert len(removed) == 1
