"""People do the whole circuit, and disagree."""

from __future__ import annotations

from collections.abc import Callable

from ops.simulate.world import World


def test_doses_are_prescribed_prepared_and_given(world_of: Callable[[int], World]) -> None:
    """Over a few seeds, every sort of act of the circuit is made by somebody."""
    kinds: set[str] = set()
    for seed in range(1, 9):
        world = world_of(seed)
        world.run()
        kinds |= {header.kind for tx in world.model.since(0) for header in tx.core.headers}
    wanted = {"course.included/1", "prescription.signed/1", "prescription.validated/1", "go_ahead.given/1"}
    assert kinds >= wanted | {"preparation.claimed/1", "preparation.made/1", "course.stopped/1"}
