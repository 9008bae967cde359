"""Dates as people read them."""

from datetime import UTC, date
from zoneinfo import ZoneInfo

import pytest

from schema.dates import day_text, moment, month_word


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        (date(2026, 11, 21), "21‑nov.‑2026", "21‑Nov‑2026"),
        (date(2026, 6, 4), "04‑juin‑2026", "04‑Jun‑2026"),
        (date(2026, 7, 4), "04‑juillet‑2026", "04‑Jul‑2026"),
        (date(1950, 1, 1), "01‑janv.‑1950", "01‑Jan‑1950"),
    ],
)
def test_the_month_is_in_letters(day: date, french: str, english: str) -> None:
    """And nothing parts at the end of a line."""
    assert day_text(day, "fr") == french
    assert day_text(day, "en") == english


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_two_months_look_alike(language: str) -> None:
    """Nor is one missing."""
    words = [month_word(date(2026, month, 1), language) for month in range(1, 13)]
    assert len(set(words)) == 12
    assert not any(word.startswith("date.") for word in words)


def test_no_clock_leaves_the_calendar() -> None:
    """Whatever an author's clock said, there is something to show."""
    assert moment(1_780_610_400_000, ZoneInfo("Europe/Paris")).isoformat() == "2026-06-05T00:00:00+02:00"
    for zone in (UTC, ZoneInfo("Europe/Paris"), ZoneInfo("Pacific/Kiritimati")):
        assert moment(2**53 - 1, zone).year == 9999
