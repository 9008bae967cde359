"""Ages around birthdays, month ends and leap days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.domain.dosing.age import Age, age_at
from node.domain.dosing.errors import ValueRefusedError


@pytest.mark.parametrize(
    ("born", "at", "age"),
    [
        (date(1950, 6, 15), date(2026, 6, 14), Age(75, 11, 30)),
        (date(1950, 6, 15), date(2026, 6, 15), Age(76, 0, 0)),
        (date(2026, 1, 31), date(2026, 2, 28), Age(0, 0, 28)),
        (date(2026, 1, 31), date(2026, 3, 1), Age(0, 1, 0)),
        (date(2000, 2, 29), date(2026, 2, 28), Age(25, 11, 30)),
        (date(2000, 2, 29), date(2026, 3, 1), Age(26, 0, 0)),
        (date(2000, 2, 29), date(2024, 2, 29), Age(24, 0, 0)),
        (date(2026, 5, 5), date(2026, 5, 5), Age(0, 0, 0)),
        (date(1999, 12, 31), date(2000, 1, 1), Age(0, 0, 1)),
    ],
)
def test_ages(born: date, at: date, age: Age) -> None:
    assert age_at(born, at) == age


@given(st.dates(date(1900, 1, 1), date(2030, 12, 31)), st.integers(0, 44000))
def test_age_only_grows_and_years_turn_on_birthdays(born: date, days: int) -> None:
    at = born + timedelta(days)
    age, next_day = age_at(born, at), age_at(born, at + timedelta(1))
    assert age <= next_day
    assert 0 <= age.months < 12
    assert 0 <= age.days <= 31
    assert age.years == at.year - born.year - ((at.month, at.day) < (born.month, born.day))


def test_before_birth_there_is_no_age() -> None:
    with pytest.raises(ValueRefusedError) as refused:
        age_at(date(2026, 5, 5), date(2026, 5, 4))
    assert refused.value.code == "not_born"
