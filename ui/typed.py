"""What people type into date and time fields, read without ambiguity or not at all.

Accepted: `21/11/2026`, `21-11-2026`, `21.11.26` is not (two-digit years have killed), `21112026`,
`21 nov 2026`, `04-juin-2026`, and arithmetic on today (`+1j`, `-2j`, `0`); hours as `14:05`, `14h05`, `1405`.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, tzinfo

from ui.format import folded

_MONTHS = {
    "jan": 1, "janv": 1, "fev": 2, "fevr": 2, "feb": 2, "mar": 3, "mars": 3, "avr": 4, "apr": 4, "mai": 5,
    "may": 5, "juin": 6, "jun": 6, "june": 6, "juil": 7, "jul": 7, "july": 7, "aou": 8, "aug": 8, "sep": 9,
    "sept": 9, "oct": 10, "nov": 11, "dec": 12,
    "janvier": 1, "fevrier": 2, "avril": 4, "juillet": 7, "aout": 8, "septembre": 9, "octobre": 10,
    "novembre": 11, "decembre": 12, "january": 1, "february": 2, "march": 3, "april": 4, "august": 8,
    "september": 9, "october": 10, "november": 11, "december": 12,
}  # fmt: skip
_FIGURES = re.compile(r"(\d{1,2})[/\-. ](\d{1,2})[/\-. ](\d{4})")
_TOGETHER = re.compile(r"(\d{2})(\d{2})(\d{4})")
_LETTERS = re.compile(r"(\d{1,2})[/\-. ]*([a-z]{3,9})\.?[/\-. ]*(\d{4})")
_MONTH = re.compile(r"(?:(\d{1,2})[/\-. ]|([a-z]{3,9})\.?[/\-. ]*)(\d{4})")
_SHIFT = re.compile(r"([+-])\s*(\d{1,4})\s*[jd]?|0")
_HOUR = re.compile(r"(\d{1,2})\s*[:h]\s*(\d{2})|(\d{2})(\d{2})")


class TypedError(ValueError):
    """What was typed is not a date or an hour; `code` names the sentence `ui.typed.<code>`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def parse_date(typed: str, today: date) -> date:
    """The date that was typed; `TypedError` when it is none, or could be two."""
    cleaned = folded(typed.strip().replace("\u2011", "-"))
    if shift := _SHIFT.fullmatch(cleaned):
        days = int(shift[2] or 0)
        return today + timedelta(days=-days if shift[1] == "-" else days)
    try:
        if cleaned[:4].isdecimal() and cleaned[4:5] == "-":
            return date.fromisoformat(cleaned)
        if found := _FIGURES.fullmatch(cleaned) or _TOGETHER.fullmatch(cleaned):
            return date(int(found[3]), int(found[2]), int(found[1]))
        found = _LETTERS.fullmatch(cleaned)
        if found and found[2] in _MONTHS:
            return date(int(found[3]), _MONTHS[found[2]], int(found[1]))
    except ValueError as error:
        raise TypedError("no_such_date") from error
    raise TypedError("date")


def parse_expiry(typed: str, today: date) -> date:
    """A date as `parse_date` reads it, or a month alone, as packs have it: its last day."""
    found = _MONTH.fullmatch(folded(typed.strip().replace("\u2011", "-")))
    month = 0 if found is None else int(found[1]) if found[1] else _MONTHS.get(found[2], 0)
    if found is None or (not found[1] and not month):
        return parse_date(typed, today)
    try:
        year = int(found[3])
        return date(year, month, monthrange(year, month)[1])
    except ValueError as error:
        raise TypedError("no_such_date") from error


def parse_time(typed: str) -> tuple[int, int]:
    """Hour and minute; `TypedError` for anything that is not an hour of the day."""
    found = _HOUR.fullmatch(typed.strip().lower())
    if found is None:
        raise TypedError("time")
    hour, minute = int(found[1] or found[3]), int(found[2] or found[4])
    if hour > 23 or minute > 59:
        raise TypedError("time")
    return hour, minute


def instant_of(day: date, hour: int, minute: int, zone: tzinfo) -> int:
    """ms UTC of this hour of this day in the site's time zone."""
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(UTC)
    since = local - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1000
