"""The program beside the model: they agree on a whole run, and a difference is named."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ops.simulate import compare
from ops.simulate.world import World


def test_a_difference_is_named(world_of: Callable[[int], World], monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_of(1)
    world.run()
    station = world.running[0]
    prescribed = [course for course in station.courses() if (s := station.course(course)) and s.doses]
    assert prescribed
    assert all(world.comparer.course(station, course) == [] for course in prescribed)
    monkeypatch.setattr(compare, "_bag", lambda _bag: "ended")
    monkeypatch.setattr(compare, "said_of", lambda *_: ({}, frozenset()))
    fresh = compare.Comparer(world.model)
    said = fresh.course(station, prescribed[0])
    assert said
    assert "known to only one of them" in said[0]
