"""When the weekly snapshot is due: Friday evening on the site, caught up, whatever summer time does."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.schedule import due, latest

PARIS = ZoneInfo("Europe/Paris")
FRIDAY, SUNDAY = 4, 6


def ms(text: str) -> int:
    """An instant on the site, as its clocks show it."""
    return int(datetime.fromisoformat(text).replace(tzinfo=PARIS).timestamp() * 1000)


@pytest.mark.parametrize(
    ("last", "now", "expected"),
    [
        ("2026-11-13 18:05", "2026-11-20 17:59:59", False),
        ("2026-11-13 18:05", "2026-11-20 18:00", True),
        ("2026-11-20 18:00", "2026-11-20 18:01", False),
        ("2026-11-20 18:00", "2026-11-27 17:59", False),
        ("2026-11-20 18:04", "2026-11-27 18:00", True),
        # Off on Friday, on again on Monday: caught up at once, and once.
        ("2026-11-13 18:00", "2026-11-23 08:00", True),
        ("2026-11-23 08:03", "2026-11-23 08:04", False),
        ("2026-11-23 08:03", "2026-11-27 18:00", True),
        # Off for months.
        ("2026-06-05 18:00", "2026-11-23 08:00", True),
        # On demand on Thursday: Friday's is taken all the same.
        ("2026-11-19 10:00", "2026-11-20 18:00", True),
        # Between two Fridays summer time ends (25 October) or begins (29 March).
        ("2026-10-23 18:00", "2026-10-30 17:59", False),
        ("2026-10-23 18:00", "2026-10-30 18:00", True),
        ("2026-03-27 18:00", "2026-04-03 17:59", False),
        ("2026-03-27 18:00", "2026-04-03 18:00", True),
        # The last one was dated by a clock that was years ahead.
        ("2031-01-01 00:00", "2026-11-18 09:00", True),
    ],
)
def test_friday_evening(last: str, now: str, expected: bool) -> None:
    assert due(ms(last), ms(now), FRIDAY, 18, PARIS) is expected


@pytest.mark.parametrize(("weekday", "hour"), [(0, 0), (3, 23), (6, 12)])
def test_the_site_chooses_day_and_hour(weekday: int, hour: int) -> None:
    monday = datetime(2026, 11, 16, tzinfo=PARIS)
    begun = monday + timedelta(days=weekday, hours=hour)
    instant = int(begun.timestamp() * 1000)
    assert due(instant - 60_000, instant, weekday, hour, PARIS)
    assert not due(instant - 60_000, instant - 1, weekday, hour, PARIS)


def test_the_hour_that_summer_time_skips_and_the_one_it_repeats() -> None:
    """At 2 in the morning of 29 March there is no 2 o'clock; on 25 October there are two."""
    spring = latest(ms("2026-03-29 12:00"), SUNDAY, 2, PARIS)
    assert datetime.fromtimestamp(spring / 1000, PARIS).date().isoformat() == "2026-03-29"
    autumn = latest(ms("2026-10-25 12:00"), SUNDAY, 2, PARIS)
    assert datetime.fromtimestamp(autumn / 1000, UTC).isoformat() == "2026-10-25T00:00:00+00:00"


@given(st.integers(0, 4_000_000_000_000), st.integers(0, 6), st.integers(0, 23))
def test_the_latest_hour_is_past_and_less_than_a_week_and_an_hour_ago(
    now: int, weekday: int, hour: int
) -> None:
    begun = latest(now, weekday, hour, PARIS)
    assert 0 <= now - begun < (7 * 24 + 1) * 3_600_000
    assert datetime.fromtimestamp(begun / 1000, PARIS).weekday() == weekday
    assert not due(begun, now, weekday, hour, PARIS)
    assert due(begun - 1, now, weekday, hour, PARIS)
