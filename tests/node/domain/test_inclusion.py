"""Including, planning, stopping, resuming."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from node.api.course import IncludePatient, PlanCycle, ResumeCourse, StopCourse
from node.domain.decision import Decided, Refusal
from node.domain.inclusion import (
    InclusionSituation,
    decide_include_patient,
    decide_plan_cycle,
    decide_resume_course,
    decide_stop_course,
)
from node.domain.reference import RegimenState, RegimenVersion
from node.domain.state import Stop
from schema.acts.course import CourseIncluded, CourseStopped
from tests.node.domain.acts import an_id
from tests.node.domain.situations import situation
from tests.node.domain.states import (
    COURSE,
    HEADS,
    PATIENT,
    TODAY,
    course_state,
    dose_state,
    outcome,
    ref,
    who,
)
from tests.node.domain.states_of_patient import patient_state
from tests.node.domain.states_of_reference import regimen_body

SIGNED = ref("regimen")
REGIMEN = RegimenState((RegimenVersion(SIGNED, regimen_body()),), SIGNED, (), (SIGNED,), (), (), False)
INCLUDE: dict[str, Any] = {
    "patient": PATIENT,
    "regimen": an_id("regimen"),
    "indication_code": "I1",
    "intent": "adjuvant",
    "first_day": "2026-03-10",
    "planned_cycles": 6,
    "ward": "HDJ",
    "pin": "",
}


def test_an_inclusion_takes_the_default_version() -> None:
    here = InclusionSituation(patient=patient_state(), regimen=REGIMEN, today=TODAY)
    result = decide_include_patient(IncludePatient(**INCLUDE), here, who(), COURSE)
    assert isinstance(result, Decided)
    assert result.created == (COURSE,)
    body = result.drafts[0].body
    assert isinstance(body, CourseIncluded)
    assert (body.version, body.regimen_name, body.indication.code) == (SIGNED, "Protocole fictif", "I1")


@pytest.mark.parametrize(
    ("changes", "here", "expected"),
    [
        ({"indication_code": "I9"}, {}, "refused regimen.no_such_indication"),
        ({"planned_cycles": 7}, {}, "refused course.too_many_cycles"),
        ({"planned_cycles": 0}, {}, "refused course.too_many_cycles"),
        ({"first_day": "2026-02-30"}, {}, "refused day.unknown"),
        ({"first_day": "20260310"}, {}, "refused day.unknown"),
        ({"first_day": "2025-03-10"}, {}, "refused day.past"),
        ({"ward": ""}, {}, "refused ward.missing"),
        ({}, {"patient": None}, "refused patient.unknown"),
        ({}, {"patient": patient_state(identity=None)}, "refused patient.unknown"),
        ({}, {"regimen": None}, "refused regimen.unknown"),
        ({}, {"regimen": msgspec.structs.replace(REGIMEN, default=None)}, "refused regimen.disputed"),
    ],
)
def test_every_refusal_of_an_inclusion(changes: dict[str, Any], here: dict[str, Any], expected: str) -> None:
    found = InclusionSituation(**{"patient": patient_state(), "regimen": REGIMEN, "today": TODAY, **here})
    command = IncludePatient(**{**INCLUDE, **changes})
    assert outcome(decide_include_patient(command, found, who(), COURSE)) == expected
    assert outcome(decide_include_patient(command, found, who("x", []), COURSE)) == "refused right.missing"


def test_a_first_day_that_is_over_is_asked_about() -> None:
    here = InclusionSituation(patient=patient_state(), regimen=REGIMEN, today=TODAY)
    over = IncludePatient(**{**INCLUDE, "first_day": "2025-03-10"})
    asked = decide_include_patient(over, here, who(), COURSE)
    assert isinstance(asked, Refusal)
    assert asked.values == {"day": "2025-03-10", "acknowledge": "day.past"}
    said = msgspec.structs.replace(over, acknowledged=("day.past",))
    assert outcome(decide_include_patient(said, here, who(), COURSE)) == "recorded"


@pytest.mark.parametrize(
    ("changes", "course", "expected"),
    [
        ({}, {}, "recorded"),
        ({"cycle": 7}, {}, "refused cycle.beyond_plan"),
        ({"day_one": "soon"}, {}, "refused day.unknown"),
        ({"day_one": "2026-03-09"}, {}, "refused day.past"),
        ({"day_one": "2026-03-10"}, {}, "recorded"),
        ({"day_one": "2025-03-24", "acknowledged": ("day.past",)}, {}, "recorded"),
        ({"based_on": ()}, {}, "refused screen.stale"),
        ({}, {"known_in_part": True}, "refused course.known_in_part"),
    ],
)
def test_planning_a_cycle(changes: dict[str, Any], course: dict[str, Any], expected: str) -> None:
    fields: dict[str, Any] = {"course": COURSE, "cycle": 2, "day_one": "2026-03-24", "based_on": HEADS}
    here = situation(course_state(dose_state(), **course))
    assert outcome(decide_plan_cycle(PlanCycle(**{**fields, **changes}), here, who())) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"level": "course"}, CourseStopped("course", 0, 0, "", "toxicité")),
        (
            {"level": "course", "cycle": 3, "day": 1, "line": "L1"},
            CourseStopped("course", 0, 0, "", "toxicité"),
        ),
        ({"level": "cycle", "cycle": 2}, CourseStopped("cycle", 2, 0, "", "toxicité")),
        ({"level": "day", "cycle": 2, "day": 8}, CourseStopped("day", 2, 8, "", "toxicité")),
        ({"level": "line", "line": "L1"}, CourseStopped("line", 0, 0, "L1", "toxicité")),
        ({"level": "line", "line": "L1", "cycle": 2}, CourseStopped("line", 2, 0, "L1", "toxicité")),
        ({"level": "cycle"}, "refused stop.level"),
        ({"level": "day", "cycle": 2}, "refused stop.level"),
        ({"level": "line"}, "refused stop.level"),
        ({"level": "world"}, "refused stop.level"),
        ({"level": "course", "reason": ""}, "refused reason.missing"),
        ({"level": "course", "based_on": ()}, "refused screen.stale"),
    ],
)
def test_a_stop_names_its_level(changes: dict[str, Any], expected: object) -> None:
    fields: dict[str, Any] = {"course": COURSE, "reason": "toxicité", "pin": "", "based_on": HEADS}
    result = decide_stop_course(StopCourse(**{**fields, **changes}), situation(), who())
    if isinstance(expected, str):
        assert outcome(result) == expected
    else:
        assert isinstance(result, Decided)
        assert result.drafts[0].body == expected


def test_a_stop_is_never_refused_because_the_course_is_known_in_part() -> None:
    here = situation(course_state(dose_state(), known_in_part=True))
    command = StopCourse(course=COURSE, level="course", reason="toxicité", pin="", based_on=HEADS)
    assert outcome(decide_stop_course(command, here, who())) == "recorded"


@pytest.mark.parametrize(
    ("stops", "expected"),
    [
        ((ref("stop"),), "recorded"),
        ((ref("lifted"),), "refused stop.not_in_force"),
        ((), "refused stop.not_in_force"),
    ],
)
def test_resuming_lifts_stops_in_force(stops: tuple[Any, ...], expected: str) -> None:
    known = (
        Stop(ref("stop"), "course", 0, 0, "", None),
        Stop(ref("lifted"), "course", 0, 0, "", ref("resumed")),
    )
    here = situation(course_state(dose_state(), stops=known))
    command = ResumeCourse(course=COURSE, stops=stops, reason="mieux", pin="", based_on=HEADS)
    assert outcome(decide_resume_course(command, here, who())) == expected
