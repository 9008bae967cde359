"""Notes: anybody with the right, on anything that exists."""

from __future__ import annotations

import pytest

from node.api.course import NoteCourse
from node.api.patient import NotePatient
from node.domain.decision import Decided
from node.domain.notes import decide_note_course, decide_note_patient
from schema.acts.course import CourseNoted
from tests.node.domain.acts import an_id
from tests.node.domain.situations import patients, situation
from tests.node.domain.states import COURSE, DOSE, outcome, who
from tests.node.domain.states_of_patient import patient_state


@pytest.mark.parametrize(
    ("name", "text", "rights", "expected"),
    [
        ("me", "fièvre", ["note"], "recorded"),
        ("me", " ", ["note"], "refused note.empty"),
        ("nobody", "x", ["note"], "refused patient.unknown"),
        ("me", "x", [], "refused right.missing"),
    ],
)
def test_notes_on_a_patient(name: str, text: str, rights: list[str], expected: str) -> None:
    command = NotePatient(patient=an_id(name), text=text)
    assert outcome(decide_note_patient(command, patients(me=patient_state()), who("x", rights))) == expected


@pytest.mark.parametrize(
    ("dose", "expected"), [(None, "recorded"), (DOSE, "recorded"), (an_id("nowhere"), "refused dose.unknown")]
)
def test_notes_on_a_course(dose: bytes | None, expected: str) -> None:
    command = NoteCourse(course=COURSE, dose=dose, text=" rappeler le patient ")
    result = decide_note_course(command, situation(), who())
    assert outcome(result) == expected
    if isinstance(result, Decided):
        assert result.drafts[0].body == CourseNoted(dose, "rappeler le patient")
