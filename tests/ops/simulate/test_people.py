"""People do the whole circuit, and disagree."""

from __future__ import annotations

from collections.abc import Callable

from ops.simulate.people import WHO
from ops.simulate.world import World


def test_doses_are_prescribed_prepared_and_given(world_of: Callable[[int], World]) -> None:
    """Over a few seeds, every sort of act of the circuit is made by somebody."""
    kinds: set[str] = set()
    for seed in (1, 2, 3, 4):
        world = world_of(seed)
        world.run()
        kinds |= {header.kind for tx in world.model.since(0) for header in tx.core.headers}
    wanted = {"course.included/1", "prescription.signed/1", "prescription.validated/1", "go_ahead.given/1"}
    assert kinds >= wanted | {"preparation.claimed/1", "preparation.made/1", "course.stopped/1"}


def test_somebody_holds_each_right(world_of: Callable[[int], World]) -> None:
    station = world_of(1).stations[0]
    for right, people in WHO.items():
        for name in people:
            assert right in station.desk.members.people[station.people[name]].rights, (right, name)
