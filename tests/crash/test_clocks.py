"""Clocks that are wrong by years, jump, or died: nothing is lost, and no merge comes out otherwise."""

from __future__ import annotations

import pytest

from tests.node import circuit
from tests.node.apart import Three, gone, seen_by_both, shared
from tests.node.stations import MORNING, Clock, Station, exchange

DAY = 86_400_000
YEAR = 366 * DAY
DEAD_BATTERY = 12 * 3_600_000
"""The first of January 1970, at noon."""
WRONG = {
    "years_behind": (MORNING - 9 * YEAR,),
    "years_ahead": (MORNING + 30 * YEAR,),
    "dead_battery": (DEAD_BATTERY,),
    "jumping": (MORNING + 2 * YEAR, MORNING - 3 * YEAR, MORNING + 5 * DAY, DEAD_BATTERY),
}


def _set(station: Station, times: tuple[int, ...], step: int) -> None:
    station.clock.ms = times[step % len(times)]


@pytest.fixture
def two_clocks(stations: Three) -> Three:
    """The day hospital has a clock of its own."""
    pharmacy, hospital, ward = stations
    own = Clock()
    hospital.clock = own
    hospital.desk.timekeeper._clock = own
    return pharmacy, hospital, ward


@pytest.mark.parametrize("wrong", WRONG)
def test_a_clock_decides_nothing_between_two_workstations(two_clocks: Three, wrong: str) -> None:
    """The same conflict, with the same sides, the same owners and the same way out as with good clocks."""
    one, other, someone, dose = shared(two_clocks)
    # A clock far ahead would take the vials for expired: they are claimed before it goes wrong.
    bags = [circuit.claim(station, someone.course, dose) for station in (one, other)]
    for step, (station, bag) in enumerate(zip((one, other), bags, strict=True)):
        _set(other, WRONG[wrong], step)
        circuit.make(station, someone.course, bag)
    conflict = seen_by_both(one, other, "made_twice")
    assert {choice.keep for choice in conflict.choices} == set(bags)
    assert len(conflict.sides) == 2
    # Whoever settles on the workstation with the wrong clock settles it for all.
    _set(other, WRONG[wrong], 3)
    circuit.settle(other, conflict, "keep", "pharmacist", keep=bags[0])
    gone(one, other, "made_twice")


def test_who_claimed_first_is_not_a_matter_of_clocks(two_clocks: Three) -> None:
    """Of two claims one yields, the same everywhere, however early a clock says that it was."""
    one, other, someone, dose = shared(two_clocks)
    other.clock.ms = DEAD_BATTERY
    exchange(one, other)
    first = circuit.claim(one, someone.course, dose)
    second = circuit.claim(other, someone.course, dose)
    exchange(one, other)
    states = [
        {bag: circuit.bag_of(station, someone.course, bag).state for bag in (first, second)}
        for station in (one, other)
    ]
    assert states[0] == states[1]
    assert sorted(states[0].values()) == ["claimed", "yielded"]
