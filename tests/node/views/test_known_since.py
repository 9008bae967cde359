"""Since when somebody here could know that what was called off holds, and so long it is told."""

from __future__ import annotations

from node.api.agreement import Agree, CallOff, GetProposals, Proposals
from node.api.people import ResetPin
from node.timekeeper import Timekeeper
from node.views.known_since import known_since
from tests.node.stations import PIN, Station, exchange

Three = tuple[Station, Station, Station]


def told(station: Station) -> bool:
    """Whether the administrator is told, who signs in for it."""
    station.sign_in_again("administrator")
    return bool(station.get("administrator", GetProposals(), Proposals).apart)


def apart(one: Station, other: Station) -> None:
    """A proposal is called off here and agreed to there."""
    proposed = one.do("pharmacist", ResetPin(person=one.people["nurse"], new_pin="161803", pin=PIN))
    exchange(one, other)
    one.do("pharmacist", CallOff(act=proposed.acts[0], reason="mal choisi", pin=PIN))
    other.do("administrator2", Agree(act=proposed.acts[0], pin=PIN))


def test_it_is_told_for_thirty_days(stations: Three) -> None:
    one, other, _ = stations
    apart(one, other)
    assert not told(one)
    exchange(one, other)
    assert told(one)
    one.clock.advance(days=29)
    assert told(one)
    one.clock.advance(days=2)
    assert not told(one)


def test_who_was_cut_off_for_a_month_is_told_for_thirty_days_too(stations: Three) -> None:
    one, other, third = stations
    apart(one, other)
    for station in stations:
        station.clock.advance(days=31)
        station.sign_in_again("pharmacist")
    exchange(one, other)
    assert told(one)
    one.clock.advance(days=31)
    assert not told(one)
    exchange(one, third)
    assert told(third)


def test_a_clock_that_was_far_ahead_does_not_keep_it_for_ever(stations: Three) -> None:
    one, other, _ = stations
    other.clock.advance(days=4000)
    apart(one, other)
    exchange(one, other)
    assert told(one)
    one.clock.advance(days=31)
    assert not told(one)


def test_what_was_written_with_a_clock_ahead_says_nothing_of_when(stations: Three) -> None:
    one, *_ = stations
    one.clock.advance(days=400)
    recorded = one.do("pharmacist", ResetPin(person=one.people["nurse"], new_pin="161803", pin=PIN))
    one.sign_in_again("nurse")
    assert known_since(one.desk, recorded.acts) == one.clock.ms
    one.clock.advance(days=-399)
    assert known_since(one.desk, recorded.acts) is None
    one.sign_in_again("nurse")
    assert known_since(one.desk, recorded.acts) == one.clock.ms
    assert known_since(one.desk, recorded.acts, ()) is None


def test_what_was_written_with_a_clock_in_doubt_says_nothing_of_when(stations: Three) -> None:
    one, *_ = stations
    recorded = one.do("pharmacist", ResetPin(person=one.people["nurse"], new_pin="161803", pin=PIN))
    one.clock.advance(days=1)
    one.desk.timekeeper = Timekeeper(one.clock, one.desk.newest_own(), asks=True)
    one.sign_in_again("nurse")
    assert known_since(one.desk, recorded.acts) is None
    one.desk.confirm_clock(one.clock.ms)
    one.sign_in_again("nurse")
    assert known_since(one.desk, recorded.acts) == one.clock.ms
