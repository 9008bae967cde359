"""The fictive hospital in memory: patients, courses, two conflicts, and finding one's way in it."""

from __future__ import annotations

import msgspec

from node.api.base import Heads, PersonView, Recorded
from node.api.course import ChoiceView, ConflictView, CourseView, CycleView, DoseView, SideView, StopView
from node.api.patient import NoteView, PatientRow
from schema.quantity import Quantity, Unit
from schema.transaction import FileRef, FileType
from tests.ui import fake_regimens
from tests.ui import fake_site as site
from tests.ui.fake_site import Patient, act, id16, stamp


class Course:
    """One course in memory."""

    def __init__(self, patient: Patient, regimen: int, name: str) -> None:
        self.id = id16(name)
        self.patient = patient
        self.regimen = fake_regimens.REGIMENS[regimen]
        self.doses: list[DoseView] = []
        self.stops: list[StopView] = []
        self.notes: list[NoteView] = []
        self.conflicts: list[ConflictView] = []
        self.version = 0

    @property
    def heads(self) -> Heads:
        """They move with every act."""
        return (act(f"{self.id.hex()}{self.version}"),)

    def add(self, line: int, state: str, number: str = "", cycle: int = 2, day: int = 1) -> DoseView:
        """A dose of a line, in a state."""
        of = self.regimen.lines[line]
        dose = id16(f"{self.id.hex()}{line}{cycle}{day}")
        surface = self.patient.surface or Quantity("1.8", Unit.M2)
        ordered = fake_regimens.order(dose, of, day, site.TODAY, surface)
        view = site.dose_view(ordered, cycle, state, number)
        self.doses.append(view)
        return view

    def view(self) -> CourseView:
        """As `GetCourse` answers."""
        cycles = sorted({dose.cycle for dose in self.doses})
        return CourseView(
            course=self.id,
            heads=self.heads,
            banner=self.patient.banner(),
            regimen=self.regimen,
            indication=self.regimen.indications[0],
            intent="curative",
            ward="HDJ oncologie",
            planned_cycles=self.regimen.cycles,
            cycles=tuple(
                CycleView(
                    cycle, site.TODAY, (), tuple(dose.dose for dose in self.doses if dose.cycle == cycle)
                )
                for cycle in cycles
            ),
            doses=tuple(self.doses),
            stops=tuple(self.stops),
            notes=tuple(self.notes),
            conflicts=tuple(self.conflicts),
            state="to_settle" if any(row.open for row in self.conflicts) else "ongoing",
            illustrative=True,
            liftable=("bag.expired", "diluent.refused", "mention.missing"),
        )


