"""What a cycle begins with: the dose adjustments in force at the nearest cycle before, line by line.

They are proposed, never applied: the prescriber confirms each, or says otherwise.
"""

from collections.abc import Iterator

from node.api.prescription import Adjustment
from node.domain.deviating import nearest_earlier
from node.domain.situation import CourseSituation
from node.domain.state import Dose


def carried_over(situation: CourseSituation, cycle: int) -> Iterator[tuple[Adjustment, Dose]]:
    """Each adjustment with the dose it was made for; none of a line that this cycle has a dose of.

    One that every day of its line had is told once, of the whole line. Where versions disagree nothing
    is in force.
    """
    standing = {
        dose.versions[0].order.line
        for dose in situation.course.doses
        if dose.cycle == cycle and dose.versions
    }
    for line in situation.regimen.lines if situation.regimen is not None else ():
        doses = nearest_earlier(situation, line.code, cycle) if line.code not in standing else []
        found = [
            (one, dose)
            for dose in doses
            if len(dose.versions) == 1 and (one := Adjustment.of(dose.versions[0].order)) is not None
        ]
        alike = {(one.reduction_percent, one.prescribed, one.reason) for one, _ in found}
        if len(found) == len(doses) and len(alike) == 1:
            one, dose = found[0]
            yield Adjustment(one.line, 0, one.reduction_percent, one.reason, one.prescribed), dose
        else:
            yield from ((one, dose) for one, dose in found if one.day in line.days)
