"""The states that the checks between files look at: one person's neighbourhood, read for many at once.

A neighbourhood is every patient file reachable by links or by shared identity keys, with all their
courses: the smallest set for which the checks give the same answer as for the whole site. A course whose
inclusion does not count is nobody's, and a neighbourhood by itself, under its own id (ADR 0075).
"""

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import TypeVar

import msgspec

from node.domain.lot import LotState
from node.domain.old_numbers import courses_before
from node.domain.patient import PatientState
from node.domain.reference import ProductState, RegimenState
from node.domain.register import RegisterState
from node.domain.site_settings import SettingsState
from node.domain.state import CourseState
from node.domain.world import Knew, RulesOf, World
from node.store.connection import Connection, as_id
from node.store.states import States
from schema.acts.regimen import DoseLimitsSigned, GateLimit, LimitsSigned
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import FileRef, FileType

R = TypeVar("R", RegimenState, ProductState)
S = TypeVar("S", bound=Wire)
LIMITS_FILE = FileRef(FileType.SETTINGS, b"limits".ljust(16, b"\0"))
"""The one file of the site's limits."""
REATTRIBUTION_FILE = FileRef(FileType.SETTINGS, b"reattribution".ljust(16, b"\0"))
"""The one file of how far a dose may be off the bag re-attributed to it."""
GATES_FILE = FileRef(FileType.SETTINGS, b"gates".ljust(16, b"\0"))
"""The one file of the limits of results."""
DOSES_FILE = FileRef(FileType.SETTINGS, b"doses".ljust(16, b"\0"))
"""The one file of how far doses may be off those of their regimen."""
_AT_ONCE = 100
"""Patients around whom is read at once; bounds memory, not correctness."""


class _Region(msgspec.Struct, frozen=True):
    """Everything around some patients, not yet sorted into neighbourhoods."""

    patients: Mapping[Id, PatientState]
    near: Mapping[Id, set[Id]]
    courses: Mapping[Id, Mapping[Id, CourseState]]
    """By patient."""
    beside: Mapping[Id, CourseState]
    takers: Mapping[Id, Mapping[Id, CourseState]]
    """By course, as the next ones."""
    registers: Mapping[Id, Mapping[Id, RegisterState]]
    lots: Mapping[Id, Mapping[Id, LotState]]
    regimens: Mapping[Id, RegimenState]
    products: Mapping[Id, ProductState]
    limits: LimitsSigned | None
    gates: tuple[GateLimit, ...]


