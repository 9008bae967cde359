"""Running the checks between files where something changed: one person's neighbourhood at a time.

A neighbourhood is every patient file reachable by links or by shared identity keys, with all their
courses: the smallest set for which the checks give the same answer as for the whole site.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import Connection

from node.domain.crosscheck import cross_check
from node.domain.lot import LotState, number_key
from node.domain.patient import PatientState
from node.domain.reference import ProductState, RegimenState, SettingsState
from node.domain.register import RegisterState
from node.domain.state import Conflict, CourseState
from node.domain.world import Knew, World
from node.store.projection import Folded, rows_of, store_conflicts
from node.store.states import States
from schema.acts.regimen import GateLimit, LimitsSigned
from schema.ids import Id
from schema.transaction import FileRef, FileType

R = TypeVar("R", RegimenState, ProductState)
LIMITS_FILE = FileRef(FileType.SETTINGS, b"limits".ljust(16, b"\0"))
"""The one file of the site's limits."""
REATTRIBUTION_FILE = FileRef(FileType.SETTINGS, b"reattribution".ljust(16, b"\0"))
"""The one file of how far a dose may be off the bag re-attributed to it."""
GATES_FILE = FileRef(FileType.SETTINGS, b"gates".ljust(16, b"\0"))
"""The one file of the limits of results."""


