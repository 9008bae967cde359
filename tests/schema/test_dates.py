"""Dates as people read them."""

from datetime import date

import pytest

from schema.dates import day_text, month_word


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
