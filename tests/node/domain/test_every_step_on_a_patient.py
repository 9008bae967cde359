"""Every step on a patient's file × every right × every state of the file: allowed, or a named refusal.

The circuit of a dose is in `test_every_step.py`; these steps look at no dose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import pytest
from msgspec import structs

from node.api.course import IncludePatient
from node.api.patient import (
    ConfirmLink,
    ConfirmUnlink,
    CorrectIdentity,
    CreatePatient,
    KeepApart,
    LinkPatients,
    Measure,
    NotePatient,
    RecordAllergy,
    RecordResult,
    TakePatientBack,
    TellPatientLeft,
    UnlinkPatients,
)
from node.domain.correcting import decide_correct_identity
from node.domain.decision import Who
from node.domain.fold.links import LinkEdge
from node.domain.inclusion import InclusionSituation, decide_include_patient
from node.domain.leaving import decide_take_back, decide_tell_left
from node.domain.linking import (
    decide_confirm_link,
    decide_confirm_unlink,
    decide_create_patient,
    decide_keep_apart,
    decide_link_patients,
    decide_unlink_patients,
)
from node.domain.measurement import decide_measure, decide_record_allergy, decide_record_result
from node.domain.notes import decide_note_patient
from node.domain.patient import Allergy, Gone, PatientState
from node.domain.reference import RegimenState, RegimenVersion
from node.domain.rights import RIGHTS
from node.domain.situation import PatientsSituation
from schema.acts.patient import FieldValue
from schema.acts.regimen import GateLimit
from schema.quantity import Quantity, Unit
from tests.node.domain.acts import an_id
from tests.node.domain.situations import patients
from tests.node.domain.states import COURSE, TODAY, outcome, ref, told, who
from tests.node.domain.states_of_patient import identity, patient_state
from tests.node.domain.states_of_reference import regimen_body

A, B = an_id("a"), an_id("b")
ON: dict[str, Any] = {"patient": A, "other": B, "pin": "", "based_on": patient_state().heads}
SIGNED = ref("regimen")
GATES = (GateLimit("neutrophils", Quantity("1.5", Unit.GIGA_PER_L), None),)
REGIMEN = RegimenState((RegimenVersion(SIGNED, regimen_body()),), SIGNED, (), (SIGNED,), (), (), False)

Files: TypeAlias = "tuple[PatientsSituation, RegimenState | None]"


def _include(here: Files, by: Who) -> object:
    command = IncludePatient(
        patient=A,
        regimen=an_id("regimen"),
        indication_code="I1",
        intent="",
        first_day="2026-03-10",
        planned_cycles=6,
        ward="HDJ",
        pin="",
    )
    found = InclusionSituation(patient=here[0].patients.get(A), regimen=here[1], today=TODAY)
    return decide_include_patient(command, found, by, COURSE)


STEPS: Mapping[str, tuple[str, Callable[[Files, Who], object]]] = {
    "include": ("prescribe", _include),
    "create": (
        "identify",
        lambda here, by: decide_create_patient(CreatePatient(identity=identity()), here[0], by, an_id("new")),
    ),
    "create, having looked": (
        "identify",
        lambda here, by: decide_create_patient(
            CreatePatient(identity=identity(), looked_at=(A, B)), here[0], by, an_id("new")
        ),
    ),
    "link": (
        "identify",
        lambda here, by: decide_link_patients(LinkPatients(**ON, reason="r"), here[0], by),
    ),
    "confirm": ("identify", lambda here, by: decide_confirm_link(ConfirmLink(**ON), here[0], by)),
    "keep apart": ("identify", lambda here, by: decide_keep_apart(KeepApart(**ON, reason="r"), here[0], by)),
    "measure": (
        "measure",
        lambda here, by: decide_measure(
            Measure(patient=A, what="weight", value=Quantity("70", Unit.KG), told=told()), here[0], by
        ),
    ),
    "measure, far off": (
        "measure",
        lambda here, by: decide_measure(
            Measure(patient=A, what="weight", value=Quantity("7", Unit.KG), told=told()), here[0], by
        ),
    ),
    "measure, sure": (
        "measure",
        lambda here, by: decide_measure(
            Measure(patient=A, what="weight", value=Quantity("7", Unit.KG), told=told(), confirmed=True),
            here[0],
            by,
        ),
    ),
    "allergy": (
        "measure",
        lambda here, by: decide_record_allergy(
            RecordAllergy(patient=A, none_known=False, substance="paclitaxel"), here[0], by
        ),
    ),
    "no allergy": (
        "measure",
        lambda here, by: decide_record_allergy(RecordAllergy(patient=A, none_known=True), here[0], by),
    ),
    "result": (
        "measure",
        lambda here, by: decide_record_result(
            RecordResult(patient=A, what="neutrophils", value=Quantity("1", Unit.GIGA_PER_L), told=told()),
            structs.replace(here[0], gates=GATES),
            by,
        ),
    ),
    "correct": (
        "identify",
        lambda here, by: decide_correct_identity(
            CorrectIdentity(
                patient=A, changes=(FieldValue("ipp", "8001"),), reason="r", pin="", based_on=ON["based_on"]
            ),
            here[0],
            by,
        ),
    ),
    "left": (
        "measure",
        lambda here, by: decide_tell_left(
            TellPatientLeft(patient=A, how="deceased", told=told()), here[0], by
        ),
    ),
    "take back": (
        "prescribe",
        lambda here, by: decide_take_back(
            TakePatientBack(patient=A, reason="r", pin="", based_on=ON["based_on"]), here[0], by
        ),
    ),
    "unlink": (
        "identify",
        lambda here, by: decide_unlink_patients(UnlinkPatients(**ON, reason="r"), here[0], by),
    ),
    "confirm unlink": (
        "identify",
        lambda here, by: decide_confirm_unlink(ConfirmUnlink(**ON), here[0], by),
    ),
    "note": ("note", lambda here, by: decide_note_patient(NotePatient(patient=A, text="t"), here[0], by)),
}


def _two(edge: str | None = None, **mine: Any) -> Files:
    """Two files of the same traits, with this edge between them."""

    def file(other: bytes, **more: Any) -> PatientState:
        asked = ref("asked") if edge == "asked" else None
        asker = an_id("alice") if asked else None
        edges = (LinkEdge(other, edge, asked, asker, None, None),) if edge else ()
        if edge == "unlink asked":
            edges = (LinkEdge(other, "linked", None, None, ref("yes"), None, ref("wish"), an_id("alice")),)
        return patient_state(edges=edges, **more)

    return patients(a=file(B, **mine), b=file(A)), REGIMEN


STATES: Mapping[str, Files] = {
    "no file": (patients(), REGIMEN),
    "no identity": (patients(a=patient_state(identity=None), b=patient_state()), REGIMEN),
    "alike": _two(),
    "link asked": _two("asked"),
    "linked": _two("linked"),
    "separation asked": _two("unlink asked"),
    "gone": _two(gone=(Gone(ref("left"), "deceased", ""),)),
    "kept apart": _two("kept_apart"),
    "link disputed": _two("disputed"),
    "allergy known": _two(allergies=(Allergy(ref("a"), "paclitaxel", ""),), allergy_state="known"),
    "identity disputed": _two(identity_disputed=("birth_name",)),
    "known in part": _two(known_in_part=True),
    "changed since": _two(heads=(ref("something new"),)),
    "no regimen": (_two()[0], None),
    "regimen disputed": (_two()[0], structs.replace(REGIMEN, default=None)),
}
ALIKE = {
    "create": "refused patient.probable_duplicate",
    "confirm": "refused link.not_asked",
    "measure, far off": "refused patient.implausible",
    "take back": "refused patient.not_gone",
    "unlink": "refused link.not_linked",
    "confirm unlink": "refused link.not_asked",
}
"""A file like the one to be created is there, and nobody asked to link."""
UNKNOWN = "refused patient.unknown"
TABLE: Mapping[str, Mapping[str, str]] = {
    "no file": {step: UNKNOWN for step in STEPS if step not in ("create", "create, having looked")},
    "no identity": {**ALIKE, "include": UNKNOWN, "correct": UNKNOWN},
    "alike": ALIKE,
    "link asked": {**ALIKE, "link": "refused link.already_asked", "confirm": "recorded"},
    "linked": {
        **ALIKE,
        "link": "refused link.already_linked",
        "confirm": "refused link.already_linked",
        "keep apart": "refused link.already_linked",
        "unlink": "recorded",
    },
    "separation asked": {
        **ALIKE,
        "link": "refused link.already_linked",
        "confirm": "refused link.already_linked",
        "keep apart": "refused link.already_linked",
        "unlink": "refused link.already_asked",
        "confirm unlink": "recorded",
    },
    "gone": {**ALIKE, "take back": "recorded", "include": "refused patient.deceased"},
    "kept apart": {**ALIKE, "keep apart": "refused link.already_apart"},
    "link disputed": ALIKE,
    "allergy known": {**ALIKE, "no allergy": "recorded, allergy.known_already"},
    "identity disputed": ALIKE,
    "known in part": {**ALIKE, "include": "refused patient.known_in_part"},
    "changed since": {
        **ALIKE,
        "link": "refused screen.stale",
        "confirm": "refused screen.stale",
        "keep apart": "refused screen.stale",
        "correct": "refused screen.stale",
        "take back": "refused screen.stale",
        "unlink": "refused screen.stale",
        "confirm unlink": "refused screen.stale",
    },
    "no regimen": {**ALIKE, "include": "refused regimen.unknown"},
    "regimen disputed": {**ALIKE, "include": "refused regimen.disputed"},
}
"""By state, every step that is not simply recorded."""


@pytest.mark.parametrize("step", list(STEPS))
@pytest.mark.parametrize("state", list(STATES))
def test_with_its_right_every_step_has_its_outcome_in_every_state(state: str, step: str) -> None:
    right, decide = STEPS[step]
    assert outcome(decide(STATES[state], who("zoe", [right]))) == TABLE[state].get(step, "recorded")


@pytest.mark.parametrize("step", list(STEPS))
@pytest.mark.parametrize("state", list(STATES))
def test_without_its_right_no_step_is_taken_in_any_state(state: str, step: str) -> None:
    right, decide = STEPS[step]
    others = [one for one in RIGHTS if one != right]
    assert outcome(decide(STATES[state], who("zoe", others))) == "refused right.missing"


def test_the_table_names_states_and_steps_that_exist() -> None:
    assert set(TABLE) == set(STATES)
    assert {step for outcomes in TABLE.values() for step in outcomes} <= set(STEPS)
