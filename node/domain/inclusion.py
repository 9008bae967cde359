"""A patient enters a regimen; cycles are planned; treatment stops and resumes."""

from datetime import date

import msgspec

from node.api.course import IncludePatient, PlanCycle, ResumeCourse, StopCourse
from node.domain.accounts import asking
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.gates import blank, first, patient_left, patient_unverified, stale, unreadable
from node.domain.merge.unverified import waiting
from node.domain.patient import PatientState
from node.domain.reference import RegimenState
from node.domain.rights import right_missing
from node.domain.situation import CourseSituation
from schema.acts.course import CourseIncluded, CourseResumed, CourseStopped, CyclePlanned
from schema.ids import Id
from schema.transaction import FileRef, FileType

_LEVELS = ("course", "cycle", "day", "line")


class InclusionSituation(msgspec.Struct, frozen=True, kw_only=True):
    """For including a patient."""

    patient: PatientState | None
    regimen: RegimenState | None
    linked: tuple[PatientState, ...] = ()
    """The other files of the person."""
    today: date


def decide_include_patient(
    command: IncludePatient, situation: InclusionSituation, who: Who, new_id: Id
) -> Decided | Refusal:
    """Include a patient in the default version of a regimen, for one of its indications."""
    refusal = right_missing(who, "prescribe")
    if refusal:
        return refusal
    if situation.patient is None or situation.patient.identity is None:
        return Refusal("patient.unknown")
    if situation.patient.known_in_part:
        return Refusal("patient.known_in_part")
    regimen = situation.regimen
    if regimen is None or not regimen.versions:
        return Refusal("regimen.unknown")
    if regimen.known_in_part:
        return Refusal("regimen.known_in_part")
    body = regimen.version(regimen.default) if regimen.default else None
    if body is None or regimen.default is None:
        return Refusal("regimen.disputed", {"regimen": regimen.versions[0].body.name})
    indication = next((one for one in body.indications if one.code == command.indication_code), None)
    if indication is None:
        return Refusal("regimen.no_such_indication", {"regimen": body.name})
    if command.planned_cycles < 1 or command.planned_cycles > body.cycles:
        return Refusal("course.too_many_cycles", {"regimen": body.name, "cycles": str(body.cycles)})
    person = (situation.patient, *situation.linked)
    wrong = first(
        patient_left(person),
        patient_unverified(person),
        Refusal("regimen.unverified", {"regimen": body.name}) if waiting(regimen.conflicts) else None,
        _day_trouble(command.first_day),
        blank(command.ward, "ward.missing"),
    )
    wrong = wrong or asking(_past(command.first_day, situation.today), command.acknowledged)
    if wrong:
        return wrong
    course = FileRef(FileType.COURSE, new_id)
    included = CourseIncluded(
        patient=command.patient,
        regimen=command.regimen,
        version=regimen.default,
        regimen_name=body.name,
        indication=indication,
        intent=command.intent,
        first_day=command.first_day,
        planned_cycles=command.planned_cycles,
        ward=command.ward.strip(),
    )
    mentions = (
        FileRef(FileType.PATIENT, command.patient),
        FileRef(FileType.REGIMEN, command.regimen),
    )
    return Decided((Draft(course, included, mentions=mentions),), created=(new_id,))


def decide_plan_cycle(command: PlanCycle, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """Set or move day 1 of a cycle."""
    refusal = first(
        right_missing(who, "prescribe"),
        stale(command.based_on, situation.course.heads),
        unreadable(situation),
        patient_left(situation.files),
        _day_trouble(command.day_one),
        beyond_plan(situation, command.cycle),
    )
    refusal = refusal or asking(_past(command.day_one, situation.today), command.acknowledged)
    if refusal:
        return refusal
    body = CyclePlanned(command.cycle, command.day_one)
    return Decided((Draft(situation.file, body, based_on=command.based_on),))


def decide_stop_course(command: StopCourse, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """Stop a course, a cycle, a day or a line. Never refused because something else is in the way."""
    refusal = first(
        right_missing(who, "prescribe"),
        stale(command.based_on, situation.course.heads),
        blank(command.reason, "reason.missing"),
        None if _names_its_level(command) else Refusal("stop.level"),
    )
    if refusal:
        return refusal
    body = CourseStopped(
        level=command.level,
        cycle=command.cycle if command.level != "course" else 0,
        day=command.day if command.level == "day" else 0,
        line=command.line if command.level == "line" else "",
        reason=command.reason,
    )
    return Decided((Draft(situation.file, body, based_on=command.based_on),))


def _names_its_level(command: StopCourse) -> bool:
    """A day needs its cycle; a line may be stopped for one cycle, or for good (cycle 0)."""
    needs = {
        "course": True,
        "cycle": 1 <= command.cycle <= 99,
        "day": 1 <= command.cycle <= 99 and 1 <= command.day <= 400,
        "line": command.line != "" and 0 <= command.cycle <= 99,
    }
    return command.level in _LEVELS and needs[command.level]


def decide_resume_course(command: ResumeCourse, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """Lift stops that are in force."""
    in_force = {stop.act for stop in situation.course.stops if stop.lifted is None}
    refusal = first(
        right_missing(who, "prescribe"),
        stale(command.based_on, situation.course.heads),
        blank(command.reason, "reason.missing"),
        None if command.stops and in_force.issuperset(command.stops) else Refusal("stop.not_in_force"),
    )
    if refusal:
        return refusal
    body = CourseResumed(command.stops, command.reason)
    return Decided((Draft(situation.file, body, based_on=command.based_on),))


def beyond_plan(situation: CourseSituation, cycle: int) -> Refusal | None:
    """A cycle must be one of those planned at inclusion."""
    included = situation.course.included
    if included is None or 1 <= cycle <= included.planned_cycles:
        return None
    return Refusal("cycle.beyond_plan", {"cycles": str(included.planned_cycles)})


def _day_trouble(day: str) -> Refusal | None:
    try:
        date.fromisoformat(day)
    except ValueError:
        return Refusal("day.unknown", {"day": day})
    return None if len(day) == 10 else Refusal("day.unknown", {"day": day})


def _past(day: str, today: date) -> tuple[Refusal, ...]:
    """A day that is over is seldom the one meant; typed in afterwards, it is."""
    return (Refusal("day.past", {"day": day}),) if date.fromisoformat(day) < today else ()
