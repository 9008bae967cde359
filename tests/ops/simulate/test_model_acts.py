"""Acts of a course: what was rejected is no release, and of several the last are those that nobody knew."""

from __future__ import annotations

from collections.abc import Callable

from ops.simulate.model_acts import acts_of, last
from ops.simulate.world import World


def test_a_whole_run_seen_by_its_roles(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    world.run()
    station = world.running[0]
    for course in station.courses():
        txs = [tx for tx in world.model.since(0) if course in world.comparer.courses_of([tx])]
        acts = [act for tx in txs for act in acts_of(tx, course)]
        assert all(act.header.file.id == course for act in acts)
        for act in acts:
            assert (act.role == "rejected") == (not getattr(act.body, "released", True))
            assert not act.knew(act)
            assert not act.apart(act)
        ends = last(acts)
        assert all(any(end.knew_all([act]) for end in ends) or act in ends for act in acts)
