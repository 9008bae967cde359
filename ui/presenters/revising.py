"""What a revision begins with: the adjustment in force of each dose, and what changes against it.

Of a dose whose versions disagree nothing is taken over: both are shown, and the prescriber fills in.
"""

from collections.abc import Collection

from node.api.course import ConflictView, CourseView, DoseView
from node.api.prescription import Adjustment
from schema.acts.prescription import DoseOrder
from ui.format import Format, listed
from ui.presenters import dose_shown


def revised(course: CourseView, cycle: int, doses: Collection[bytes]) -> dict[bytes, DoseView]:
    """The doses that stand already, of those asked for; none named means the whole cycle."""
    return {
        dose.dose: dose for dose in course.doses if dose.cycle == cycle and (not doses or dose.dose in doses)
    }


def disagree(dose: DoseView | None) -> bool:
    """Whether several versions of it stand side by side."""
    return dose is not None and len(dose.versions) > 1


def disagreement(course: CourseView, dose: bytes) -> ConflictView | None:
    """What its versions say, one beside the other."""
    open_ones = (one for one in course.conflicts if one.rule == "divergent" and one.open)
    return next((one for one in open_ones if one.subject == dose), None)


def in_force(doses: Collection[DoseView]) -> tuple[Adjustment, ...]:
    """The adjustments of these doses as they stand; none of one whose versions disagree."""
    return tuple(
        kept for dose in doses if not disagree(dose) and (kept := Adjustment.of(dose.order)) is not None
    )


def change(words: Format, order: DoseOrder, course: CourseView, dose: DoseView | None) -> str:
    """`150 mg → 200 mg` where a dose that stands becomes another; each version where they disagree."""
    if dose is None:
        return ""
    before = [words.quantity(dose.order.prescribed)]
    conflict = disagreement(course, dose.dose) if disagree(dose) else None
    if conflict is not None:
        said = (dict(side.summary).get("summary.dose", "") for side in conflict.sides)
        before = list(dict.fromkeys(one for one in said if one)) or before
    elif dose.order.prescribed == order.prescribed:
        return ""
    after = words.quantity(order.prescribed)
    return words("ui.prescription.change", before=listed(before, " / "), after=after)


def order_line(words: Format, order: DoseOrder, course: CourseView, dose: DoseView | None) -> str:
    """An order as it is signed: day, drug, dose, what it was, why it is reduced."""
    return listed(
        (
            words("ui.day", day=str(order.day)),
            dose_shown.drug_and_dose(words, order),
            change(words, order, course, dose),
            listed((dose_shown.reduced(words, order), order.reduction_reason), ", "),
        )
    )
