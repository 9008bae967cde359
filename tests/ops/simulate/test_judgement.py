"""The end of a run: who is judged, and that something is found when there is something."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from node.api.patient import CreatePatient
from ops.simulate import judgement
from ops.simulate.world import Stop, World
from tests.ops.simulate.test_station import JEANNE


def test_everybody_is_up_and_holds_the_same(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    world.switch_off(world.stations[1])
    world.stations[0].ask("nurse", CreatePatient(identity=JEANNE))
    world.learn(world.stations[0])
    judgement.heal(world)
    assert judgement.members(world) == world.stations
    judgement.judge(world)
    assert not world.broken


def test_what_one_alone_holds_is_found(world_of: Callable[[int], World]) -> None:
    world = world_of(2)
    judgement.heal(world)
    world.stations[0].ask("nurse", CreatePatient(identity=JEANNE))
    world.learn(world.stations[0])
    with pytest.raises(Stop):
        judgement.judge(world)
    assert {broken.hazard for broken in world.broken} == {"two_truths"}


def test_those_who_cannot_be_reached_are_not_judged(world_of: Callable[[int], World]) -> None:
    world = world_of(3)
    world.network.cables.clear()
    world.network.lay("W1", "W2")
    assert [station.name for station in judgement.members(world)] == ["W1", "W2"]
