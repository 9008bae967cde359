"""Cables and connections fail as they should, and what was cut comes back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from ops.simulate import work
from ops.simulate.chance import Chance
from ops.simulate.faults import cables
from ops.simulate.faults.drawn import DRAWN
from ops.simulate.judgement import heal, judge
from ops.simulate.world import World
from tests.ops.simulate.played import Played


def test_over_a_few_sites_everything_common_strikes(played: Played) -> None:
    assert set(played.faults) >= {
        "cable",
        "cut_in_the_middle",
        "ping",
        "receipt",
        "twice_connected",
        "clock_jumps",
        "stick",
    }
    assert set(played.faults) <= {name for names in DRAWN.values() for name in names}


def test_a_cable_changes_and_half_the_site_is_cut_off(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(1), Chance("cables")
    before = dict(world.network.cables)
    cables.cable(world, chance)
    assert sum(before[pair] != now for pair, now in world.network.cables.items()) == 1
    while all(world.network.cables.values()):
        cables.partition(world, chance)
    names = {name for pair in before for name in pair}
    assert len(names) == 3


def test_a_loose_plug_ends_up_in(world_of: Callable[[int], World]) -> None:
    world = world_of(2)
    world.network.loss = 0.0
    world.timeline.lines.clear()
    cables.flapping(world, Chance("plug"))
    for _ in range(100_000):
        if not world.timeline.step():
            break
    said = " ".join(world.timeline.lines)
    assert "pull" in said
    assert "plug" in said
    assert all(world.network.cables.values())


def test_a_hanging_end_takes_nothing_until_it_goes_on_or_is_given_up(
    world_of: Callable[[int], World],
) -> None:
    world = world_of(3)
    world.network.loss = 0.0
    while not world.network.links:
        world.timeline.step()
    link = world.network.links[0]
    link.hang(0, 90_000)
    until = world.timeline.now + 29_000
    while world.timeline.now < until and world.timeline.step():
        pass
    assert link.ends[0].conversation.peer is None
    while link.alive and world.timeline.step():
        pass
    assert not link.alive
    assert not cables.cut_in_the_middle(world_of(4), Chance("none"))


FLAPPING_MS = 30 * 60_000


def test_plugs_loose_for_half_an_hour_lose_nothing(
    world_of: Callable[[int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In and out every few seconds while people work: it gets through, nothing is lost or in two truths."""
    world, chance = world_of(6), Chance("loose plugs")
    network, timeline = world.network, world.timeline
    monkeypatch.setattr(world.faults, "strike", lambda: None)
    monkeypatch.setattr(work, "PACES", ((1_000, 30_000),))
    ended = timeline.now + FLAPPING_MS
    pulled: list[frozenset[str]] = []

    def flap(pair: frozenset[str], *, into: bool) -> None:
        network.plug(pair, into=into)
        if not into:
            pulled.append(pair)
        if timeline.now < ended or not into:
            timeline.after(chance.between(200, 15_000), partial(flap, pair, into=not into))

    def held_by_all() -> int:
        return min(station.replica.counts()[0] for station in world.stations)

    before = held_by_all()
    for pair in sorted(network.cables, key=sorted):
        flap(pair, into=False)
    timeline.after(0, world.work.step)
    while timeline.now < ended and timeline.step():
        pass
    assert min(pulled.count(pair) for pair in network.cables) > 100
    assert world.acts >= 20
    assert held_by_all() > before
    world.acting = False
    heal(world)
    judge(world)
    assert world.broken == []
    assert len({station.replica.digests() for station in world.stations}) == 1
