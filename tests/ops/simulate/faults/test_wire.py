"""Whatever is put on the wire, the connection ends at worst."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ops.simulate.chance import Chance
from ops.simulate.faults import wire
from ops.simulate.world import World


@pytest.mark.parametrize("way", [wire.doubled, wire.cut_short, wire.oversized, wire.garbage])
def test_afterwards_everybody_holds_the_same(
    world_of: Callable[[int], World], way: Callable[[World, Chance], bool]
) -> None:
    world, chance = world_of(1), Chance("wire")
    world.network.loss = 0.0
    assert not way(world, chance)
    struck = 0
    for _ in range(3_000):
        world.timeline.step()
        struck += struck < 5 and way(world, chance)
    assert struck == 5
    assert world.excuses.pairs
    assert not world.excuses.workstations
    assert "refused" in " ".join(world.timeline.lines) or way in {wire.doubled, wire.cut_short}
    assert len({station.replica.digests() for station in world.stations}) == 1
