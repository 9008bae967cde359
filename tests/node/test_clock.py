"""Site time."""

from __future__ import annotations

from node.clock import SystemClock, site_day, site_time, system_random

MIDNIGHT_IN_PARIS = 1_780_610_400_000  # 2026-06-05 00:00 in summer time, 22:00 UTC the day before


def test_the_sites_day_is_not_the_days_of_utc() -> None:
    assert site_day(MIDNIGHT_IN_PARIS) == "2026-06-05"
    assert site_day(MIDNIGHT_IN_PARIS - 1) == "2026-06-04"


def test_the_wall_clock_of_the_site() -> None:
    assert site_time(MIDNIGHT_IN_PARIS + 61_999).isoformat() == "2026-06-05T00:01:01+02:00"
    assert site_time(0).hour == 1


def test_the_real_ones_answer() -> None:
    clock = SystemClock()
    assert clock.now_ms() > MIDNIGHT_IN_PARIS - 10**11
    assert clock.monotonic() <= clock.monotonic()
    assert len(system_random(16)) == 16
    assert system_random(16) != system_random(16)
