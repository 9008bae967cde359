"""One course as screens show it."""

from collections.abc import Mapping

from node.api.course import ConflictView, CourseView, CycleView, StopView
from node.api.patient import CourseRow
from node.domain.lifting import liftable
from node.domain.patient import PatientState
from node.domain.situation import CourseSituation
from node.domain.state import CourseState, Stop
from node.views.dose import dose_view, is_open
from node.views.patient import banner, notes
from node.views.teller import Teller
from schema.acts.course import CourseIncluded, CourseNoted, CourseStopped
from schema.acts.regimen import RegimenSigned
from schema.ids import Id
from schema.transaction import ActRef


def course_status(course: CourseState, *, unsettled: bool) -> str:
    """`to_settle`, `stopped` or `ongoing`; `unsettled` says that a check between files waits."""
    waiting = any(is_open(one) for one in course.conflicts)
    if unsettled or waiting or any(one.alarm and one.reviewed is None for one in course.breaches):
        return "to_settle"
    stopped = any(one.level == "course" and one.lifted is None for one in course.stops)
    return "stopped" if stopped else "ongoing"


def course_row(course: Id, state: CourseState, included: CourseIncluded, *, unsettled: bool) -> CourseRow:
    """One course in a patient's record."""
    return CourseRow(
        course=course,
        patient=included.patient,
        regimen=included.regimen_name,
        indication=included.indication.label,
        first_day=included.first_day,
        cycles=included.planned_cycles,
        ward=included.ward,
        state=course_status(state, unsettled=unsettled),
    )


def course_view(
    situation: CourseSituation,
    included: CourseIncluded,
    regimen: RegimenSigned,
    patients: Mapping[Id, PatientState],
    conflicts: tuple[ConflictView, ...],
    tell: Teller,
    heads: tuple[ActRef, ...],
) -> CourseView:
    """Everything about one course; `heads` is what such a screen relies on."""
    course = situation.course
    return CourseView(
        course=situation.id,
        heads=heads,
        banner=banner(
            included.patient, patients, situation.today, tell, situation.gates, regimen.bsa_formula
        ),
        regimen=regimen,
        indication=included.indication,
        intent=included.intent,
        ward=included.ward,
        planned_cycles=included.planned_cycles,
        cycles=tuple(
            CycleView(
                plan.cycle,
                plan.day_one,
                plan.pinned,
                tuple(dose.dose for dose in course.doses if dose.cycle == plan.cycle),
            )
            for plan in course.cycles
        ),
        doses=tuple(dose_view(dose, situation, tell) for dose in course.doses if dose.versions),
        stops=tuple(_stop(stop, tell) for stop in course.stops if stop.lifted is None),
        notes=notes(
            (
                ref
                for ref in course.notes
                if (body := tell.body(ref, CourseNoted)) is not None and body.dose is None
            ),
            tell,
        ),
        conflicts=conflicts,
        state=course_status(course, unsettled=any(is_open(one.conflict) for one in situation.found)),
        illustrative=regimen.illustrative,
        liftable=liftable(situation.rules),
    )


def _stop(stop: Stop, tell: Teller) -> StopView:
    body = tell.body(stop.act, CourseStopped)
    return StopView(
        level=stop.level,
        cycle=stop.cycle,
        day=stop.day,
        line=stop.line,
        reason=body.reason if body else "",
        stamp=tell.stamp(stop.act),
        act=stop.act,
    )
