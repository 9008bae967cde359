"""A spoken order, a bag for another patient, a hard stop lifted: asked for where there is occasion."""

from __future__ import annotations

from collections.abc import Callable

from ops.simulate import seldom
from ops.simulate.chance import Chance
from ops.simulate.invariants import courses
from ops.simulate.world import World


def test_there_is_occasion_on_a_played_site(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(1), Chance("seldom")
    world.run()
    station = world.running[0]
    course, state = next(pair for pair in courses(station) if pair[1].doses)
    asked = seldom.lifted(station, chance, course, state)
    assert asked is not None
    assert type(asked[1]).__name__ in {"AskDerogation", "AgreeDerogation"}
    assert all(len(dose.versions) == 1 for dose in state.doses)
    assert seldom.spoken(station, chance, course, state) is None
    passed = seldom.passed_on(station, chance, course, state)
    assert passed is None or type(passed[1]).__name__ == "Reattribute"
