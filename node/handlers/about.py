"""What a file is about, in a few words, for lists of what people did: whose, which lot, which workstation."""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from node.desk import Desk
from node.domain.lot import LotState
from node.domain.narcotics import VaultState
from node.domain.patient import PatientState
from node.domain.register import RegisterState
from node.domain.state import CourseState
from node.handlers.loading import course_state, patient_state, reference_state
from node.views.nobody import claimed, family_and_first, identity_of
from node.views.teller import Teller
from node.views.versions import name_of
from schema.acts.course import CourseIncluded
from schema.ids import Id
from schema.transaction import FileRef, FileType

NONE: Final = bytes(16)
"""Where a patient or a course would stand that there is not."""


class About(msgspec.Struct, frozen=True):
    """The words, empty where nothing is known here, and where the file is looked at."""

    words: str = ""
    patient: Id = NONE
    course: Id = NONE


def about(desk: Desk, file: FileRef, tell: Teller) -> About:
    """What is known here of a file, of acts that count or not."""
    say = _SAY.get(file.type)
    return say(desk, file, tell) if say is not None else About()


def whose(patient: Id, state: PatientState | None, tell: Teller) -> str:
    """A name as lists show it; of nobody's file, what somebody wrote beside that it does not count."""
    said = family_and_first(identity_of(patient, state), tell.language)
    written = claimed(state, tell)[:1] if state is not None else ()
    return " ".join((said, *(f"({family_and_first(one.identity, tell.language)})" for one in written)))


def _patient(desk: Desk, file: FileRef, tell: Teller) -> About:
    return About(whose(file.id, patient_state(desk, file.id), tell), patient=file.id)


def _course(desk: Desk, file: FileRef, tell: Teller) -> About:
    included = inclusion(course_state(desk, file.id), tell)
    if included is None:
        return About(course=file.id)
    name = whose(included.patient, patient_state(desk, included.patient), tell)
    return About(f"{name} · {included.regimen_name}", included.patient, file.id)


def inclusion(state: CourseState | None, tell: Teller) -> CourseIncluded | None:
    """The inclusion into a treatment, be it one that does not count."""
    if state is None or state.included is not None:
        return state.included if state is not None else None
    bodies = (tell.body(one.act, CourseIncluded) for one in state.set_aside)
    return next((body for body in bodies if body is not None), None)


def _register(desk: Desk, file: FileRef, tell: Teller) -> About:
    state = desk.replica.states.state(RegisterState, file)
    line = state.lines[0] if state is not None and state.lines else None
    if line is None:
        return About()
    course = _course(desk, FileRef(FileType.COURSE, line.course), tell)
    return msgspec.structs.replace(course, words=tell.number(line.series, line.number))


def _lot(desk: Desk, file: FileRef, _tell: Teller) -> About:
    lot = desk.replica.states.state(LotState, file)
    return About(f"{lot.named.label} · {lot.named.number}" if lot is not None and lot.named else "")


def _vault(desk: Desk, file: FileRef, _tell: Teller) -> About:
    vault = desk.replica.states.state(VaultState, file)
    return About(vault.name if vault is not None else "")


def _reference(desk: Desk, file: FileRef, tell: Teller) -> About:
    return About(name_of(reference_state(desk, file), tell.language))


def _person(desk: Desk, file: FileRef, _tell: Teller) -> About:
    return About(desk.names.person_view(file.id).name)


def _workstation(desk: Desk, file: FileRef, _tell: Teller) -> About:
    known = desk.members.workstations.get(file.id)
    return About(known.name if known is not None else "")


def _site(desk: Desk, _file: FileRef, _tell: Teller) -> About:
    founded = desk.members.founded
    return About(founded.name if founded is not None else "")


_SAY: Final[Mapping[int, Callable[[Desk, FileRef, Teller], About]]] = {
    FileType.PATIENT: _patient,
    FileType.COURSE: _course,
    FileType.REGISTER: _register,
    FileType.LOT: _lot,
    FileType.VAULT: _vault,
    FileType.REGIMEN: _reference,
    FileType.PRODUCT: _reference,
    FileType.SETTINGS: _reference,
    FileType.PERSON: _person,
    FileType.WORKSTATION: _workstation,
    FileType.SITE: _site,
}
"""Of the others (sessions, the drug database) their sort says everything."""
