"""The dose of a line: bases, cap before reduction, rounding that never lifts above the cap."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.domain.dosing.dose import Patient, compute_dose
from node.domain.dosing.errors import DosingError, MissingError, UnitError, ValueRefusedError
from schema.computation import Computation, Reduction
from schema.quantity import Quantity, Unit, to_step
from tests.node.domain.dosing import oracle

TENTH = to_step("0.1")
SURFACE = Patient(surface=Quantity("1.6583", Unit.M2))


def percent(value: str, reason: str = "neuropathie de grade 2") -> Reduction:
    return Reduction(Quantity(value, Unit.PERCENT), reason)


@pytest.mark.parametrize(
    ("amount", "unit", "patient", "result", "result_unit", "formula"),
    [
        ("175", Unit.MG_PER_M2, SURFACE, "290.2", Unit.MG, "dose.per_m2/1"),  # D1
        ("10", Unit.IU_PER_M2, SURFACE, "16.6", Unit.IU, "dose.per_m2/1"),
        ("7.5", Unit.MG_PER_KG, Patient(weight=Quantity("71.4", Unit.KG)), "535.5", Unit.MG, "dose.per_kg/1"),
        ("5", Unit.IU_PER_KG, Patient(weight=Quantity("71.4", Unit.KG)), "357", Unit.IU, "dose.per_kg/1"),
        ("240", Unit.MG, Patient(), "240", Unit.MG, "dose.flat/1"),
        ("1.2", Unit.G, Patient(), "1200", Unit.MG, "dose.flat/1"),
        ("500", Unit.UG, Patient(), "0.5", Unit.MG, "dose.flat/1"),
        ("15000", Unit.IU, Patient(), "15000", Unit.IU, "dose.flat/1"),
        ("5", Unit.AUC, Patient(clearance=Quantity("90", Unit.ML_PER_MIN)), "575", Unit.MG, "dose.calvert/1"),
    ],
)
def test_bases(
    amount: str, unit: Unit, patient: Patient, result: str, result_unit: Unit, formula: str
) -> None:
    work = compute_dose(Quantity(amount, unit), patient, rounding=TENTH)
    assert work.result == Quantity(result, result_unit)
    assert work.formula == formula
    assert work.figure("amount") == Quantity(amount, unit)


def test_golden_values() -> None:
    for row in json.loads(oracle.GOLDEN.read_text(encoding="utf-8")):
        patient = Patient(surface=Quantity(row["mosteller"], Unit.M2))
        work = compute_dose(Quantity("175", Unit.MG_PER_M2), patient, rounding=TENTH)
        assert work.result.value == row["paclitaxel_175"], row


def test_the_dose_comes_from_the_stored_surface() -> None:
    """175 × 1.6583 = 290.2025; from the unrounded surface it would be 290.206…, which nobody can check."""
    assert compute_dose(
        Quantity("175", Unit.MG_PER_M2), SURFACE, rounding=to_step("0.0001")
    ).result == Quantity("290.2025", Unit.MG)


def test_cap_then_reduction_then_rounding() -> None:
    """Vincristine 1.4 mg/m² × 1.9 m², capped at 2 mg, less 50 %: 1 mg."""
    patient = Patient(surface=Quantity("1.9", Unit.M2))
    cap = Quantity("2", Unit.MG)
    work = compute_dose(
        Quantity("1.4", Unit.MG_PER_M2), patient, rounding=to_step("0.01"), cap=cap, reduction=percent("50")
    )
    assert [(step.name, step.quantity.value) for step in work.steps] == [
        ("theoretical", "2.66"),
        ("capped", "2"),
        ("reduced", "1"),
    ]
    assert work.result == Quantity("1", Unit.MG)
    assert work.cap == cap
    assert work.reduction == percent("50")


def test_a_cap_that_does_not_bite_is_not_reported() -> None:
    work = compute_dose(
        Quantity("1.4", Unit.MG_PER_M2),
        Patient(surface=Quantity("1.3693", Unit.M2)),
        rounding=to_step("0.01"),
        cap=Quantity("2", Unit.MG),
    )
    assert work.cap is None
    assert work.result == Quantity("1.92", Unit.MG)
    assert work.figure("theoretical") == Quantity("1.91702", Unit.MG)


def test_a_cap_in_another_mass_unit() -> None:
    work = compute_dose(
        Quantity("1.4", Unit.MG_PER_M2),
        Patient(surface=Quantity("1.9", Unit.M2)),
        rounding=to_step("0.01"),
        cap=Quantity("2000", Unit.UG),
    )
    assert work.result == Quantity("2", Unit.MG)


def test_rounding_does_not_lift_above_the_cap() -> None:
    work = compute_dose(
        Quantity("1.4", Unit.MG_PER_M2),
        Patient(surface=Quantity("1.9", Unit.M2)),
        rounding=to_step("0.75"),
        cap=Quantity("2", Unit.MG),
    )
    assert work.result == Quantity("1.5", Unit.MG)
    assert work.rounding is not None
    assert work.rounding.mode == "down"


@given(
    st.integers(1, 400),
    st.integers(2000, 30000),
    st.integers(1, 99),
    st.one_of(st.none(), st.integers(1, 900)),
)
def test_against_fractions(amount: int, surface: int, reduction: int, cap: int | None) -> None:
    area = Fraction(surface, 10**4)
    expected = amount * area
    if cap is not None:
        expected = min(expected, Fraction(cap))
    expected *= Fraction(100 - reduction, 100)

    def dose() -> Computation:
        return compute_dose(
            Quantity(str(amount), Unit.MG_PER_M2),
            Patient(surface=Quantity(oracle.shown(area), Unit.M2)),
            rounding=TENTH,
            cap=None if cap is None else Quantity(str(cap), Unit.MG),
            reduction=percent(str(reduction)),
        )

    if expected < Fraction(5, 100):
        with pytest.raises(ValueRefusedError, match="rounded result is zero"):
            dose()
    else:
        assert dose().result.value == oracle.nearest(expected, "0.1")


@pytest.mark.parametrize("value", ["0", "-5", "100", "120"])
def test_a_reduction_is_between_nothing_and_all(value: str) -> None:
    with pytest.raises(ValueRefusedError):
        compute_dose(Quantity("75", Unit.MG_PER_M2), SURFACE, rounding=TENTH, reduction=percent(value))


def test_a_reduction_has_its_reason() -> None:
    with pytest.raises(MissingError) as refused:
        compute_dose(
            Quantity("75", Unit.MG_PER_M2), SURFACE, rounding=TENTH, reduction=percent("20", reason="  ")
        )
    assert refused.value.values == {"name": "reduction_reason"}


@pytest.mark.parametrize(
    ("unit", "name"),
    [(Unit.MG_PER_M2, "surface"), (Unit.MG_PER_KG, "weight"), (Unit.AUC, "clearance")],
)
def test_what_the_basis_needs_must_be_there(unit: Unit, name: str) -> None:
    with pytest.raises(MissingError) as refused:
        compute_dose(Quantity("5", unit), Patient(), rounding=TENTH)
    assert refused.value.values == {"name": name}


def test_what_is_refused() -> None:
    with pytest.raises(UnitError):
        compute_dose(Quantity("5", Unit.ML), Patient(), rounding=TENTH)
    with pytest.raises(ValueRefusedError) as nothing:
        compute_dose(Quantity("0.01", Unit.MG), Patient(), rounding=TENTH)
    assert nothing.value.code == "rounds_to_nothing"
    with pytest.raises(DosingError) as mixed:
        compute_dose(Quantity("5", Unit.MG), Patient(), rounding=TENTH, cap=Quantity("2", Unit.IU))
    assert mixed.value.code == "units_differ"
    with pytest.raises(UnitError):
        compute_dose(Quantity("5", Unit.MG_PER_KG), Patient(weight=Quantity("70000", Unit.G)), rounding=TENTH)


def test_shown_steps_are_exact_where_they_end() -> None:
    work = compute_dose(Quantity("0.123456", Unit.MG_PER_M2), SURFACE, rounding=to_step("0.001"))
    theoretical = work.figure("theoretical")
    assert theoretical is not None
    assert abs(theoretical.decimal - Decimal("0.123456") * Decimal("1.6583")) <= Decimal("0.0000005")
