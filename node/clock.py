"""The real clock and the real randomness: the only file that asks the machine for either."""

import os
import time
from datetime import datetime
from zoneinfo import ZoneInfo

from schema.dates import moment
from schema.ids import Random

SITE_ZONE = ZoneInfo("Europe/Paris")
"""Instants are stored in UTC and shown in the site's time."""


class SystemClock:
    """Wall and elapsed time of this machine."""

    def now_ms(self) -> int:
        """UTC, milliseconds since 1970."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()


def system_random(size: int) -> bytes:
    """Random bytes of the operating system."""
    return os.urandom(size)


def site_time(instant_ms: int) -> datetime:
    """The wall clock of the site at that instant, to the second."""
    return moment(instant_ms // 1000 * 1000, SITE_ZONE)


def site_day(instant_ms: int) -> str:
    """The calendar day `YYYY-MM-DD` on the site at that instant."""
    return site_time(instant_ms).date().isoformat()


__all__ = ["SITE_ZONE", "Random", "SystemClock", "site_day", "site_time", "system_random"]
