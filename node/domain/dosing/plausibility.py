"""Is a typed measurement believable? 70 kg that become 7.0 kg must be stopped where they are typed.

Findings, not exceptions: the window shows them beside the field. Limits are the site's reference data.
"""

from typing import Literal, TypeAlias

from node.domain.dosing.errors import UnitError
from node.domain.dosing.inputs import exact_fraction, positive
from schema.codec import Wire
from schema.quantity import Quantity, Unit

FindingCode: TypeAlias = Literal["not_positive", "below", "above", "changed", "factor_of_ten"]


class PlausibilityLimits(Wire, frozen=True):
    """What a site believes of one measurement. nil = not checked."""

    lowest: Quantity | None
    highest: Quantity | None
    change_percent: Quantity | None
    """The largest believable change since the previous value."""


class Finding(Wire, frozen=True):
    """One reason to doubt an entry, with the limit it broke (or the previous value)."""

    code: FindingCode
    limit: Quantity | None


def doubts(
    entered: Quantity, limits: PlausibilityLimits, previous: Quantity | None = None
) -> tuple[Finding, ...]:
    """Every reason to doubt this entry, gravest first; an empty tuple is a believable entry.

    `factor_of_ten`: within 10 % of ten times, or a tenth, of the previous value: a slipped comma.
    """
    for reference in (limits.lowest, limits.highest, previous):
        if reference is not None and reference.unit is not entered.unit:
            raise UnitError("plausibility_limit", reference.unit)
    if entered.decimal <= 0:
        return (Finding("not_positive", None),)
    found: list[Finding] = []
    if limits.lowest is not None and entered.decimal < limits.lowest.decimal:
        found.append(Finding("below", limits.lowest))
    if limits.highest is not None and entered.decimal > limits.highest.decimal:
        found.append(Finding("above", limits.highest))
    if previous is not None and previous.decimal > 0:
        ratio = exact_fraction(entered.value) / exact_fraction(previous.value)
        if 9 <= ratio <= 11 or 9 <= 1 / ratio <= 11:
            found.append(Finding("factor_of_ten", previous))
        if limits.change_percent is not None:
            allowed = exact_fraction(positive("change_percent", limits.change_percent, Unit.PERCENT))
            if abs(ratio - 1) * 100 > allowed:
                found.append(Finding("changed", previous))
    return tuple(found)
