"""How far a dose is off the previous cycle's: −47 % without a reason is a hard stop, and so is +47 %."""

from node.domain.decision import Refusal
from node.domain.dosing.deviation import beyond_tolerance, deviation
from node.domain.dosing.errors import DosingError
from node.domain.gates import shown
from node.domain.situation import CourseSituation
from node.domain.state import Dose
from schema.acts.prescription import DoseOrder
from schema.acts.regimen import LimitsSigned
from schema.quantity import Quantity, Unit


def nearest_earlier(situation: CourseSituation, line: str, cycle: int) -> list[Dose]:
    """The doses of one line in the nearest earlier cycle that says what the patient can bear.

    One that was not given, or was stopped before, says nothing about it.
    """
    earlier = [
        dose
        for dose in situation.course.doses
        if dose.cycle < cycle
        and dose.versions
        and dose.versions[0].order.line == line
        and (dose.administered or not (dose.not_given or dose.stops))
    ]
    nearest = max((dose.cycle for dose in earlier), default=0)
    return [dose for dose in earlier if dose.cycle == nearest]


def previous_dose(situation: CourseSituation, order: DoseOrder, cycle: int) -> Quantity | None:
    """The same line's dose of the nearest earlier cycle, on the same day if it has one.

    A dose that was given is preferred to one that was only prescribed.
    """

    def preference(dose: Dose) -> tuple[bool, bool, int]:
        written = dose.versions[0].order
        return (written.day == order.day, bool(dose.given), -written.day)

    chosen = max(nearest_earlier(situation, order.line, cycle), key=preference, default=None)
    return chosen.versions[0].order.prescribed if chosen is not None else None


def too_far_off(previous: Quantity, order: DoseOrder, limits: LimitsSigned) -> Refusal | None:
    """The refusal of a dose further off than the site's limit."""
    tolerance = Quantity(limits.previous_dose_percent, Unit.PERCENT)
    values = {
        "substance": order.substance,
        "previous": shown(previous),
        "dose": shown(order.prescribed),
        "limit": shown(tolerance),
    }
    try:
        if not beyond_tolerance(previous, order.prescribed, tolerance):
            return None
        values["percent"] = shown(deviation(previous, order.prescribed).result)
    except DosingError:  # other units, or a tolerance of nothing: nobody can say that it is the same dose
        values["percent"] = "?"
    return Refusal("dose.off_previous", values)
