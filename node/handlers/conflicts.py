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
from node.handlers.about import about, whose
from node.handlers.loading import OpenCourse, course_state, patient_state, queries, reference_state
from node.store.queries import ConflictRow
from node.views.conflict import NOBODY_AT_ALL, conflict_view
from node.views.teller import Teller
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
        of_patient = row.file.type == FileType.PATIENT
        patient = row.file.id if of_patient else NOBODY_AT_ALL
        return self._of_file(row, self._state(row), patient, about(self._desk, row.file, self._tell).words)

    def _state(self, row: ConflictRow) -> Folded | None:
        """The state that the conflict is part of; nil where it is membership's."""
        states = self._desk.replica.states
        if row.file.type == FileType.PATIENT:
            return states.state(PatientState, row.file)
        if row.file.type == FileType.LOT:
            return states.state(LotState, row.file)
        if row.file.type == FileType.VAULT:
            return states.state(VaultState, row.file)
        return reference_state(self._desk, row.file)

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
            patient_name=whose(patient, patient_state(self._desk, patient), self._tell),
            others=self._others(row, patient),
            tell=self._tell,
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
