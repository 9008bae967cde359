"""Ready-made situations: what a step is given to judge, a course or patients with all they rely on."""

from __future__ import annotations

from typing import Any

import msgspec

from node.domain.patient import PatientState
from node.domain.situation import CourseSituation, PatientsSituation
from node.domain.state import Bag, CourseState, Dose
from tests.node.domain.acts import an_id
from tests.node.domain.states import COURSE, DOERS, NOW, PATIENT, PRODUCT, TODAY, course_state, ready_dose
from tests.node.domain.states_of_patient import patient_state
from tests.node.domain.states_of_reference import limits, product_state, regimen_body


def situation(course: CourseState | None = None, **changes: Any) -> CourseSituation:
    """The situation of that course, at noon."""
    fields: dict[str, Any] = {
        "id": COURSE,
        "course": course or course_state(ready_dose()),
        "patient": patient_state(),
        "person": frozenset({PATIENT}),
        "regimen": regimen_body(),
        "products": {PRODUCT: product_state()},
        "limits": limits(),
        "doers": DOERS,
        "found": (),
        "now_ms": NOW,
        "today": TODAY,
    }
    return CourseSituation(**{**fields, **changes})


def with_bag(bag: Bag, dose: Dose | None = None, **changes: Any) -> CourseSituation:
    """The situation of a course with one bag of its one dose."""
    mine = msgspec.structs.replace(dose or ready_dose(), bags=(bag.bag,))
    return situation(course_state(mine, bags=(bag,)), **changes)


def patients(**states: PatientState) -> PatientsSituation:
    """Patient files by name."""
    return PatientsSituation(
        patients={an_id(name): state for name, state in states.items()},
        limits=limits(),
        now_ms=NOW,
        today=TODAY,
    )
