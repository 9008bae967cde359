"""An act of tomorrow: stored and passed on by programs that do not know it."""

from __future__ import annotations

from collections.abc import Callable

from ops.simulate.chance import Chance
from ops.simulate.newer import CRITICAL, HARMLESS, write_unknown
from ops.simulate.world import World


def test_it_is_set_down_and_its_course_says_so(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    world.run()
    station = world.running[0]
    first, second = [one for one in station.courses() if station.course(one) is not None][:2]
    chance = Chance("newer")
    for _ in range(4):
        assert write_unknown(station, first, chance, critical=False) in HARMLESS
    assert write_unknown(station, second, chance, critical=True) in CRITICAL
    for course, in_part in ((first, False), (second, True)):
        state = station.course(course)
        assert state is not None
        assert state.known_in_part is in_part
        assert "unknown_kind" in {one.code for one in state.anomalies}
