"""Clearance: values asserted by others, constants that differ in the wild, an exact second computation."""

from __future__ import annotations

import json

import pytest

from node.domain.dosing.errors import DosingError, UnitError, ValueRefusedError
from node.domain.dosing.renal import ClearanceFormula, Sex, creatinine_clearance
from schema.computation import Choice
from schema.quantity import Quantity, Unit, to_step
from tests.node.domain.dosing import oracle

VARIANTS: tuple[ClearanceFormula, ...] = (
    "cockcroft_gault_88.4",
    "cockcroft_gault_88.42",
    "cockcroft_gault_molar",
    "cockcroft_gault_fr_1.04",
    "cockcroft_gault_fr_1.05",
)


def clearance(
    formula: ClearanceFormula, sex: Sex, years: int, weight: str, creatinine: Quantity, step: str = "0.01"
) -> str:
    return creatinine_clearance(
        formula,
        years=years,
        sex=sex,
        weight=Quantity(weight, Unit.KG),
        weight_kind="actual",
        creatinine=creatinine,
        rounding=to_step(step),
    ).result.value


def umol(value: str) -> Quantity:
    return Quantity(value, Unit.UMOL_PER_L)


def mg_dl(value: str) -> Quantity:
    return Quantity(value, Unit.MG_PER_DL)


def test_values_asserted_by_clinpk() -> None:
    assert clearance("cockcroft_gault_88.4", "male", 40, "80", mg_dl("1"), "1") == "111"  # R1
    assert clearance("cockcroft_gault_88.4", "male", 40, "80", mg_dl("1"), "0.01") == "111.11"
    assert clearance("cockcroft_gault_88.42", "male", 40, "80", umol("88.42"), "1") == "111"  # R2
    assert clearance("cockcroft_gault_88.4", "female", 40, "80", mg_dl("1"), "0.000001") == "94.444444"  # R3


def test_the_constants_of_the_wild_give_different_results() -> None:
    """R19, and the woman of 60 years, 70 kg, 80 µmol/L: the id of the formula must travel with the result."""
    assert clearance("cockcroft_gault_88.4", "male", 60, "70", umol("80"), "0.1") == "85.9"
    assert clearance("cockcroft_gault_88.42", "male", 60, "70", umol("80"), "0.1") == "86"
    woman = [clearance(variant, "female", 60, "70", umol("80")) for variant in VARIANTS]
    assert woman == ["73.05", "73.07", "73.05", "72.8", "73.5"]


def test_french_constants_for_a_man() -> None:
    """1.23 × 80 × 70 / 80, by hand."""
    for variant in VARIANTS[3:]:
        assert clearance(variant, "male", 60, "70", umol("80"), "0.01") == "86.1"


def test_french_constants_take_mg_dl_too() -> None:
    assert clearance("cockcroft_gault_fr_1.04", "male", 60, "70", mg_dl("1")) == oracle.nearest(
        oracle.cockcroft("cockcroft_gault_fr_1.04", 60, "70", "88.4", False), "0.01"
    )


@pytest.mark.parametrize("variant", VARIANTS)
def test_golden_values(variant: ClearanceFormula) -> None:
    for row in json.loads(oracle.GOLDEN.read_text(encoding="utf-8")):
        got = clearance(
            variant, row["sex"], int(row["years"]), row["weight"], umol(row["creatinine"]), "0.0001"
        )
        assert got == row[variant], row


def test_the_work_is_shown() -> None:
    work = creatinine_clearance(
        "cockcroft_gault_fr_1.04",
        years=60,
        sex="female",
        weight=Quantity("70", Unit.KG),
        weight_kind="adjusted",
        creatinine=umol("80"),
    )
    assert work.formula == "clearance.cockcroft_gault_fr_1.04/1"
    assert set(work.choices) == {Choice("sex", "female"), Choice("weight_kind", "adjusted")}
    assert work.figure("age") == Quantity("60", Unit.YEAR)
    assert work.result.unit is Unit.ML_PER_MIN


def test_what_is_refused() -> None:
    with pytest.raises(ValueRefusedError) as refused:
        clearance("cockcroft_gault_88.4", "male", 140, "80", mg_dl("1"))
    assert refused.value.code == "age"
    with pytest.raises(UnitError):
        clearance("cockcroft_gault_88.4", "male", 40, "80", Quantity("1", Unit.MG_PER_ML))
    with pytest.raises(DosingError):
        clearance("cockcroft_gault", "male", 40, "80", mg_dl("1"))  # type: ignore[arg-type]  # an unknown id


def test_a_clearance_is_stored_with_four_decimals() -> None:
    work = creatinine_clearance(
        "cockcroft_gault_88.4",
        years=50,
        sex="male",
        weight=Quantity("70", Unit.KG),
        weight_kind="actual",
        creatinine=mg_dl("1.1"),
    )
    assert work.result == Quantity("79.5455", Unit.ML_PER_MIN)
