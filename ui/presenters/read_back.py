"""What was typed as a day or an hour, read back in full, or what is wrong with it; nothing for nothing."""

from datetime import date

from ui.format import Format
from ui.typed import TypedError, parse_date, parse_time


def day_read(words: Format, typed: str, today: date) -> tuple[str, str, str]:
    """The day as ISO and as it is read back (`samedi 21-nov.-2026`), or the error."""
    if not typed:
        return "", "", ""
    try:
        day = parse_date(typed, today)
    except TypedError as error:
        return "", "", words(f"ui.typed.{error.code}")
    return day.isoformat(), words.weekday(day), ""


def time_read(words: Format, typed: str) -> tuple[str, str]:
    """The hour as it is read back (`14:05`), or the error."""
    if not typed:
        return "", ""
    try:
        hour, minute = parse_time(typed)
    except TypedError as error:
        return "", words(f"ui.typed.{error.code}")
    return f"{hour:02}:{minute:02}", ""
