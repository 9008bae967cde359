"""Cables and connections: cut in the middle, dialled again, relayed through others."""

from __future__ import annotations

from collections.abc import Callable

from node.api.base import Recorded
from node.api.patient import CreatePatient
from ops.simulate.world import World
from tests.ops.simulate.test_station import JEANNE


def calm(world: World) -> None:
    """Until nothing moves."""
    for pair in world.network.cables:
        world.network.connect(pair)
    while world.timeline.step():
        pass


def test_what_is_recorded_arrives_everywhere(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    world.network.loss = 0.0
    answer = world.stations[0].ask("nurse", CreatePatient(identity=JEANNE))
    assert isinstance(answer, Recorded)
    world.learn(world.stations[0])
    calm(world)
    assert len({station.replica.digests() for station in world.stations}) == 1


def test_nothing_passes_a_pulled_cable_until_it_is_back(world_of: Callable[[int], World]) -> None:
    world = world_of(2)
    world.network.loss = 0.0
    cables = list(world.network.cables)
    for pair in cables:
        world.network.plug(pair, into=False)
    world.stations[0].ask("nurse", CreatePatient(identity=JEANNE))
    world.learn(world.stations[0])
    calm(world)
    assert len({station.replica.digests() for station in world.stations}) == 2
    for pair in cables:
        world.network.plug(pair, into=True)
    calm(world)
    assert len({station.replica.digests() for station in world.stations}) == 1


def test_two_connections_of_one_pair_do_no_harm(world_of: Callable[[int], World]) -> None:
    world = world_of(3)
    world.network.loss = 0.0
    pair = next(iter(world.network.cables))
    world.network.connect(pair)
    world.network.connect(pair, twice=True)
    assert len(world.network.between(pair)) == 2
    world.stations[0].ask("nurse", CreatePatient(identity=JEANNE))
    world.learn(world.stations[0])
    calm(world)
    assert len({station.replica.digests() for station in world.stations}) == 1
