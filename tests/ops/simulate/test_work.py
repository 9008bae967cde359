"""People act at their pace, what they record is compared, and a site where nothing goes on is given up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ops.simulate import work
from ops.simulate.world import Stop, World


def test_a_step_is_followed_by_the_next_and_acts_are_compared(world_of: Callable[[int], World]) -> None:
    world = world_of(4)
    world.timeline.after(0, world.work.step)
    while world.acts < 5:
        assert world.timeline.step()
    assert world.acknowledged
    assert not world.broken


def test_nobody_acts_where_acting_has_ended(world_of: Callable[[int], World]) -> None:
    world = world_of(5)
    world.acting = False
    world.work.step()
    world.work.works_on(world.stations[0], "nurse")
    assert world.acts == 0
    assert not world.work.settles(world.stations[0], bytes(16))


def test_a_site_where_nothing_can_be_recorded_is_given_up(
    world_of: Callable[[int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "STEPS_AN_ACT", 0)
    monkeypatch.setattr(work, "STEPS_AT_LEAST", 0)
    world = world_of(6)
    with pytest.raises(Stop):
        world.work.step()
    assert [one.hazard for one in world.broken] == ["stuck"]
