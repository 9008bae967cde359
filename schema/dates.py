"""Dates as people read them: the month in letters, in the words that screen and paper share.

Never the computer's regional format. French months stay whole where three letters do not tell one
from another (juin, juillet).
"""

from datetime import date

from schema.i18n import text

HYPHEN = "\u2011"
"""The hyphen that does not break at the end of a line."""


def month_word(day: date, language: str = "fr") -> str:
    """`nov.`, `juin`."""
    return text(f"date.month.{day.month}", language)


def day_text(day: date, language: str = "fr") -> str:
    """`21-nov.-2026`, `04-juin-2026`: never parted at the end of a line."""
    return HYPHEN.join((f"{day.day:02}", month_word(day, language), f"{day.year:04}"))
