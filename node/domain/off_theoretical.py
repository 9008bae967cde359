"""How far a dose is off the one that its regimen comes to: asked about, shown, or stopped until two agree.

The site's pharmacists sign the limits. Whoever writes an outright dose beyond them names in the reason what
it is of the theoretical one, in percent: ten times too much is then read, not only typed (ADR 0059).
"""

import re
from fractions import Fraction
from typing import Final, Literal, TypeAlias

from node.api.prescription import OUTRIGHT
from node.domain.decision import Refusal
from node.domain.dosing.errors import DosingError
from node.domain.dosing.inputs import drug_amount, exact_fraction
from node.domain.gates import shown
from node.domain.lifting import unless_lifted
from node.domain.situation import CourseSituation
from node.domain.state import Bag, Dose
from schema.acts.prescription import DoseOrder
from schema.acts.regimen import DoseLimitsSigned
from schema.quantity import Quantity, Unit, quantity, to_step

Level: TypeAlias = Literal["within", "question", "stop"]

_WHOLE: Final = to_step("1")
_FINE: Final = to_step("0.01")
_HUNDRED: Final = 100
_BETWEEN_DIGITS: Final = re.compile(r"(?<=\d)\s+(?=\d)")


def reference_of(order: DoseOrder) -> Quantity:
    """What the regimen comes to for this patient: the theoretical dose, or the cap that it reaches."""
    return order.computation.cap or order.theoretical


def percent_of(order: DoseOrder) -> Quantity | None:
    """What is prescribed, in whole percent of what the regimen comes to; below one percent, in hundredths.

    Nil where the two cannot be compared: one is nothing, or they are of different units.
    """
    exact = _exact(order)
    if exact is None:
        return None
    return quantity((_WHOLE if exact >= 1 else _FINE).apply(exact), Unit.PERCENT)


def changed(order: DoseOrder) -> bool:
    """Whether the prescriber had a hand in it; how the regimen rounds is the regimen's affair."""
    return order.reduction_percent not in {"", "0"} or _outright(order)


def level_of(order: DoseOrder, limits: DoseLimitsSigned | None) -> Level:
    """Where the site's limits put it. Where none is signed, whatever is not as computed is asked about.

    A stop looks at the dose alone, however its order says that it came about.
    """
    percent = _exact(order)
    if limits is not None and (percent is None or not _borne(percent, limits)):
        return "stop"
    if not changed(order):
        return "within"
    allowed = exact_fraction(limits.question_percent) if limits is not None else 0
    return "within" if percent is not None and abs(percent - _HUNDRED) <= allowed else "question"


def _borne(percent: Fraction, limits: DoseLimitsSigned) -> bool:
    return exact_fraction(limits.lowest_percent) <= percent <= exact_fraction(limits.highest_percent)


def unsaid(order: DoseOrder, limits: DoseLimitsSigned | None) -> Refusal | None:
    """The refusal of an outright dose beyond the limits whose reason does not name its percentage.

    A reduction is typed as a percentage, which names it.
    """
    if not _outright(order) or level_of(order, limits) == "within":
        return None
    percent = percent_of(order)
    if percent is not None and _names(order.reduction_reason, percent.value):
        return None
    return _refusals(order)[0]


def stop_of(order: DoseOrder, limits: DoseLimitsSigned | None) -> Refusal | None:
    """A dose beyond what one person may decide on."""
    return _refusals(order)[1] if level_of(order, limits) == "stop" else None


def beyond_limit(situation: CourseSituation, dose: Dose, bag: Bag | None = None) -> Refusal | None:
    """The same of a dose that stands, unless a prescriber and a pharmacist agreed on this version."""
    stops = (stop_of(version.order, situation.dose_limits) for version in dose.versions)
    return unless_lifted(next(filter(None, stops), None), dose, bag)


def _names(reason: str, percent: str) -> bool:
    number = re.escape(percent).replace(r"\.", "[.,]")
    return re.search(rf"(?<![\d.,]){number}\s*%", _BETWEEN_DIGITS.sub("", reason)) is not None


def _outright(order: DoseOrder) -> bool:
    return any(choice.name == OUTRIGHT for choice in order.computation.choices)


def _exact(order: DoseOrder) -> Fraction | None:
    try:
        prescribed, unit = drug_amount("dose", order.prescribed)
        reference, same = drug_amount("theoretical", reference_of(order))
    except DosingError:
        return None
    return exact_fraction(prescribed) / exact_fraction(reference) * _HUNDRED if unit is same else None


def _refusals(order: DoseOrder) -> tuple[Refusal, Refusal]:
    """The question and the stop, which say the same of the dose."""
    percent = percent_of(order)
    values = {
        "substance": order.substance,
        "dose": shown(order.prescribed),
        "theoretical": shown(reference_of(order)),
        "percent": shown(percent) if percent is not None else "?",
    }
    return Refusal("dose.off_theoretical", values), Refusal("dose.beyond_limit", values)
