"""When the weekly snapshot is due. Pure: instants in, answer out.

The hour is the site's, so it follows summer time; a workstation that was off at that hour catches
up as soon as it runs again.
"""

from datetime import UTC, datetime, timedelta, tzinfo

DEFAULT_WEEKDAY = 4
"""Friday."""
DEFAULT_HOUR = 18


def due(last_ms: int, now_ms: int, weekday: int, hour: int, zone: tzinfo) -> bool:
    """Whether the hour of the week has come since the last snapshot (or since the workstation joined).

    Instants are ms UTC; Monday is 0. A last snapshot in the future was dated by a wrong clock and
    counts for nothing.
    """
    return last_ms > now_ms or last_ms < latest(now_ms, weekday, hour, zone)


def latest(now_ms: int, weekday: int, hour: int, zone: tzinfo) -> int:
    """The latest instant (ms UTC), now included, at which that hour of the week began on the site."""
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    here = now.astimezone(zone)
    day = here.date() - timedelta(days=(here.weekday() - weekday) % 7)
    # Compared in UTC: two local times of one zone are compared as clocks show them, an hour off in autumn.
    begun = datetime(day.year, day.month, day.day, hour, tzinfo=zone).astimezone(UTC)
    if begun > now:
        day -= timedelta(days=7)
        begun = datetime(day.year, day.month, day.day, hour, tzinfo=zone).astimezone(UTC)
    return int(begun.timestamp() * 1000)
