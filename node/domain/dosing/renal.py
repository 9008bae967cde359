"""Creatinine clearance by Cockcroft and Gault (mL/min), in each of the variants met in hospitals.

Cockcroft DW, Gault MH, Nephron 1976;16:31. The constants differ in the wild (88.4 or 88.42 µmol/mg·dL,
k = 1.23/1.04 or 1.23/1.05): same patient, 72.8 to 73.5. So the variant is part of the formula's id, and
which weight was used (actual, ideal, adjusted) is a recorded choice.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, Literal, NamedTuple, TypeAlias

from node.domain.dosing.errors import DosingError, ValueRefusedError
from node.domain.dosing.inputs import positive
from schema.computation import Choice, Computation, Figure
from schema.quantity import STORED_CLEARANCE, Quantity, Rounding, Unit, clinical, quantity

Sex: TypeAlias = Literal["female", "male"]
WeightKind: TypeAlias = Literal["actual", "ideal", "adjusted"]
ClearanceFormula: TypeAlias = Literal[
    "cockcroft_gault_88.4",
    "cockcroft_gault_88.42",
    "cockcroft_gault_molar",
    "cockcroft_gault_fr_1.04",
    "cockcroft_gault_fr_1.05",
]
CreatinineFactor: TypeAlias = Literal["88.4", "88.42", "molar"]

_MOLAR_MASS: Final = Decimal("113.12")
"""Creatinine, g/mol: 1 mg/dL = 10⁴/113.12 = 88.402 µmol/L."""
_FEMALE: Final = Decimal("0.85")


class _Factor(NamedTuple):
    """(140 − age) × weight × k / creatinine (µmol/L)."""

    male: Decimal
    female: Decimal


_FRENCH: Final[Mapping[str, _Factor]] = {
    "cockcroft_gault_fr_1.04": _Factor(Decimal("1.23"), Decimal("1.04")),
    "cockcroft_gault_fr_1.05": _Factor(Decimal("1.23"), Decimal("1.05")),
}


_ORIGINAL: Final[Mapping[str, CreatinineFactor]] = {
    "cockcroft_gault_88.4": "88.4",
    "cockcroft_gault_88.42": "88.42",
    "cockcroft_gault_molar": "molar",
}


def _umol_per_mg_dl(factor: str) -> Decimal:
    if factor == "molar":
        return Decimal(10000) / _MOLAR_MASS
    return Decimal(factor)


def _clearance(formula: str, years: int, weight: Decimal, creatinine: Quantity, sex: Sex) -> Decimal:
    number = creatinine.decimal
    in_umol = creatinine.unit is Unit.UMOL_PER_L
    if formula in _FRENCH:
        umol = number if in_umol else number * _umol_per_mg_dl("88.4")
        factor = _FRENCH[formula].female if sex == "female" else _FRENCH[formula].male
        return (140 - years) * weight * factor / umol
    # The conversion is not rounded on the way: one division at the end, as in the printed formula.
    each = _umol_per_mg_dl(_ORIGINAL[formula]) if in_umol else Decimal(1)
    return (140 - years) * weight * each * (_FEMALE if sex == "female" else 1) / (72 * number)


def creatinine_clearance(
    formula: ClearanceFormula,
    *,
    years: int,
    sex: Sex,
    weight: Quantity,
    weight_kind: WeightKind,
    creatinine: Quantity,
    rounding: Rounding = STORED_CLEARANCE,
) -> Computation:
    """Cockcroft-Gault in mL/min, for a creatinine in µmol/L or mg/dL and an age in completed years.

    `formula`: `…_88.4`, `…_88.42`, `…_molar` are the original (140 − age)·W/(72·Scr), × 0.85 for women,
    after that conversion; `…_fr_1.04` and `…_fr_1.05` are the French k·(140 − age)·W/Scr, k = 1.23 for men.
    Raises `DosingError`; in particular the formula means nothing from 140 years on.
    """
    if formula not in _ORIGINAL and formula not in _FRENCH:
        raise DosingError("unknown_formula", {"formula": formula})
    heavy = positive("weight", weight, Unit.KG)
    positive("creatinine", creatinine, Unit.UMOL_PER_L, Unit.MG_PER_DL)
    if not 0 <= years < 140:
        raise ValueRefusedError("age")
    with clinical():
        result = quantity(rounding.apply(_clearance(formula, years, heavy, creatinine, sex)), Unit.ML_PER_MIN)
    return Computation(
        formula=f"clearance.{formula}/1",
        inputs=(
            Figure("age", Quantity(str(years), Unit.YEAR)),
            Figure("weight", weight),
            Figure("creatinine", creatinine),
        ),
        choices=(Choice("sex", sex), Choice("weight_kind", weight_kind)),
        steps=(),
        cap=None,
        reduction=None,
        rounding=rounding,
        result=result,
    )
