"""Carboplatin by Calvert: dose (mg) = AUC × (clearance + 25).

Calvert AH et al., J Clin Oncol 1989;7:1748. A cap on the clearance (125 mL/min since the FDA's notice of
2010, where a site follows it) is reference data: it comes in as an argument or not at all. Another formula
circulates under this name, AUC × (1.2 × clearance + 20); it is not this one and is up to 12 % off.
"""

from decimal import Decimal
from typing import Final, NamedTuple

from node.domain.dosing.inputs import positive
from schema.computation import Figure
from schema.quantity import Quantity, Unit, clinical

FORMULA: Final = "dose.calvert/1"
_NON_RENAL: Final = Decimal(25)


class CalvertDose(NamedTuple):
    """The raw dose in mg and the steps that led to it."""

    milligrams: Decimal
    steps: tuple[Figure, ...]


def calvert(auc: Quantity, clearance: Quantity, clearance_cap: Quantity | None = None) -> CalvertDose:
    """The dose in mg before any cap, reduction or rounding; raises `DosingError` for a wrong unit or sign."""
    target = positive("amount", auc, Unit.AUC)
    measured = positive("clearance", clearance, Unit.ML_PER_MIN)
    used = clearance
    if clearance_cap is not None and measured > positive("clearance_cap", clearance_cap, Unit.ML_PER_MIN):
        used = clearance_cap
    with clinical():
        dose = target * (used.decimal + _NON_RENAL)
    return CalvertDose(dose, (Figure("clearance_used", used),))
