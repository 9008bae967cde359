"""The dose of one line: basis × size of the patient → cap → reduction → rounding, in that order.

The cap comes before the reduction: half of a capped 2 mg of vincristine is 1 mg, not half of the 2.7 mg
that nobody would have given; it is also never the larger of the two answers. Rounding never lifts a dose
above its cap.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal, NamedTuple, TypeAlias

from node.domain.dosing.calvert import FORMULA as CALVERT
from node.domain.dosing.calvert import calvert
from node.domain.dosing.errors import DosingError, MissingError, ValueRefusedError
from node.domain.dosing.inputs import drug_amount, positive
from schema.computation import Computation, Figure, Reduction
from schema.quantity import Quantity, Rounding, Unit, clinical, quantity, to_step

Basis: TypeAlias = Literal["flat", "per_kg", "per_m2", "auc"]

_HUNDRED: Final = Decimal(100)
_STORED_DOSE: Final = to_step("0.000001")
"""Theoretical doses are shown with at most 6 decimals; the work goes on with the exact number."""


class Patient(NamedTuple):
    """What of the patient a dose may depend on; absent what is not known (or not needed)."""

    weight: Quantity | None = None
    surface: Quantity | None = None
    clearance: Quantity | None = None


class _Scale(NamedTuple):
    basis: Basis
    result: Unit
    size: Literal["weight", "surface", "none"]
    size_unit: Unit


_SCALES: Final[Mapping[Unit, _Scale]] = {
    Unit.MG_PER_M2: _Scale("per_m2", Unit.MG, "surface", Unit.M2),
    Unit.IU_PER_M2: _Scale("per_m2", Unit.IU, "surface", Unit.M2),
    Unit.MG_PER_KG: _Scale("per_kg", Unit.MG, "weight", Unit.KG),
    Unit.IU_PER_KG: _Scale("per_kg", Unit.IU, "weight", Unit.KG),
}


class _Raw(NamedTuple):
    """A dose before cap, reduction and rounding."""

    formula: str
    inputs: tuple[Figure, ...]
    steps: tuple[Figure, ...]
    number: Decimal
    unit: Unit


def _raw_dose(amount: Quantity, patient: Patient, clearance_cap: Quantity | None) -> _Raw:
    given = Figure("amount", amount)
    if amount.unit is Unit.AUC:
        if patient.clearance is None:
            raise MissingError("clearance")
        by_calvert = calvert(amount, patient.clearance, clearance_cap)
        inputs = (given, Figure("clearance", patient.clearance))
        return _Raw(CALVERT, inputs, by_calvert.steps, by_calvert.milligrams, Unit.MG)
    scale = _SCALES.get(amount.unit)
    if scale is None:
        number, unit = drug_amount("amount", amount)
        return _Raw("dose.flat/1", (given,), (), number, unit)
    size = patient.weight if scale.size == "weight" else patient.surface
    if size is None:
        raise MissingError(scale.size)
    each = positive("amount", amount, amount.unit)
    with clinical():
        number = each * positive(scale.size, size, scale.size_unit)
    return _Raw(f"dose.{scale.basis}/1", (given, Figure(scale.size, size)), (), number, scale.result)


def _reduced(number: Decimal, reduction: Reduction) -> Decimal:
    percent = positive("reduction", reduction.percent, Unit.PERCENT)
    if percent >= _HUNDRED:
        raise ValueRefusedError("reduction_total")
    if not reduction.reason.strip():
        raise MissingError("reduction_reason")
    with clinical():
        return number * (_HUNDRED - percent) / _HUNDRED


def _rounded(number: Decimal, rounding: Rounding, ceiling: Decimal | None) -> tuple[Decimal, Rounding]:
    rounded = rounding.apply(number)
    if ceiling is not None and rounded > ceiling:
        rounding = Rounding(rounding.name, rounding.step, "down")
        rounded = rounding.apply(number)
    if rounded <= 0:
        raise ValueRefusedError("rounds_to_nothing")
    return rounded, rounding


def compute_dose(
    amount: Quantity,
    patient: Patient,
    *,
    rounding: Rounding,
    cap: Quantity | None = None,
    reduction: Reduction | None = None,
    clearance_cap: Quantity | None = None,
) -> Computation:
    """The dose of one line, in mg or UI, with its work.

    `amount`: what the regimen says (mg/m², mg/kg, UI/m², UI/kg, AUC, or flat in g, mg, µg, UI).
    `cap`, `clearance_cap`, `rounding`: signed reference data of the regimen or the product.
    The step `theoretical` is the dose before cap and reduction, `capped` and `reduced` what followed.
    Raises `MissingError`, `UnitError`, `ValueRefusedError`.
    """
    raw = _raw_dose(amount, patient, clearance_cap)
    steps = [*raw.steps, _shown("theoretical", raw.number, raw.unit)]
    number, ceiling = raw.number, None
    if cap is not None:
        ceiling, cap_unit = drug_amount("cap", cap)
        if cap_unit is not raw.unit:
            raise DosingError("units_differ", {"name": "cap", "unit": cap.unit.value})
    capped = ceiling is not None and number > ceiling
    if capped and ceiling is not None:
        number = ceiling
        steps.append(_shown("capped", number, raw.unit))
    if reduction is not None:
        number = _reduced(number, reduction)
        steps.append(_shown("reduced", number, raw.unit))
    rounded, applied = _rounded(number, rounding, ceiling)
    return Computation(
        formula=raw.formula,
        inputs=raw.inputs,
        choices=(),
        steps=tuple(steps),
        cap=cap if capped else None,
        reduction=reduction,
        rounding=applied,
        result=quantity(rounded, raw.unit),
    )


def _shown(name: str, number: Decimal, unit: Unit) -> Figure:
    return Figure(name, quantity(_STORED_DOSE.apply(number), unit))
