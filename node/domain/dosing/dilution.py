"""From a dose to a bag: the volume to draw, the final volume, the final concentration.

The drawn volume is rounded to what a syringe can measure, and what follows is computed from that rounded
volume, since it is what is really in the bag. Two habits exist: *added* to the bag's nominal volume, or
*replaced* (the same volume withdrawn first); which one is the product's or the site's reference data.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

from node.domain.dosing.errors import UnitError, ValueRefusedError
from node.domain.dosing.inputs import drug_amount, positive
from schema.computation import Choice, Computation, Figure
from schema.quantity import STORED_RATIO, Quantity, Rounding, Unit, clinical, quantity

FillMode: TypeAlias = Literal["added", "replaced", "undiluted"]
"""`undiluted`: the drawn drug is the whole content (a syringe)."""

Verdict: TypeAlias = Literal["within", "below", "above", "no_limits"]

_CONCENTRATION_OF = {Unit.MG: Unit.MG_PER_ML, Unit.IU: Unit.IU_PER_ML}


def volume_to_draw(dose: Quantity, stock: Quantity, *, rounding: Rounding) -> Computation:
    """dose / stock concentration, in mL, rounded by the policy of the syringes in use.

    `stock` is in mg/mL or UI/mL, matching the dose (g, mg, µg, or UI). The step `exact_volume` shows the
    volume before rounding (6 decimals). Raises `DosingError`; a volume that rounds to nothing is refused.
    """
    number, unit = drug_amount("dose", dose)
    if stock.unit is not _CONCENTRATION_OF[unit]:
        raise UnitError("stock", stock.unit)
    per_ml = positive("stock", stock, stock.unit)
    exact = Fraction(number) / Fraction(per_ml)
    rounded = rounding.apply(exact)
    if rounded <= 0:
        raise ValueRefusedError("rounds_to_nothing")
    return Computation(
        formula="volume.draw/1",
        inputs=(Figure("dose", dose), Figure("stock", stock)),
        choices=(),
        steps=(Figure("exact_volume", quantity(STORED_RATIO.apply(exact), Unit.ML)),),
        cap=None,
        reduction=None,
        rounding=rounding,
        result=quantity(rounded, Unit.ML),
    )


def final_volume(drawn: Quantity, bag: Quantity | None, mode: FillMode) -> Quantity:
    """The volume in the finished container, in mL; raises when a *replaced* volume exceeds the bag's."""
    drug = positive("drawn_volume", drawn, Unit.ML)
    if mode == "undiluted":
        return drawn
    if bag is None:
        raise ValueRefusedError("no_bag")
    nominal = positive("bag_volume", bag, Unit.ML)
    if mode == "added":
        with clinical():
            return quantity(drug + nominal, Unit.ML)
    if drug > nominal:
        raise ValueRefusedError("bag_too_small")
    return bag


def final_concentration(
    dose: Quantity,
    drawn: Quantity,
    bag: Quantity | None,
    mode: FillMode,
    *,
    rounding: Rounding = STORED_RATIO,
) -> Computation:
    """dose / final volume, in mg/mL or UI/mL; `bag` is the nominal volume of diluent (or of the pump)."""
    number, unit = drug_amount("dose", dose)
    total = final_volume(drawn, bag, mode)
    exact = Fraction(number) / Fraction(total.decimal)
    bags = () if bag is None else (Figure("bag_volume", bag),)
    return Computation(
        formula="concentration.final/1",
        inputs=(Figure("dose", dose), Figure("drawn_volume", drawn), *bags),
        choices=(Choice("fill_mode", mode),),
        steps=(Figure("final_volume", total),),
        cap=None,
        reduction=None,
        rounding=rounding,
        result=quantity(rounding.apply(exact), _CONCENTRATION_OF[unit]),
    )


def check_concentration(
    dose: Quantity, volume: Quantity, lowest: Quantity | None, highest: Quantity | None
) -> Verdict:
    """Where dose / volume lies in a product's range, limits included.

    Compared as products (dose against limit × volume), so that no rounding decides at the border.
    """
    number, unit = drug_amount("dose", dose)
    millilitres = positive("final_volume", volume, Unit.ML)
    if lowest is None and highest is None:
        return "no_limits"
    with clinical():
        if lowest is not None and number < _limit(lowest, unit) * millilitres:
            return "below"
        if highest is not None and number > _limit(highest, unit) * millilitres:
            return "above"
    return "within"


def _limit(limit: Quantity, unit: Unit) -> Decimal:
    if limit.unit is not _CONCENTRATION_OF[unit]:
        raise UnitError("concentration_limit", limit.unit)
    return positive("concentration_limit", limit, limit.unit)
