"""A simulated workstation dies, starts again with what was on its disk, and nobody is signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from node.api.base import Recorded, Refused
from node.api.patient import CreatePatient
from ops.simulate.disk import CRASH_POINTS, Crash
from ops.simulate.world import World
from schema.acts.patient import Identity

JEANNE = Identity("Essai", "", "Jeanne", "1960-02-03", "F", "9900012345", "")


@pytest.mark.parametrize("point", CRASH_POINTS)
def test_a_death_loses_what_was_not_committed(world_of: Callable[[int], World], point: str) -> None:
    station = world_of(1).stations[0]
    assert station.sign_in("nurse") is None
    before = station.replica.vector("all")
    # Every request first folds what is stale: a write of its own.
    station.disk.die_at(point, after=1 if point.startswith("commit") else 0)
    with pytest.raises(Crash):
        station.ask("nurse", CreatePatient(identity=JEANNE))
    station.stop()
    station.disk.recover()
    station.start()
    assert (station.replica.vector("all") != before) is (point == "committed")
    assert not station.sessions


def test_a_full_disk_is_told_and_passes(world_of: Callable[[int], World]) -> None:
    station = world_of(2).stations[0]
    assert station.sign_in("nurse") is None
    station.disk.fill(station.replica.connection)
    answers = [station.ask("nurse", CreatePatient(identity=_called(letter))) for letter in "abcdefghijklmnop"]
    assert any(isinstance(one, Refused) and one.code == "store.disk_full" for one in answers)
    station.disk.empty(station.replica.connection)
    assert isinstance(station.ask("nurse", CreatePatient(identity=_called("z"))), Recorded)


def _called(letter: str) -> Identity:
    return Identity("Essai", "", f"Jeanne {letter * 40}", "1960-02-03", "F", f"99{ord(letter)}", "")
