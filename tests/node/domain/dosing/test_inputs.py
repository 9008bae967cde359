"""Inputs are read in the right unit, above zero, and exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from node.domain.dosing.errors import UnitError, ValueRefusedError
from node.domain.dosing.inputs import drug_amount, exact_fraction, positive
from schema.quantity import NumberError, Quantity, Unit


def test_a_number_in_the_right_unit() -> None:
    assert positive("weight", Quantity("70.5", Unit.KG), Unit.KG, Unit.G) == Decimal("70.5")
    with pytest.raises(UnitError) as wrong:
        positive("weight", Quantity("70.5", Unit.CM), Unit.KG)
    assert wrong.value.values == {"name": "weight", "unit": "cm"}
    for value in ("0", "-1"):
        with pytest.raises(ValueRefusedError):
            positive("weight", Quantity(value, Unit.KG), Unit.KG)


def test_amounts_of_drug() -> None:
    assert drug_amount("dose", Quantity("1.2", Unit.G)) == (Decimal(1200), Unit.MG)
    assert drug_amount("dose", Quantity("250", Unit.UG)) == (Decimal("0.25"), Unit.MG)
    assert drug_amount("dose", Quantity("15000", Unit.IU)) == (Decimal(15000), Unit.IU)
    with pytest.raises(UnitError):
        drug_amount("dose", Quantity("5", Unit.ML))


def test_fractions_are_exact() -> None:
    assert exact_fraction("0.1") == exact_fraction(Decimal("0.1")) == Fraction(1, 10)
    with pytest.raises(NumberError):
        exact_fraction("0.10")
