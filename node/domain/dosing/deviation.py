"""How far a dose is from the previous one, in %, and whether that is beyond the site's tolerance.

The comparison with the tolerance is exact (fractions): a dose just beyond is never let through because
its displayed percentage was rounded.
"""

from fractions import Fraction

from node.domain.dosing.errors import UnitError
from node.domain.dosing.inputs import drug_amount, exact_fraction, positive
from schema.computation import Computation, Figure
from schema.quantity import Quantity, Rounding, Unit, quantity, to_step

_ONE_DECIMAL = to_step("0.1")


def _exact_deviation(previous: Quantity, current: Quantity) -> Fraction:
    before, before_unit = drug_amount("previous_dose", previous)
    now, now_unit = drug_amount("dose", current)
    if before_unit is not now_unit:
        raise UnitError("previous_dose", previous.unit)
    return (exact_fraction(now) / exact_fraction(before) - 1) * 100


def deviation(previous: Quantity, current: Quantity, *, rounding: Rounding = _ONE_DECIMAL) -> Computation:
    """(current − previous) / previous, in %, for display; negative when the dose went down."""
    shown = rounding.apply(_exact_deviation(previous, current))
    return Computation(
        formula="deviation.percent/1",
        inputs=(Figure("previous_dose", previous), Figure("dose", current)),
        choices=(),
        steps=(),
        cap=None,
        reduction=None,
        rounding=rounding,
        result=quantity(shown, Unit.PERCENT),
    )


def beyond_tolerance(previous: Quantity, current: Quantity, tolerance: Quantity) -> bool:
    """Whether the dose went up or down by more than `tolerance` %; exactly at it is not beyond."""
    return abs(_exact_deviation(previous, current)) > exact_fraction(
        positive("tolerance", tolerance, Unit.PERCENT)
    )
