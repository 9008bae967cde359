"""Reading the inputs of a formula: the right unit, strictly positive, in exact numbers."""

from decimal import Decimal
from fractions import Fraction

from node.domain.dosing.errors import UnitError, ValueRefusedError
from schema.quantity import Quantity, Unit, clinical, parse_decimal_text

MASS_IN_MG = {Unit.G: Decimal(1000), Unit.MG: Decimal(1), Unit.UG: Decimal("0.001")}
"""Masses of drug in mg: powers of ten, so the conversion is exact."""


def positive(name: str, given: Quantity, *units: Unit) -> Decimal:
    """The number of `given`, which must be above zero and in one of `units`."""
    if given.unit not in units:
        raise UnitError(name, given.unit)
    if given.decimal <= 0:
        raise ValueRefusedError("not_positive", {"name": name})
    return given.decimal


def drug_amount(name: str, given: Quantity) -> tuple[Decimal, Unit]:
    """An amount of drug as (number, mg) or (number, UI): masses and units of activity never mix."""
    number = positive(name, given, Unit.IU, *MASS_IN_MG)
    if given.unit is Unit.IU:
        return number, Unit.IU
    with clinical():
        return number * MASS_IN_MG[given.unit], Unit.MG


def exact_fraction(number: Decimal | str) -> Fraction:
    """The number as a fraction, for comparisons that must not depend on any rounding."""
    return Fraction(parse_decimal_text(number) if isinstance(number, str) else number)
