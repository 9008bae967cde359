"""The fictive hospital's regimens, and the doses computed from their lines as simply as possible."""

from __future__ import annotations

from decimal import Decimal

from schema.acts.prescription import DoseOrder
from schema.acts.regimen import Indication, Line, RegimenSigned
from schema.computation import Computation, Figure, Reduction
from schema.quantity import Quantity, Unit, clinical, decimal_text, quantity, to_step


def line(
    code: str,
    substance: str,
    basis: str,
    amount: str,
    unit: Unit,
    diluent: str,
    volume: str,
    minutes: int,
    rank: int,
    days: tuple[int, ...] = (1,),
    container: str = "poche",
    step: str = "5",
) -> Line:
    """One line of a regimen."""
    return Line(
        code,
        substance,
        basis,
        Quantity(amount, unit),
        None,
        "iv",
        days,
        diluent,
        Quantity(volume, Unit.ML) if volume else None,
        minutes,
        container,
        to_step(step),
        rank,
        "",
    )


def regimen(code: str, name: str, cycle_days: int, cycles: int, *lines: Line) -> RegimenSigned:
    """An illustrative regimen."""
    return RegimenSigned(
        code,
        name,
        "v1",
        cycle_days,
        cycles,
        "mosteller",
        "cockcroft_gault_88.4",
        None,
        lines,
        (
            Indication(f"{code}-1", "cancer colorectal métastatique"),
            Indication(f"{code}-2", "cancer du pancréas"),
        ),
        (),
        "publication illustrative",
        True,
    )


REGIMENS = (
    regimen(
        "FOLFOX",
        "FOLFOX simplifié",
        14,
        12,
        line("L1", "oxaliplatine", "per_m2", "85", Unit.MG_PER_M2, "G5 %", "250", 120, 1),
        line("L2", "fluorouracile", "per_m2", "400", Unit.MG_PER_M2, "NaCl 0,9 %", "50", 10, 2, step="10"),
        line(
            "L3",
            "fluorouracile",
            "per_m2",
            "2400",
            Unit.MG_PER_M2,
            "NaCl 0,9 %",
            "",
            2760,
            3,
            container="diffuseur",
            step="50",
        ),
    ),
    regimen(
        "CARTAX",
        "Carboplatine-paclitaxel",
        21,
        6,
        line("L1", "paclitaxel", "per_m2", "175", Unit.MG_PER_M2, "NaCl 0,9 %", "500", 180, 1),
        line("L2", "carboplatine", "auc", "5", Unit.AUC, "G5 %", "250", 60, 2, step="10"),
    ),
    regimen(
        "CISVIN",
        "Cisplatine-vinorelbine",
        21,
        4,
        line("L1", "cisplatine", "per_m2", "75", Unit.MG_PER_M2, "NaCl 0,9 %", "500", 120, 1),
        line("L2", "vinorelbine", "per_m2", "25", Unit.MG_PER_M2, "NaCl 0,9 %", "50", 10, 2, days=(1, 8)),
    ),
)


def order(
    dose: bytes, of: Line, day: int, planned: str, surface: Quantity, reduction: str = "0", reason: str = ""
) -> DoseOrder:
    """The dose of a line, computed as simply as possible."""
    with clinical():
        factor = surface.decimal if of.basis == "per_m2" else Decimal(118)
        exact = of.amount.decimal * factor
        theoretical = of.rounding.apply(exact)
        prescribed = of.rounding.apply(exact * (100 - Decimal(reduction)) / 100)
        shown = quantity(to_step("0.0001").apply(exact), Unit.MG)
    inputs = (
        Figure("amount", of.amount),
        Figure("surface" if of.basis == "per_m2" else "clearance", surface),
    )
    return DoseOrder(
        dose,
        of.code,
        of.rank,
        day,
        planned,
        of.substance,
        of.basis,
        of.amount,
        quantity(theoretical, Unit.MG),
        reduction,
        reason,
        quantity(prescribed, Unit.MG),
        of.route,
        of.diluent,
        of.volume,
        of.duration_minutes,
        of.container,
        of.instructions,
        Computation(
            "dose.per_m2/1" if of.basis == "per_m2" else "dose.calvert/1",
            inputs,
            (),
            (Figure("theoretical", shown),),
            None,
            Reduction(Quantity(decimal_text(Decimal(reduction)), Unit.PERCENT), reason)
            if reduction != "0"
            else None,
            of.rounding,
            quantity(prescribed, Unit.MG),
        ),
    )