class Crosschecks:
    """Remembers whom the files just folded concern, and checks them when all are folded."""

    def __init__(self, connection: Connection, states: States, knew: Knew) -> None:
        self._connection = connection
        self._states = states
        self._knew = knew
        self._patients: set[Id] = set()
        self._courses: set[Id] = set()
        self._everybody = False
        self._afresh = False

    def afresh(self) -> None:
        """Whom folded files concern was forgotten: check everybody, beginning with nothing found."""
        self._everybody = self._afresh = True

    def leaving(self, folded: Sequence[Folded]) -> None:
        """Before new states are stored: whom the old ones stood beside, should they no longer do so.

        An act that is set aside takes a link, an identity or a bag away; what hung on the neighbour
        because of it must go too, or the order of arrival would show.
        """
        for item in folded:
            match item.file.type:
                case FileType.PATIENT:
                    self._leaves(item)
                case FileType.COURSE:
                    self._moves(item)
                case FileType.LOT:
                    self._recalls(item)
                case FileType.REGISTER:
                    old = self._states.state(RegisterState, item.file)
                    self._courses.update(line.course for line in (old.lines if old else ()))
                case FileType.REGIMEN | FileType.PRODUCT:
                    self._retires(item)

    def _leaves(self, item: Folded) -> None:
        before = self._connection.exec_driver_sql(
            "SELECT * FROM patients WHERE patient = ?", (item.file.id,)
        ).fetchone()
        old = self._states.state(PatientState, item.file) if before is not None else None
        if before is None or old is None:
            return
        now = item.state.edges if isinstance(item.state, PatientState) else ()
        self._patients.update({edge.other for edge in old.edges} - {edge.other for edge in now})
        if tuple(before) not in rows_of(item.file, item.state).get("patients", []):
            self._patients |= self.look_alikes(item.file.id)

    def _moves(self, item: Folded) -> None:
        before = self._connection.exec_driver_sql(
            "SELECT course, patient FROM courses WHERE course = ?", (item.file.id,)
        ).fetchone()
        if before is not None and tuple(before) not in rows_of(item.file, item.state).get("courses", []):
            self._patients.add(bytes(before[1]))
            store_conflicts(self._connection, "cross", {item.file: ()})

    def _recalls(self, item: Folded) -> None:
        """Whose bags hold a lot whose recalls are not what they were."""
        old, new = self._states.state(LotState, item.file), item.state
        now = new if isinstance(new, LotState) else None
        if (old.recalls if old else ()) == (now.recalls if now else ()):
            return
        for state in (old, now):
            if state is not None and state.named is not None:
                rows = self._connection.exec_driver_sql(
                    "SELECT DISTINCT course FROM vials WHERE number = ?", (number_key(state.named.number),)
                ).fetchall()
                self._courses.update(bytes(row[0]) for row in rows)

    def _retires(self, item: Folded) -> None:
        """A version retired, or no longer so, may concern any course; it is rare."""
        old = (
            self._states.state(RegimenState, item.file)
            if item.file.type == FileType.REGIMEN
            else self._states.state(ProductState, item.file)
        )
        now = item.state if isinstance(item.state, RegimenState | ProductState) else None
        if (old.retired if old else ()) != (now.retired if now else ()):
            self._everybody = True

    def touched(self, folded: Sequence[Folded]) -> None:
        """Files whose state is new."""
        for item in folded:
            match item.state:
                case PatientState():
                    self._patients.add(item.file.id)
                case CourseState():
                    self._courses.add(item.file.id)
                    # What is said of a bag's old number holds it under the new one, in another course.
                    self._courses.update(course for bag in item.state.bags for course, _ in bag.targets)
                case RegisterState():
                    self._courses.update(line.course for line in item.state.lines)
                case SettingsState():
                    self._everybody = True

    def settle(self) -> None:
        """Check every neighbourhood concerned and replace its conflicts."""
        if self._afresh:
            self._connection.exec_driver_sql("DELETE FROM conflicts WHERE origin = 'cross'")
        if self._everybody:
            rows = self._connection.exec_driver_sql("SELECT patient FROM patients").fetchall()
            self._patients.update(bytes(row[0]) for row in rows)
        for course in self._courses:
            row = self._connection.exec_driver_sql(
                "SELECT patient FROM courses WHERE course = ?", (course,)
            ).fetchone()
            if row is not None:
                self._patients.add(bytes(row[0]))
        left = self._patients
        while left:
            done = self._check(left.pop())
            left -= done
        self._patients, self._courses, self._everybody, self._afresh = set(), set(), False, False

    def everything(self) -> Iterator[tuple[FileRef, Conflict]]:
        """What the checks say of every neighbourhood, afresh."""
        rows = self._connection.exec_driver_sql("SELECT patient FROM patients ORDER BY patient").fetchall()
        left = [bytes(row[0]) for row in rows]
        done: set[Id] = set()
        for patient in left:
            if patient in done:
                continue
            world = self.world(patient)
            done |= {patient, *world.patients}
            for file, conflicts in _found(world, patient).items():
                for conflict in conflicts:
                    yield file, conflict

    def limits(self) -> LimitsSigned | None:
        """The site's limits in force."""
        state = self._states.state(SettingsState, LIMITS_FILE)
        return state.limits if state else None

    def gates(self) -> tuple[GateLimit, ...]:
        """The limits of results in force."""
        state = self._states.state(SettingsState, GATES_FILE)
        return state.gate_limits() if state else ()

    def world(self, patient: Id) -> World:
        """The states of one neighbourhood."""
        patients: dict[Id, PatientState] = {}
        ahead = {patient}
        while ahead:
            identifier = ahead.pop()
            state = self._states.state(PatientState, FileRef(FileType.PATIENT, identifier))
            if state is None:
                continue
            patients[identifier] = state
            near = {edge.other for edge in state.edges} | self.look_alikes(identifier)
            ahead |= near - set(patients)
        courses = dict(self._courses_of({patient, *patients}))
        return World(
            patients=patients,
            courses=courses,
            beside=self._beside(courses),
            registers=self._registers(courses),
            lots=self._recalled(courses),
            regimens=self._retired(RegimenState, FileType.REGIMEN, _regimens_of(courses)),
            products=self._retired(ProductState, FileType.PRODUCT, _products_of(courses)),
            limits=self.limits(),
            gates=self.gates(),
            knew=self._knew,
        )

    def look_alikes(self, patient: Id) -> set[Id]:
        """Other files with the same identity keys."""
        rows = self._connection.exec_driver_sql(
            "SELECT b.patient FROM patients a JOIN patients b ON b.patient != a.patient AND ("
            " (a.traits != '' AND b.traits = a.traits) OR (a.ipp != '' AND b.ipp = a.ipp)"
            " OR (a.ins != '' AND b.ins = a.ins)) WHERE a.patient = ?",
            (patient,),
        ).fetchall()
        return {bytes(row[0]) for row in rows}

    def _courses_of(self, patients: Iterable[Id]) -> Iterable[tuple[Id, CourseState]]:
        for patient in sorted(patients):
            rows = self._connection.exec_driver_sql(
                "SELECT course FROM courses WHERE patient = ?", (patient,)
            ).fetchall()
            for (course,) in rows:
                state = self._states.state(CourseState, FileRef(FileType.COURSE, bytes(course)))
                if state is not None:
                    yield bytes(course), state

    def _beside(self, courses: dict[Id, CourseState]) -> dict[Id, CourseState]:
        """Courses from which a bag of these was re-attributed."""
        sources = {bag.source[0] for state in courses.values() for bag in state.bags if bag.source}
        found = ((one, self._states.state(CourseState, FileRef(FileType.COURSE, one))) for one in sources)
        return {course: state for course, state in found if state is not None and course not in courses}

    def _recalled(self, courses: dict[Id, CourseState]) -> dict[Id, LotState]:
        """Recalled lots with the number of a vial in a bag of these courses."""
        found: dict[Id, LotState] = {}
        for course in courses:
            rows = self._connection.exec_driver_sql(
                "SELECT DISTINCT l.lot FROM vials v JOIN lots l ON l.number = v.number AND l.recalled = 1"
                " WHERE v.course = ?",
                (course,),
            ).fetchall()
            for (lot,) in rows:
                state = self._states.state(LotState, FileRef(FileType.LOT, bytes(lot)))
                if state is not None:
                    found[bytes(lot)] = state
        return found

    def _retired(self, sort: type[R], file: FileType, used: set[Id]) -> dict[Id, R]:
        """Those of these files that have a retired version."""
        found = ((one, self._states.state(sort, FileRef(file, one))) for one in sorted(used))
        return {one: state for one, state in found if state is not None and state.retired}

    def _registers(self, courses: dict[Id, CourseState]) -> dict[Id, RegisterState]:
        """Numbers that a bag of these courses shares with another bag, set aside or not."""
        found: dict[Id, RegisterState] = {}
        for course in courses:
            rows = self._connection.exec_driver_sql(
                "SELECT DISTINCT a.register FROM numbers a JOIN numbers b ON b.register = a.register"
                " AND b.bag != a.bag WHERE a.course = ?",
                (course,),
            ).fetchall()
            for (identifier,) in rows:
                state = self._states.state(RegisterState, FileRef(FileType.REGISTER, bytes(identifier)))
                if state is not None:
                    found[bytes(identifier)] = state
        return found

    def _check(self, patient: Id) -> set[Id]:
        world = self.world(patient)
        store_conflicts(self._connection, "cross", _found(world, patient))
        return {patient, *world.patients}


def _regimens_of(courses: dict[Id, CourseState]) -> set[Id]:
    return {state.included.regimen for state in courses.values() if state.included is not None}


def _products_of(courses: dict[Id, CourseState]) -> set[Id]:
    return {vial.product for state in courses.values() for bag in state.bags for vial in bag.content.vials}


def _found(world: World, patient: Id) -> dict[FileRef, list[Conflict]]:
    """What the checks say of each file of a neighbourhood; another's files are checked in their own."""
    found: dict[FileRef, list[Conflict]] = {
        **{FileRef(FileType.PATIENT, one): [] for one in {patient, *world.patients}},
        **{FileRef(FileType.COURSE, one): [] for one in world.courses},
    }
    for item in cross_check(world):
        if item.file in found:
            found[item.file].append(item.conflict)
    return found
