"""Dates as people read them: the month in letters, in the words that screen and paper share.

Never the computer's regional format. French months stay whole where three letters do not tell one
from another (juin, juillet).
"""

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final

from schema.i18n import text

HYPHEN = "\u2011"
"""The hyphen that does not break at the end of a line."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(9999, 12, 30, tzinfo=UTC)
"""A calendar's end, a day before it so that every zone still has it."""
_LAST_MS: Final = (_LAST - _EPOCH) // timedelta(milliseconds=1)


def moment(instant_ms: int, zone: tzinfo) -> datetime:
    """That instant (ms UTC) by the clocks of a zone.

    An instant is what some clock said: one beyond the year 9999 is shown as its end, and breaks no screen.
    """
    return (_EPOCH + timedelta(milliseconds=min(instant_ms, _LAST_MS))).astimezone(zone)


def month_word(day: date, language: str = "fr") -> str:
    """`nov.`, `juin`."""
    return text(f"date.month.{day.month}", language)


def day_text(day: date, language: str = "fr") -> str:
    """`21-nov.-2026`, `04-juin-2026`: never parted at the end of a line."""
    return HYPHEN.join((f"{day.day:02}", month_word(day, language), f"{day.year:04}"))
