"""Patients: searching, opening a file, measuring, linking, and showing the whole record."""

from collections.abc import Mapping
from typing import Final

from node.api.base import Answer
from node.api.patient import (
    ConfirmLink,
    CourseRow,
    CreatePatient,
    GetPatient,
    KeepApart,
    LinkPatients,
    Measure,
    NotePatient,
    PatientHits,
    RecordAllergy,
    SearchPatients,
)
from node.desk import Desk, refused
from node.domain.decision import Refusal
from node.domain.identity import identity_keys, person_of
from node.domain.linking import (
    decide_confirm_link,
    decide_create_patient,
    decide_keep_apart,
    decide_link_patients,
)
from node.domain.measurement import decide_measure, decide_record_allergy
from node.domain.notes import decide_note_patient
from node.domain.patient import PatientState
from node.domain.relied_on import heads_of, relying
from node.handlers.base import AnyHandler, signed_in
from node.handlers.loading import (
    around,
    course_state,
    patient_files,
    patients_situation,
    queries,
    today,
)
from node.sessions import Session
from node.store.projection import plain
from node.views.course import course_row
from node.views.patient import patient_record, patient_row
from node.views.teller import Teller
from schema.ids import Id
from schema.transaction import FileRef, FileType

_SHOWN: Final = 50
"""Rows of a search; whoever sees more types another letter."""


def search_patients(desk: Desk, _session: Session, command: SearchPatients) -> Answer:
    """Files that have every word typed, in any order."""
    total, found = queries(desk).search_patients(plain(command.text).split(), _SHOWN)
    day = today(desk)
    rows = tuple(
        patient_row(patient, files, day) for patient in found if patient in (files := around(desk, patient))
    )
    return PatientHits(total=total, rows=rows)


def create_patient(desk: Desk, session: Session, command: CreatePatient) -> Answer:
    """Open a file."""
    alike = queries(desk).sharing_keys(identity_keys(command.identity))
    situation = patients_situation(desk, patient_files(desk, {*alike, *command.looked_at}))
    decided = decide_create_patient(command, situation, desk.who(session), desk.new_id())
    # The look-alikes that the person says to have looked at.
    shown = heads_of(situation.patients.get(one) for one in command.looked_at)
    return desk.record(relying(decided, shown), session)


def measure(desk: Desk, session: Session, command: Measure) -> Answer:
    """Record a measurement."""
    situation = patients_situation(desk, patient_files(desk, (command.patient,)))
    decided = decide_measure(command, situation, desk.who(session))
    return desk.record(relying(decided, heads_of(situation.patients.values())), session)


def record_allergy(desk: Desk, session: Session, command: RecordAllergy) -> Answer:
    """Record an allergy, or that none is known."""
    situation = patients_situation(desk, patient_files(desk, (command.patient,)))
    decided = decide_record_allergy(command, situation, desk.who(session))
    return desk.record(relying(decided, heads_of(situation.patients.values())), session)


def note_patient(desk: Desk, session: Session, command: NotePatient) -> Answer:
    """Write a note."""
    situation = patients_situation(desk, patient_files(desk, (command.patient,)))
    decided = decide_note_patient(command, situation, desk.who(session))
    return desk.record(relying(decided, heads_of(situation.patients.values())), session)


def link_patients(desk: Desk, session: Session, command: LinkPatients) -> Answer:
    """Ask that two files be one person."""
    situation = patients_situation(desk, patient_files(desk, (command.patient, command.other)))
    return desk.record(decide_link_patients(command, situation, desk.who(session)), session, command.pin)


def confirm_link(desk: Desk, session: Session, command: ConfirmLink) -> Answer:
    """The second person agrees."""
    situation = patients_situation(desk, patient_files(desk, (command.patient, command.other)))
    return desk.record(decide_confirm_link(command, situation, desk.who(session)), session, command.pin)


def keep_apart(desk: Desk, session: Session, command: KeepApart) -> Answer:
    """Two files are two persons."""
    situation = patients_situation(desk, patient_files(desk, (command.patient, command.other)))
    return desk.record(decide_keep_apart(command, situation, desk.who(session)), session, command.pin)


def get_patient(desk: Desk, _session: Session, command: GetPatient) -> Answer:
    """The whole record."""
    files = around(desk, command.patient)
    if command.patient not in files:
        return refused(Refusal("patient.unknown"))
    rows = course_rows(desk, command.patient, files)
    return patient_record(command.patient, files, rows, today(desk), Teller(desk))


def course_rows(desk: Desk, patient: Id, files: Mapping[Id, PatientState]) -> list[CourseRow]:
    """The courses of a person: those written for this file and for the files linked with it."""
    asked = queries(desk)
    rows = []
    for course in asked.courses_of(person_of(patient, files)):
        state = course_state(desk, course)
        if state is None or state.included is None:
            continue
        waiting = any(row.open for row in asked.conflicts(FileRef(FileType.COURSE, course)))
        rows.append(course_row(course, state, state.included, unsettled=waiting))
    return sorted(rows, key=lambda row: (row.first_day, row.course), reverse=True)


HANDLERS: Mapping[type, AnyHandler] = {
    SearchPatients: signed_in(search_patients),
    CreatePatient: signed_in(create_patient),
    Measure: signed_in(measure),
    RecordAllergy: signed_in(record_allergy),
    NotePatient: signed_in(note_patient),
    LinkPatients: signed_in(link_patients),
    ConfirmLink: signed_in(confirm_link),
    KeepApart: signed_in(keep_apart),
    GetPatient: signed_in(get_patient),
}
