"""What waits for me now: one item a dose, with where it stands and who may take it further."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from node.api.patient import PatientRow
from node.api.worklist import WorkItem
from node.domain.alarms import conflicts_and_alarms
from node.domain.decision import Who
from node.domain.situation import CourseSituation
from node.domain.state import Conflict, CourseState, Dose
from node.views.dose import bags_told, is_open, live_bag, other_bags, standing
from node.views.teller import Teller
from schema.acts.course import CourseIncluded
from schema.ids import Id

RIGHT_OF_STEP: Final[Mapping[str, str]] = {"make": "prepare"}
"""The right that takes a step, where it is not the step's own name."""


def work_item(
    dose: Dose, situation: CourseSituation, included: CourseIncluded, patient: PatientRow, tell: Teller
) -> WorkItem:
    """One dose in a worklist. It must have a version."""
    order = dose.versions[0].order
    where = standing(dose, situation)
    bag = live_bag(dose, situation.course.bags)
    return WorkItem(
        course=situation.id,
        dose=dose.dose,
        bag=bag.bag if bag else None,
        patient=patient,
        regimen=included.regimen_name,
        cycle=dose.cycle,
        day=order.day,
        planned=order.planned,
        substance=order.substance,
        prescribed=order.prescribed,
        container=order.container,
        duration_minutes=order.duration_minutes,
        ward=included.ward,
        state=where.state,
        waits_for=where.waits_for,
        blocks=where.blocks,
        number=tell.numbers(bags_told(dose, situation.course.bags)),
        conflicts=len(open_on(dose, situation)),
        others=other_bags(dose, situation.course.bags, bag),
    )


def open_on(dose: Dose, situation: CourseSituation) -> list[Conflict]:
    """Conflicts and alarms about a dose or its bags that wait for somebody."""
    return [one for one in every_conflict(situation) if is_open(one) and _about(one, dose)]


def every_conflict(situation: CourseSituation) -> tuple[Conflict, ...]:
    """What the fold and the checks between files found on a course."""
    inside = conflicts_and_alarms(situation.course)
    return (*inside, *(one.conflict for one in situation.found if one.file == situation.file))


def _about(conflict: Conflict, dose: Dose) -> bool:
    return dose.dose in (conflict.subject, conflict.dose) or conflict.subject in dose.bags


def mine(item: WorkItem, who: Who, conflicts: Iterable[Conflict]) -> bool:
    """Whether somebody takes the dose a step further by their rights, or settles what blocks it."""
    rights = who.rights
    if any(RIGHT_OF_STEP.get(step, step) in rights for step in item.waits_for if step != "settle"):
        return True
    return "settle" in rights and any(one.asks(who.person, rights) for one in conflicts)


def in_order(items: Iterable[WorkItem], ranks: Mapping[Id, int]) -> tuple[WorkItem, ...]:
    """By planned day, patient, rank in the regimen."""

    def place(item: WorkItem) -> tuple[str, str, str, int, Id]:
        who = item.patient.identity
        return (item.planned, who.birth_name, who.first_names, ranks.get(item.dose, 0), item.dose)

    return tuple(sorted(items, key=place))


def planned_doses(state: CourseState, wanted: Collection[Id]) -> list[Dose]:
    """These doses of a course, those that have a version."""
    return [dose for dose in state.doses if dose.dose in wanted and dose.versions]
