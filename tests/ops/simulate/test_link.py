"""A connection passes on whole messages in their order until it is cut, with all that was under way."""

from __future__ import annotations

from collections.abc import Callable

from ops.simulate.link import PATIENCE, Link
from ops.simulate.world import World
from sync.codes import Code
from sync.messages import MAX_MESSAGE_BYTES


def link_of(world: World) -> Link:
    """The one connection of the first cable, on which both have met."""
    world.network.loss = 0.0
    pair = next(iter(world.network.cables))
    world.network.connect(pair)
    (link,) = world.network.between(pair)
    while link.alive and not all(end.conversation.synchronised for end in link.ends):
        assert world.timeline.step()
    return link


def test_both_meet_and_what_they_said_is_kept(world_of: Callable[[int], World]) -> None:
    link = link_of(world_of(1))
    assert all(end.conversation.peer for end in link.ends)
    assert link.said
    assert link.pair == {station.name for station in link.stations}


def test_nothing_arrives_after_the_cable_was_cut(world_of: Callable[[int], World]) -> None:
    world = world_of(2)
    link = link_of(world)
    link.ping()
    link.cut()
    assert link not in world.network.links
    said = len(link.said)
    link.ping()
    assert len(link.said) == said


def test_bytes_that_nobody_may_send_end_the_connection(world_of: Callable[[int], World]) -> None:
    world = world_of(3)
    world.excuses.workstations.update(station.id for station in world.stations)
    link = link_of(world)
    link.inject(1, bytes(MAX_MESSAGE_BYTES + 1))
    assert link.ends[1].conversation.closed


def test_who_hangs_for_too_long_is_given_up(world_of: Callable[[int], World]) -> None:
    world = world_of(4)
    link = link_of(world)
    link.hang(0, PATIENCE * 2)
    began = world.timeline.now
    while link.alive:
        assert world.timeline.step()
    assert world.timeline.now >= began + PATIENCE


def test_a_goodbye_is_the_last_thing_said(world_of: Callable[[int], World]) -> None:
    world = world_of(5)
    link = link_of(world)
    link.leave(Code.STOPPING)
    while link.alive:
        assert world.timeline.step()
    assert all(end.conversation.closed for end in link.ends)