class FakeHospital:
    """What there is; each family of handlers stands on it."""

    def __init__(self) -> None:
        self.patients = site.patients()
        self.courses: list[Course] = []
        self.person: PersonView | None = None
        self.counter = 1
        self.only_here = 3
        self._fill()

    def _fill(self) -> None:
        first, second, third, fourth, fifth, _ = self.patients
        folfox = self._course(first, 0, "c1")
        folfox.add(0, "prescribed")
        folfox.add(1, "prescribed")
        folfox.add(2, "prescribed")
        folfox.notes.append(
            NoteView("Voie centrale posée le 12 novembre, côté droit.", stamp(1, site.DAY, "HDJ-1"))
        )
        cartax = self._course(second, 1, "c2")
        cartax.add(0, "ready")
        cartax.add(1, "in_preparation", "2026-000041")
        cisvin = self._course(third, 2, "c3")
        cisvin.add(0, "made", "2026-000039")
        cisvin.add(1, "checked", "2026-000040")
        last = self._course(fourth, 0, "c4")
        last.add(0, "released", "2026-000036")
        last.add(1, "dispensed", "2026-000037")
        last.add(2, "received", "2026-000038")
        other = self._course(fifth, 2, "c5")
        other.add(0, "given", "2026-000031")
        divergent = other.add(1, "divergent")
        self._divergent(other, divergent)
        self._made_twice(cisvin, cisvin.doses[0])

    def _course(self, patient: Patient, regimen: int, name: str) -> Course:
        course = Course(patient, regimen, name)
        self.courses.append(course)
        return course

    def _divergent(self, course: Course, dose: DoseView) -> None:
        at = course.doses.index(dose)
        course.doses[at] = msgspec.structs.replace(
            dose, versions=(act("v1"), act("v2")), waits_for=("settle",), blocks=("divergent",)
        )
        sides = tuple(
            SideView(
                act(name),
                "prescription.signed/1",
                stamp(1, ago, where),
                (
                    ("summary.dose", amount),
                    ("summary.substance", "vinorelbine"),
                    ("summary.planned", "21/11/2026"),
                    ("summary.volume", "50\u00a0mL"),
                    ("summary.reduction_reason", reason),
                ),
            )
            for name, ago, where, amount, reason in (
                ("v1", 150 * site.MINUTE, "HDJ-1", "55\u00a0mg", ""),
                ("v2", 95 * site.MINUTE, "SERV-2", "40\u00a0mg", "neutropénie grade 3 au cycle précédent"),
            )
        )
        course.conflicts.append(
            self._conflict(course, "divergent", dose.dose, sides, ("prescribe",), (), alarm=False)
        )

    def _made_twice(self, course: Course, dose: DoseView) -> None:
        second = site.bag(dose.order, "2026-000012", "made")
        second = msgspec.structs.replace(second, number="PUI-2 2026-000012", held=True)
        first = msgspec.structs.replace(dose.bags[0], held=True)
        at = course.doses.index(dose)
        course.doses[at] = msgspec.structs.replace(
            dose, bags=(first, second), waits_for=("settle",), blocks=("made_twice",)
        )
        sides = tuple(
            SideView(
                act(bag.number),
                "preparation.made/1",
                stamp(person, ago, bag.number.split()[0]),
                (
                    ("summary.number", bag.number),
                    ("summary.dose", dose.order.prescribed.shown("fr")),
                    ("summary.draw", "28,4\u00a0mL"),
                    ("summary.remark", lots),
                    ("summary.use_by", "22/11/2026 10:05"),
                ),
            )
            for bag, person, ago, lots in (
                (first, 2, 70 * site.MINUTE, "F24A07"),
                (second, 4, 64 * site.MINUTE, "F23K19"),
            )
        )
        choices = tuple(ChoiceView("keep", bag.bag, bag.number) for bag in (first, second))
        course.conflicts.append(
            self._conflict(course, "made_twice", dose.dose, sides, ("release",), choices, alarm=True)
        )

    def _conflict(
        self,
        course: Course,
        rule: str,
        subject: bytes,
        sides: tuple[SideView, ...],
        owners: tuple[str, ...],
        choices: tuple[ChoiceView, ...],
        *,
        alarm: bool,
    ) -> ConflictView:
        dose = next(item for item in course.doses if item.dose == subject)
        identity = course.patient.identity
        return ConflictView(
            rule,
            FileRef(FileType.COURSE, course.id),
            (),
            course.id,
            subject,
            course.patient.id,
            f"{identity.birth_name} {identity.first_names}",
            dose.order.substance,
            sides,
            owners,
            choices,
            alarm,
            True,
            None,
            dose=dose.dose,
            cycle=dose.cycle,
            day=dose.order.day,
        )

    # --- finding ----------------------------------------------------------------------------------

    def course(self, identifier: bytes) -> Course:
        """By id."""
        return next(item for item in self.courses if item.id == identifier)

    def dose(self, identifier: bytes) -> DoseView:
        """By id."""
        return next(dose for course in self.courses for dose in course.doses if dose.dose == identifier)

    def patient(self, identifier: bytes) -> Patient:
        """By id."""
        return next(item for item in self.patients if item.id == identifier)

    def _row(self, patient: Patient) -> PatientRow:
        alike = sum(
            other is not patient and other.identity.birth_date == patient.identity.birth_date
            for other in self.patients
        )
        return PatientRow(patient.id, patient.identity, patient.age, False, alike)

    def _recorded(self, course: Course | None = None, *created: bytes) -> Recorded:
        self.only_here += 1
        if course is not None:
            course.version += 1
        return Recorded(acts=(act(f"recorded{self.counter}"),), created=created)

    def _edit(self, course: Course, doses: set[bytes], **changes: object) -> Recorded:
        course.doses = [
            msgspec.structs.replace(dose, **changes) if dose.dose in doses else dose for dose in course.doses
        ]
        return self._recorded(course)
