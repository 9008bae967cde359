"""Everything that is listed does strike, sooner or later."""

from __future__ import annotations

from collections.abc import Callable

from ops.simulate.world import World

COMMON = {"cable", "cut_in_the_middle", "ping", "receipt", "twice_connected", "clock"}


def test_faults_strike(world_of: Callable[[int], World]) -> None:
    counts: dict[str, int] = {}
    for seed in (1, 2, 3, 5):
        for name, times in world_of(seed).run().faults.items():
            counts[name] = counts.get(name, 0) + times
    assert set(counts) >= COMMON
