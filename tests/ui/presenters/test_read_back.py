"""Days and hours are read back in full, or what is wrong with them is said."""

from __future__ import annotations

from datetime import date

import pytest

from ui.format import Format
from ui.presenters.read_back import day_read, time_read

WORDS = Format("fr")
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("typed", "day", "wrong"),
    [
        ("+1j", "2026-11-22", ""),
        ("30/02/2027", "", "ui.typed.no_such_date"),
        ("21.11.26", "", "ui.typed.date"),
    ],
)
def test_a_day(typed: str, day: str, wrong: str) -> None:
    expected = (day, WORDS.weekday(day) if day else "", WORDS(wrong) if wrong else "")
    assert day_read(WORDS, typed, TODAY) == expected


@pytest.mark.parametrize(
    ("typed", "read", "wrong"),
    [
        ("14h05", "14:05", ""),
        ("905", "", "ui.typed.time"),
        ("0905", "09:05", ""),
        ("25:00", "", "ui.typed.time"),
    ],
)
def test_an_hour(typed: str, read: str, wrong: str) -> None:
    assert time_read(WORDS, typed) == (read, WORDS(wrong) if wrong else "")


def test_nothing_typed_is_nothing_wrong() -> None:
    assert day_read(WORDS, "", TODAY) == ("", "", "")
    assert time_read(WORDS, "") == ("", "")
