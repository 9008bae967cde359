"""Courses: regimens to choose from, inclusion, cycles, stops, notes, and the whole view of one course."""

from collections.abc import Mapping

from node.api.base import Answer
from node.api.course import (
    GetCourse,
    IncludePatient,
    ListRegimens,
    NoteCourse,
    PlanCycle,
    RegimenRow,
    Regimens,
    ResumeCourse,
    StopCourse,
)
from node.desk import Desk, refused
from node.domain.decision import Refusal
from node.domain.identity import person_of
from node.domain.inclusion import (
    InclusionSituation,
    decide_include_patient,
    decide_plan_cycle,
    decide_resume_course,
    decide_stop_course,
)
from node.domain.notes import decide_note_course
from node.domain.reference import RegimenState
from node.domain.relied_on import heads_of, relying
from node.handlers.base import AnyHandler, signed_in
from node.handlers.conflicts import conflicts_of
from node.handlers.loading import around, open_course, regimen_state, today
from node.handlers.steps import step
from node.sessions import Session
from node.views.course import course_view
from schema.transaction import FileType


def list_regimens(desk: Desk, _session: Session, _command: ListRegimens) -> Answer:
    """Every regimen's default version, by name; one that is disputed has none."""
    rows = []
    for regimen, state in desk.replica.states.all(RegimenState, FileType.REGIMEN):
        body = state.version(state.default) if state.default else None
        if body is not None and state.default is not None:
            rows.append(RegimenRow(regimen, state.default, body))
    return Regimens(rows=tuple(sorted(rows, key=lambda row: (row.body.name, row.regimen))))


def include_patient(desk: Desk, session: Session, command: IncludePatient) -> Answer:
    """Include a patient in a regimen."""
    files = around(desk, command.patient)
    person = person_of(command.patient, files) if command.patient in files else frozenset()
    situation = InclusionSituation(
        patient=files.get(command.patient),
        regimen=regimen_state(desk, command.regimen),
        linked=tuple(files[one] for one in sorted(person - {command.patient})),
        today=today(desk),
    )
    decided = decide_include_patient(command, situation, desk.who(session), desk.new_id())
    shown = heads_of((situation.patient, *situation.linked, situation.regimen))
    return desk.record(relying(decided, shown), session, command.pin)


def get_course(desk: Desk, _session: Session, command: GetCourse) -> Answer:
    """Everything about one course."""
    opened = open_course(desk, command.course, language=command.language)
    if isinstance(opened, Refusal):
        return refused(opened)
    situation = opened.situation
    included = situation.course.included
    if included is None or situation.regimen is None or included.patient not in opened.patients:
        return refused(Refusal("course.unreadable"))
    return course_view(
        situation,
        included,
        situation.regimen,
        opened.patients,
        conflicts_of(desk, opened),
        opened.tell,
        opened.heads,
    )


HANDLERS: Mapping[type, AnyHandler] = {
    ListRegimens: signed_in(list_regimens),
    IncludePatient: signed_in(include_patient),
    PlanCycle: step(decide_plan_cycle),
    StopCourse: step(decide_stop_course),
    ResumeCourse: step(decide_resume_course),
    NoteCourse: step(decide_note_course),
    GetCourse: signed_in(get_course),
}
