"""The model of admission: it refuses what the format refuses, and knows why something is set aside."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from node.domain.decision import Draft
from ops.simulate.world import World
from schema.acts.membership import RightsGranted, RightsWithdrawn
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import FileRef, FileType
from sync.membership import MEMBERSHIP


def everything(world: World) -> int:
    """All transactions known."""
    return sum(tx.bit for tx in world.model.since(0))


def said_by_the_administrator(world: World, number: int, person: Id, body: Wire) -> None:
    station = world.stations[number]
    assert station.sign_in("administrator") is None
    session = station.desk.sessions.get(station.sessions["administrator"])
    assert session is not None
    station.desk.write((Draft(FileRef(FileType.PERSON, person), body),), session, scope=MEMBERSHIP)
    world.learn(station)


def test_the_founding_counts_as_a_whole(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    held = everything(world)
    assert {world.model.why_aside(tx, held) for tx in world.model.of(held)} == {""}
    places = [tx.place for tx in world.model.of(held)]
    assert places == sorted(places)


def test_a_transaction_whose_past_is_unknown_is_not_learnt(world_of: Callable[[int], World]) -> None:
    world = world_of(2)
    data = world.stations[0].replica.relay.after({}, "all", 2**30)[-1]
    known = world.model.known
    world.model.known = {}
    with pytest.raises(KeyError):
        world.model.learn(data)
    world.model.known = known


def test_granted_and_withdrawn_apart_is_withdrawn(world_of: Callable[[int], World]) -> None:
    world = world_of(3)
    person = world.stations[0].people["nurse"]
    said_by_the_administrator(world, 0, person, RightsWithdrawn(person, ("administer",), ()))
    said_by_the_administrator(world, 1, person, RightsGranted(person, ("administer",)))
    held = everything(world)
    assert not world.model.may(held, person, "administer")
    assert world.model.may(held, person, "receive")
