"""Notes on a patient, a treatment or one dose: they add up and never stand in anybody's way."""

from node.api.course import NoteCourse
from node.api.patient import NotePatient
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.gates import blank, first
from node.domain.linking import patient_file
from node.domain.rights import right_missing
from node.domain.situation import CourseSituation, PatientsSituation
from schema.acts.course import CourseNoted
from schema.acts.patient import PatientNoted


def decide_note_patient(command: NotePatient, situation: PatientsSituation, who: Who) -> Decided | Refusal:
    """A note on a patient."""
    refusal = first(
        right_missing(who, "note"),
        None if command.patient in situation.patients else Refusal("patient.unknown"),
        blank(command.text, "note.empty"),
    )
    if refusal:
        return refusal
    return Decided((Draft(patient_file(command.patient), PatientNoted(command.text.strip())),))


def decide_note_course(command: NoteCourse, situation: CourseSituation, who: Who) -> Decided | Refusal:
    """A note on a treatment, or on one of its doses."""
    unknown = command.dose is not None and situation.dose(command.dose) is None
    refusal = first(
        right_missing(who, "note"),
        Refusal("dose.unknown") if unknown else None,
        blank(command.text, "note.empty"),
    )
    if refusal:
        return refusal
    return Decided((Draft(situation.file, CourseNoted(command.dose, command.text.strip())),))