class Neighbourhoods:
    """Reads the states around patients."""

    def __init__(self, connection: Connection, states: States, knew: Knew, rules_of: RulesOf) -> None:
        self._connection = connection
        self._states = states
        self._knew = knew
        self._rules_of = rules_of

    def world(self, patient: Id) -> World:
        """The states of one neighbourhood."""
        return next(world for _, world in self.worlds({patient}))

    def worlds(self, patients: Collection[Id]) -> Iterator[tuple[Id, World]]:
        """Every neighbourhood that one of these patients is in, once each, with one of them."""
        left = sorted(patients)
        done: set[Id] = set()
        while left:
            some, left = left[:_AT_ONCE], left[_AT_ONCE:]
            region = self._around({one for one in some if one not in done})
            for patient in some:
                if patient not in done:
                    world = self._world(region, patient)
                    done |= {patient, *world.patients}
                    yield patient, world

    def look_alikes(self, patient: Id) -> set[Id]:
        """Other files with the same identity keys."""
        return self._alike({patient})[patient]

    def limits(self) -> LimitsSigned | None:
        """The site's limits in force."""
        state = self._states.state(SettingsState, LIMITS_FILE)
        return state.limits if state else None

    def dose_limits(self) -> DoseLimitsSigned | None:
        """The limits of doses in force."""
        state = self._states.state(SettingsState, DOSES_FILE)
        return state.dose_limits if state else None

    def gates(self) -> tuple[GateLimit, ...]:
        """The limits of results in force."""
        state = self._states.state(SettingsState, GATES_FILE)
        return state.gate_limits() if state else ()

    def _world(self, region: _Region, patient: Id) -> World:
        names, ahead = {patient}, [patient]
        while ahead:
            new = region.near.get(ahead.pop(), set()) - names
            names |= new
            ahead.extend(new)
        here = sorted(one for one in names if one == patient or one in region.patients)
        courses = {course: state for one in here for course, state in region.courses.get(one, {}).items()}
        known = {**region.beside, **courses}
        beside = courses_before(courses, lambda some: {one: known[one] for one in some if one in known})
        return World(
            patients={one: region.patients[one] for one in here if one in region.patients},
            courses=courses,
            beside={one: state for one, state in beside.items() if one not in courses},
            takers=_joined(region.takers, courses),
            registers=_joined(region.registers, courses),
            lots=_joined(region.lots, courses),
            regimens=_retired(region.regimens, _regimens_of(courses)),
            products=_retired(region.products, _products_of(courses)),
            limits=region.limits,
            gates=region.gates,
            knew=self._knew,
            rules_of=self._rules_of,
        )

    def _around(self, some: set[Id]) -> _Region:
        patients: dict[Id, PatientState] = {}
        near: dict[Id, set[Id]] = {}
        ahead = set(some)
        while ahead:
            found = self._states.several(PatientState, FileType.PATIENT, ahead)
            alike = self._alike(found)
            patients |= found
            said = self._said_of(found)
            near |= {
                one: alike[one] | said[one] | {edge.other for edge in state.edges}
                for one, state in found.items()
            }
            ahead = {other for one in found for other in near[one]} - set(near)
            near |= {one: set() for one in ahead}
        near = {one: others for one, others in near.items() if others}
        courses = self._courses({*some, *patients})
        every = {course: state for of_one in courses.values() for course, state in of_one.items()}
        return _Region(
            patients=patients,
            near=near,
            courses=courses,
            beside=courses_before(every, partial(self._states.several, CourseState, FileType.COURSE)),
            takers=self._by_course(CourseState, FileType.COURSE, _TAKERS, every),
            registers=self._by_course(RegisterState, FileType.REGISTER, _DOUBLED, every),
            lots=self._by_course(LotState, FileType.LOT, _RECALLED, every),
            regimens=self._states.several(RegimenState, FileType.REGIMEN, _regimens_of(every)),
            products=self._states.several(ProductState, FileType.PRODUCT, _products_of(every)),
            limits=self.limits(),
            gates=self.gates(),
        )

    def _alike(self, patients: Collection[Id]) -> dict[Id, set[Id]]:
        found: dict[Id, set[Id]] = {one: set() for one in patients}
        for one, other in self._pairs(
            "SELECT a.patient, b.patient FROM patients a JOIN patients b ON b.patient != a.patient AND ("
            " (a.traits != '' AND b.traits = a.traits) OR (a.ipp != '' AND b.ipp = a.ipp)"
            " OR (a.ins != '' AND b.ins = a.ins)) WHERE a.patient",
            patients,
        ):
            found[one].add(other)
        return found

    def _said_of(self, patients: Collection[Id]) -> dict[Id, set[Id]]:
        """Whose files name these as linked, whatever these say of them."""
        found: dict[Id, set[Id]] = {one: set() for one in patients}
        for other, one in self._pairs("SELECT other, patient FROM links WHERE other", patients):
            found[other].add(one)
        return found

    def _courses(self, patients: Collection[Id]) -> dict[Id, dict[Id, CourseState]]:
        """By patient; those of nobody that are named themselves, each by itself."""
        pairs = self._pairs("SELECT patient, course FROM courses WHERE patient", patients)
        of = {course: patient for patient, course in (*self._pairs(_NOBODYS, patients), *pairs)}
        found: dict[Id, dict[Id, CourseState]] = {}
        for course, state in self._states.several(CourseState, FileType.COURSE, of).items():
            found.setdefault(of[course], {})[course] = state
        return found

    def _by_course(
        self, kind: type[S], sort: FileType, question: str, courses: Collection[Id]
    ) -> dict[Id, dict[Id, S]]:
        pairs = self._pairs(question, courses)
        states = self._states.several(kind, sort, {file for _, file in pairs})
        found: dict[Id, dict[Id, S]] = {}
        for course, file in pairs:
            if file in states:
                found.setdefault(course, {})[file] = states[file]
        return found

    def _pairs(self, question: str, ids: Collection[Id]) -> list[tuple[Id, Id]]:
        """Rows of two ids, of a question that ends with the column which is to be one of these."""
        every, found = tuple(ids), list[tuple[Id, Id]]()
        for first in range(0, len(every), _IDS):
            some = every[first : first + _IDS]
            marks = ", ".join("?" for _ in some)
            rows = self._connection.rows(f"{question} IN ({marks})", some)
            found += [(as_id(one), as_id(other)) for one, other in rows]
        return found


_IDS = 500
"""A statement takes only so many ids, and somebody hostile may write any number of look-alikes."""
_NOBODYS = (
    f"SELECT id, id FROM files f WHERE type = {FileType.COURSE:d}"  # noqa: S608  # a number of our own
    " AND NOT EXISTS (SELECT 1 FROM courses c WHERE c.course = f.id) AND id"
)
"""Courses whose inclusion does not count."""
_TAKERS = "SELECT DISTINCT source, course FROM origins WHERE source"
"""Courses that say that a bag of these is theirs."""
_DOUBLED = (
    "SELECT DISTINCT a.course, a.register FROM numbers a JOIN numbers b ON b.register = a.register"
    " AND b.bag != a.bag WHERE a.course"
)
"""Numbers that a bag of these courses shares with another bag, set aside or not."""
_RECALLED = (
    "SELECT DISTINCT v.course, l.lot FROM vials v JOIN lots l ON l.number = v.number AND l.recalled = 1"
    " WHERE v.course"
)
"""Recalled lots with the number of a vial in a bag of these courses."""


def _joined(by_course: Mapping[Id, Mapping[Id, S]], courses: Collection[Id]) -> dict[Id, S]:
    return {file: state for one in courses for file, state in by_course.get(one, {}).items()}


def _retired(files: Mapping[Id, R], used: Collection[Id]) -> dict[Id, R]:
    """Those that have a retired version."""
    found = {one: files[one] for one in sorted(used) if one in files}
    return {one: state for one, state in found.items() if state.retired}


def _regimens_of(courses: Mapping[Id, CourseState]) -> set[Id]:
    return {state.included.regimen for state in courses.values() if state.included is not None}


def _products_of(courses: Mapping[Id, CourseState]) -> set[Id]:
    return {vial.product for state in courses.values() for bag in state.bags for vial in bag.content.vials}
