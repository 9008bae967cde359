"""The error that really happened, a dose 47 % under the previous one, and exact borders."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.domain.dosing.deviation import beyond_tolerance, deviation
from node.domain.dosing.errors import UnitError, ValueRefusedError
from schema.quantity import Quantity, Unit
from tests.node.domain.dosing import oracle

TEN = Quantity("10", Unit.PERCENT)


def mg(value: str) -> Quantity:
    return Quantity(value, Unit.MG)


def test_d14_the_published_error() -> None:
    """Doxorubicin 109.1 mg, then 57.8 mg typed without a reason."""
    work = deviation(mg("109.1"), mg("57.8"))
    assert work.result == Quantity("-47", Unit.PERCENT)
    assert beyond_tolerance(mg("109.1"), mg("57.8"), TEN)


def test_the_border_is_exact() -> None:
    assert not beyond_tolerance(mg("100"), mg("110"), TEN)
    assert not beyond_tolerance(mg("100"), mg("90"), TEN)
    assert beyond_tolerance(mg("100"), mg("110.000001"), TEN)
    assert beyond_tolerance(mg("100"), mg("89.999999"), TEN)
    assert deviation(mg("100"), mg("110.000001")).result == Quantity("10", Unit.PERCENT)


@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_against_fractions(before: int, now: int) -> None:
    exact = (Fraction(now, before) - 1) * 100
    shown = deviation(mg(str(before)), mg(str(now))).result.value
    expected = oracle.nearest(abs(exact), "0.1")
    assert shown == (f"-{expected}" if exact < 0 and expected != "0" else expected)
    assert beyond_tolerance(mg(str(before)), mg(str(now)), TEN) == (abs(exact) > 10)


def test_grams_and_milligrams_compare() -> None:
    assert deviation(Quantity("1", Unit.G), mg("1000")).result == Quantity("0", Unit.PERCENT)


def test_what_is_refused() -> None:
    with pytest.raises(UnitError):
        deviation(mg("100"), Quantity("100", Unit.IU))
    with pytest.raises(ValueRefusedError):
        deviation(mg("0"), mg("100"))
    with pytest.raises(UnitError):
        beyond_tolerance(mg("100"), mg("100"), mg("10"))
