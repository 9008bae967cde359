"""Patients: searching, opening a file, measuring, linking, and showing the whole record."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeAlias

from node.api.base import Answer, Command
from node.api.patient import (
    ConfirmLink,
    ConfirmUnlink,
    CorrectIdentity,
    CourseRow,
    CreatePatient,
    GetLinkConsequences,
    GetPatient,
    KeepApart,
    LinkConsequences,
    LinkPatients,
    Measure,
    NotePatient,
    PatientHits,
    PatientRow,
    RecordAllergy,
    RecordResult,
    RemoveAllergy,
    SearchPatients,
    TakePatientBack,
    TellPatientLeft,
    UnlinkPatients,
)
from node.desk import Desk, refused
from node.domain.correcting import decide_correct_identity, decide_remove_allergy
from node.domain.decision import Decided, Refusal, Who
from node.domain.identity import identity_keys, person_of
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
from node.domain.patient import PatientState
from node.domain.relied_on import heads_of, relying
from node.domain.situation import PatientsSituation
from node.handlers.base import AnyHandler, Handler, signed_in
from node.handlers.loading import (
    around,
    course_state,
    patient_files,
    patient_state,
    patients_situation,
    queries,
    today,
)
from node.sessions import Session
from node.store.projection import plain, searched
from node.views.course import course_row
from node.views.nobody import claimed
from node.views.patient import patient_record, patient_row
from node.views.teller import Teller
from schema.ids import Id
from schema.transaction import FileRef, FileType

_SHOWN: Final = 50
"""Rows of a search; whoever sees more types another letter."""


def search_patients(desk: Desk, _session: Session, command: SearchPatients) -> Answer:
    """Files that have every word typed, in any order; last those whose identity is set aside."""
    words = plain(command.text).split()
    total, found = queries(desk).search_patients(words, _SHOWN)
    day = today(desk)
    rows = tuple(
        patient_row(patient, files, day) for patient in found if patient in (files := around(desk, patient))
    )
    aside = tuple(_set_aside(desk, words, day))
    return PatientHits(total=total + len(aside), rows=(*rows, *aside)[:_SHOWN])


def _set_aside(desk: Desk, words: Sequence[str], day: date) -> Iterator[PatientRow]:
    """Files of which no identity counts, found by those that were written and set aside."""
    tell = Teller(desk.names)
    for patient in queries(desk).without_identity():
        state = patient_state(desk, patient)
        for one in claimed(state, tell) if state is not None else ():
            if all(word in searched(one.identity) for word in words):
                yield patient_row(patient, around(desk, patient), day, one.identity)
                break


def create_patient(desk: Desk, session: Session, command: CreatePatient) -> Answer:
    """Open a file."""
    alike = queries(desk).sharing_keys(identity_keys(command.identity))
    situation = patients_situation(desk, patient_files(desk, {*alike, *command.looked_at}))
    decided = decide_create_patient(command, situation, desk.who(session), desk.new_id())
    # The look-alikes that the person says to have looked at.
    shown = heads_of(situation.patients.get(one) for one in command.looked_at)
    return desk.record(relying(decided, shown), session)


Decide: TypeAlias = Callable[[Any, PatientsSituation, Who], Decided | Refusal]
"""A rule of a patient's file: its command, the files it names, who asks."""


def on_patient(decide: Decide) -> Handler:
    """The handler of a command that names one file or two, and its PIN where it is a signature."""

    def run(desk: Desk, session: Session, command: Command) -> Answer:
        named = [getattr(command, field, None) for field in ("patient", "other")]
        situation = patients_situation(desk, patient_files(desk, [one for one in named if one is not None]))
        decided = decide(command, situation, desk.who(session))
        pin: str | None = getattr(command, "pin", None)
        return desk.record(relying(decided, heads_of(situation.patients.values())), session, pin)

    return signed_in(run)


def link_consequences(desk: Desk, _session: Session, command: GetLinkConsequences) -> Answer:
    """What would change if these two were one person, or are it no more."""
    mine, other = (dict(_person(desk, file)) for file in (command.patient, command.other))
    if not mine or not other:
        return refused(Refusal("patient.unknown"))
    told = [
        {plain(one.substance): one.substance for state in files.values() for one in state.allergies}
        for files in (mine, other)
    ]
    courses = [
        state
        for course in queries(desk).courses_of({*mine, *other})
        if (state := course_state(desk, course)) is not None
    ]
    return LinkConsequences(
        allergies=tuple(
            sorted(
                text for one, text in (told[0] | told[1]).items() if not (one in told[0] and one in told[1])
            )
        ),
        courses=len(courses),
        back_to_validation=sum(
            dose.validated is not None and not (dose.administered or dose.not_given or dose.stops)
            for state in courses
            for dose in state.doses
        ),
    )


def _person(desk: Desk, patient: Id) -> Iterator[tuple[Id, PatientState]]:
    files = around(desk, patient)
    for one in sorted(person_of(patient, files)):
        if one in files:
            yield one, files[one]


def get_patient(desk: Desk, _session: Session, command: GetPatient) -> Answer:
    """The whole record."""
    files = around(desk, command.patient)
    if command.patient not in files:
        return refused(Refusal("patient.unknown"))
    rows = course_rows(desk, command.patient, files)
    gates = desk.replica.around.gates()
    return patient_record(command.patient, files, rows, today(desk), Teller(desk.names), gates)


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
    Measure: on_patient(decide_measure),
    RecordResult: on_patient(decide_record_result),
    RecordAllergy: on_patient(decide_record_allergy),
    RemoveAllergy: on_patient(decide_remove_allergy),
    NotePatient: on_patient(decide_note_patient),
    CorrectIdentity: on_patient(decide_correct_identity),
    TellPatientLeft: on_patient(decide_tell_left),
    TakePatientBack: on_patient(decide_take_back),
    LinkPatients: on_patient(decide_link_patients),
    ConfirmLink: on_patient(decide_confirm_link),
    UnlinkPatients: on_patient(decide_unlink_patients),
    ConfirmUnlink: on_patient(decide_confirm_unlink),
    KeepApart: on_patient(decide_keep_apart),
    GetLinkConsequences: signed_in(link_consequences),
    GetPatient: signed_in(get_patient),
}
