"""The conflicts that hang on files, shown: one builder for the inbox and for the course's screen."""

from node.api.course import ConflictView
from node.desk import Desk
from node.domain.crosscheck import cross_check
from node.domain.lot import LotState
from node.domain.merge.same_dose_twice import RULE as SAME_DOSE
from node.domain.narcotics import VaultState
from node.domain.patient import PatientState
from node.domain.relied_on import Folded
from node.domain.state import CourseState
from node.handlers.loading import OpenCourse, course_state, patient_state, queries, reference_state
from node.store.queries import ConflictRow
from node.views.conflict import NOBODY_AT_ALL, conflict_view
from node.views.nobody import claimed, family_and_first, identity_of
from node.views.teller import Teller
from node.views.versions import name_of
from schema.ids import Id
from schema.transaction import FileRef, FileType


class Shower:
    """Shows conflicts one after another, remembering the files it has read."""

    def __init__(self, desk: Desk, tell: Teller) -> None:
        self._desk = desk
        self._tell = tell
        self._courses: dict[Id, CourseState | None] = {}

    def view(self, row: ConflictRow) -> ConflictView:
        """One conflict."""
        if row.file.type == FileType.COURSE:
            return self._of_course(row)
        if row.file.type == FileType.PATIENT:
            patient = patient_state(self._desk, row.file.id)
            return self._of_file(row, patient, row.file.id, self._name(row.file.id, patient))
        if row.file.type == FileType.LOT:
            lot = self._desk.replica.states.state(LotState, row.file)
            named = lot.named if lot else None
            name = f"{named.label} · {named.number}" if named else ""
            return self._of_file(row, lot, NOBODY_AT_ALL, name)
        if row.file.type == FileType.VAULT:
            vault = self._desk.replica.states.state(VaultState, row.file)
            return self._of_file(row, vault, NOBODY_AT_ALL, vault.name if vault else "")
        if row.origin == "membership":
            return self._of_file(row, None, NOBODY_AT_ALL, self._member(row.file))
        reference = reference_state(self._desk, row.file)
        return self._of_file(row, reference, NOBODY_AT_ALL, name_of(reference, self._tell.language))

    def _of_file(self, row: ConflictRow, state: Folded | None, patient: Id, name: str) -> ConflictView:
        return conflict_view(
            row.conflict,
            file=row.file,
            heads=state.heads if state else (),
            state=None,
            patient=patient,
            patient_name=name,
            others=(),
            tell=self._tell,
        )

    def _of_course(self, row: ConflictRow) -> ConflictView:
        course = row.file.id
        if course not in self._courses:
            self._courses[course] = course_state(self._desk, course)
        state = self._courses[course]
        patient = state.included.patient if state and state.included else bytes(16)
        return conflict_view(
            row.conflict,
            file=row.file,
            heads=state.heads if state else (),
            state=state,
            patient=patient,
            patient_name=self._name(patient, patient_state(self._desk, patient)),
            others=self._others(row, patient),
            tell=self._tell,
        )

    def _member(self, file: FileRef) -> str:
        if file.type == FileType.PERSON:
            return self._desk.names.person_view(file.id).name
        known = self._desk.members.workstations.get(file.id)
        return known.name if known is not None else ""

    def _name(self, patient: Id, state: PatientState | None) -> str:
        said = family_and_first(identity_of(patient, state), self._tell.language)
        written = claimed(state, self._tell)[:1] if state is not None else ()
        # Who it may be about is shown as what somebody wrote, beside that it does not count.
        return " ".join(
            (said, *(f"({family_and_first(one.identity, self._tell.language)})" for one in written))
        )

    def _others(self, row: ConflictRow, patient: Id) -> tuple[Id, ...]:
        """Its subjects in other files, which only the check itself knows."""
        if row.origin != "cross" or row.conflict.rule != SAME_DOSE:
            return ()
        world = self._desk.replica.around.world(patient)
        return tuple(
            subject
            for one in cross_check(world)
            if one.file == row.file
            and (one.conflict.rule, one.conflict.subject, one.conflict.acts)
            == (row.conflict.rule, row.conflict.subject, row.conflict.acts)
            for _, subject in one.others
        )


def conflicts_of(desk: Desk, opened: OpenCourse) -> tuple[ConflictView, ...]:
    """Every conflict and alarm of one course, the open ones first."""
    shower = Shower(desk, opened.tell)
    rows = queries(desk).conflicts(FileRef(FileType.COURSE, opened.situation.id))
    return tuple(shower.view(row) for row in rows)
