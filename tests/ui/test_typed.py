"""Dates and hours as typed: understood one way, or refused."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ui.fake_site import NOW
from ui.format import SITE_ZONE, Format
from ui.typed import TypedError, instant_of, parse_date, parse_expiry, parse_time

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "typed",
    [
        "04/06/2026",
        "4-6-2026",
        "4.6.2026",
        "04062026",
        "4 juin 2026",
        "04-juin-2026",
        "04\u2011juin\u20112026",
        "2026-06-04",
        "4 June 2026",
        "04 JUIN 2026",
    ],
)
def test_one_date_many_ways(typed: str) -> None:
    assert parse_date(typed, TODAY) == date(2026, 6, 4)


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_the_window_shows_can_be_typed_back(month: int, language: str) -> None:
    day = date(2026, month, 9)
    assert parse_date(Format(language).day(day), TODAY) == day


def test_arithmetic_on_today() -> None:
    assert [parse_date(typed, TODAY).day for typed in ("+1j", "-2", "0", "+ 3 d")] == [22, 19, 21, 24]


@pytest.mark.parametrize("typed", ["", "21/11/26", "demain", "21 nov", "1/2/3/2026", "21 abc 2026"])
def test_what_could_be_two_dates_is_none(typed: str) -> None:
    with pytest.raises(TypedError) as refused:
        parse_date(typed, TODAY)
    assert refused.value.code == "date"


@pytest.mark.parametrize("typed", ["31/02/2026", "2026-13-01", "32 juin 2026"])
def test_a_day_that_no_calendar_has(typed: str) -> None:
    with pytest.raises(TypedError) as refused:
        parse_date(typed, TODAY)
    assert refused.value.code == "no_such_date"


def test_hours() -> None:
    assert [parse_time(typed) for typed in ("14:05", "14h05", "1405", " 9:30 ")] == [
        (14, 5), (14, 5), (14, 5), (9, 30),
    ]  # fmt: skip
    for typed in ("24:00", "9:60", "9", "midi", ""):
        with pytest.raises(TypedError):
            parse_time(typed)


def test_an_hour_of_the_site_is_an_instant() -> None:
    assert instant_of(TODAY, 15, 5, SITE_ZONE) == NOW


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("06/2027", date(2027, 6, 30)),
        ("2-2028", date(2028, 2, 29)),
        ("juin 2027", date(2027, 6, 30)),
        ("déc. 2027", date(2027, 12, 31)),
        ("04/06/2027", date(2027, 6, 4)),
        ("4 juin 2027", date(2027, 6, 4)),
        ("04062027", date(2027, 6, 4)),
    ],
)
def test_an_expiry_may_be_a_month(typed: str, day: date) -> None:
    assert parse_expiry(typed, TODAY) == day


@pytest.mark.parametrize(
    ("typed", "code"), [("13/2027", "no_such_date"), ("06/27", "date"), ("06/0000", "no_such_date")]
)
def test_what_is_no_month_is_no_expiry(typed: str, code: str) -> None:
    with pytest.raises(TypedError) as refused:
        parse_expiry(typed, TODAY)
    assert refused.value.code == code
