"""A node in memory with the client's methods: realistic views, and steps that really advance.

It knows no rule beyond what the window's tests need; the real node is tested where it lives.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from decimal import Decimal

import msgspec

from node.api.administration import Give, Interrupt, NotGive
from node.api.base import Answer, Changed, Command, Heads, PersonView, Recorded, Refused, Stamp
from node.api.clock import ClockConfirmed, ConfirmClock
from node.api.course import (
    ChoiceView,
    ConflictView,
    CourseView,
    CycleView,
    DoseView,
    GetCourse,
    IncludePatient,
    ListRegimens,
    NoteCourse,
    PlanCycle,
    RegimenRow,
    Regimens,
    ResumeCourse,
    SideView,
    StopCourse,
    StopView,
)
from node.api.dispensing import Dispense, Receive, Return
from node.api.incidents import GetIncidents, Incidents, IncidentView
from node.api.paper import MakePaper, Paper
from node.api.patient import (
    CorrectIdentity,
    CourseRow,
    CreatePatient,
    GetLinkConsequences,
    GetPatient,
    GoneView,
    LinkConsequences,
    LookAlike,
    Measure,
    Measured,
    NotePatient,
    NoteView,
    PatientHits,
    PatientRecord,
    PatientRow,
    RecordAllergy,
    RecordResult,
    RemoveAllergy,
    SearchPatients,
    TakePatientBack,
    TellPatientLeft,
)
from node.api.preparation import (
    Claim,
    Confirmed,
    PreparationProposal,
    ProposePreparation,
    RecordChecked,
    RecordMade,
    VoidClaim,
)
from node.api.prescription import DraftPrescription, PrescriptionDraft, SignPrescription, TranscribeDecision
from node.api.reference import Library, LibraryRow, ListLibrary, RetireVersion, SignReference
from node.api.release import Destroy, Recall, Release
from node.api.session import ListPeople, People, SignedIn, SignIn, SignOut
from node.api.settlement import (
    AgreeDerogation,
    AskDerogation,
    Conflicts,
    Derogations,
    DerogationView,
    ListConflicts,
    ListDerogations,
    Settle,
)
from node.api.site import (
    CatalogueEntry,
    CatalogueHits,
    EnrolPerson,
    GetStatus,
    PeerView,
    PersonStanding,
    SearchCatalogue,
    StandingView,
    Status,
)
from node.api.validation import DeferGoAhead, GiveGoAhead, Hold, Validate
from node.api.worklist import GetWorklist, WorkItem, Worklist
from schema.acts.base import DoseRevision
from schema.acts.prescription import DoseOrder, Pinned
from schema.quantity import Quantity, Unit
from schema.transaction import FileRef, FileType
from tests.ui import fake_site as site
from tests.ui.fake_carry import FakeCarry
from tests.ui.fake_inviting import FakeInviting
from tests.ui.fake_members import FakeMembers
from tests.ui.fake_register import FakeRegister
from tests.ui.fake_site import NOW, PIN, Patient, act, id16, stamp
from ui.format import matches


class Course:
    """One course in memory."""

    def __init__(self, patient: Patient, regimen: int, name: str) -> None:
        self.id = id16(name)
        self.patient = patient
        self.regimen = site.REGIMENS[regimen]
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
        ordered = site.order(dose, of, day, site.TODAY, surface)
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


class FakeNode(FakeCarry, FakeInviting, FakeMembers, FakeRegister):
    """The client of a node that lives in this very process."""

    def __init__(self) -> None:
        self.patients = site.patients()
        self.courses: list[Course] = []
        self.person: PersonView | None = None
        self.calls: list[Command] = []
        self.counter = 1
        self.only_here = 3
        self.closed = False
        self.fail: Exception | None = None
        self.refuse: dict[type[Command], Refused] = {}
        self.derogations: list[DerogationView] = []
        self.library = list(LIBRARY)
        self.incidents: tuple[IncidentView, ...] = INCIDENTS
        self.enrolled: list[PersonView] = []
        self.doubt = ""
        self.standing: StandingView | None = None
        self.person_standing: PersonStanding | None = None
        self._callbacks: list[Callable[[Changed], None]] = []
        self._lock = threading.RLock()
        self._fill()

    # --- the client's methods ---------------------------------------------------------------------

    def call(self, command: Command, timeout: float | None = 120) -> Answer:
        """Answer at once, from whatever thread."""
        del timeout
        with self._lock:
            self.calls.append(command)
            if self.fail is not None:
                raise self.fail
            if type(command) in self.refuse:
                return self.refuse[type(command)]
            pin = getattr(command, "pin", None)
            if pin is not None and pin != PIN:
                return Refused(code="session.wrong_pin")
            if self.person is None and not isinstance(command, ListPeople | SignIn | SignOut | GetStatus):
                return Refused(code="session.none")
            answer: Answer = getattr(self, _handler(type(command)))(command)
        if isinstance(answer, Recorded):
            self.changed()
        return answer

    def on_changed(self, callback: Callable[[Changed], None]) -> None:
        """Remember whom to tell."""
        self._callbacks.append(callback)

    def close(self) -> None:
        """Nobody is told any more."""
        self.closed = True
        self._callbacks.clear()

    def changed(self) -> None:
        """Tell that something was stored, here or received."""
        self.counter += 1
        for callback in list(self._callbacks):
            callback(Changed(counter=self.counter))

    # --- what there is ----------------------------------------------------------------------------

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
        choices = (ChoiceView("keep", first.bag), ChoiceView("keep", second.bag))
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

    # --- session and site -------------------------------------------------------------------------

    def _list_people(self, _: ListPeople) -> Answer:
        return People(site=site.SITE, workstation=site.HERE, people=(*site.PEOPLE, *self.enrolled))

    def _sign_in(self, command: SignIn) -> Answer:
        self.person = next(person for person in site.PEOPLE if person.person == command.person)
        return SignedIn(session=id16("session"), person=self.person, workstation=site.HERE)

    def _sign_out(self, _: SignOut) -> Answer:
        self.person = None
        return Recorded(acts=())

    def _get_status(self, _: GetStatus) -> Answer:
        rows = [row for course in self.courses for row in course.conflicts if row.open]
        minute = site.MINUTE
        peers = (
            PeerView(
                id16("w2"), "PUI-2", True, NOW - 90 * minute, NOW - minute // 2, 0, 0, 1_200, "mdns", ""
            ),
            PeerView(
                id16("w3"),
                "HDJ-1",
                True,
                NOW - 40 * minute,
                NOW - 2 * minute,
                0,
                self.only_here,
                -95_000,
                "typed",
                "",
            ),
            PeerView(
                id16("w4"),
                "SERV-2",
                False,
                NOW - 130 * minute,
                NOW - 130 * minute,
                4,
                17,
                None,
                "last_known",
                "timeout",
            ),
        )
        return Status(
            site=site.SITE,
            workstation=site.HERE,
            counter=self.counter,
            peers=peers,
            only_here=self.only_here,
            last_snapshot=NOW - 19 * site.HOUR,
            catalogue_of="2026-11-02",
            conflicts=len(rows),
            alarms=sum(row.alarm for row in rows),
            set_aside=0,
            clock_doubt=self.doubt,
            head="7Q4M2K9X",
            signed_in=self.person is not None,
            standing=self.standing,
            person=self.person_standing,
        )

    def _search_catalogue(self, command: SearchCatalogue) -> Answer:
        found = [
            CatalogueEntry(
                f"34009300000{number:02}",
                f"{name.upper()} FICTIF {strength}, solution à diluer pour perfusion",
                f"1 flacon en verre de {volume}",
                name,
                strength,
                volume,
                True,
                shortage,
                marketed=volume != "40 mL",
            )
            for number, (name, strength, volume, shortage) in enumerate(
                (
                    ("cisplatine", "1 mg/mL", "50 mL", ""),
                    ("carboplatine", "10 mg/mL", "45 mL", ""),
                    ("oxaliplatine", "5 mg/mL", "20 mL", "tension d’approvisionnement"),
                    ("oxaliplatine", "5 mg/mL", "40 mL", ""),
                    ("doxorubicine", "2 mg/mL", "25 mL", ""),
                    ("daunorubicine", "20 mg", "poudre", "rupture de stock"),
                    ("vincristine", "1 mg/mL", "2 mL", ""),
                )
            )
        ]
        hits = [entry for entry in found if matches(command.text, entry.label, entry.substances)]
        return CatalogueHits(total=len(hits), entries=tuple(hits[: command.limit]))

    # --- patients ---------------------------------------------------------------------------------

    def _search_patients(self, command: SearchPatients) -> Answer:
        found = [
            self._row(one)
            for one in self.patients
            if matches(
                command.text,
                one.identity.birth_name,
                one.identity.first_names,
                one.identity.used_name,
                one.identity.ipp,
            )
        ]
        return PatientHits(total=len(found), rows=tuple(found))

    def _create_patient(self, command: CreatePatient) -> Answer:
        alike = [one for one in self.patients if one.identity.birth_name == command.identity.birth_name]
        if {one.id for one in alike} - set(command.looked_at):
            return Refused(
                code="patient.probable_duplicate", values={"count": str(len(alike)), "alike": "same_traits"}
            )
        self.patients.append(Patient(command.identity, 50, "70", "170", "not_recorded"))
        return self._recorded(None, self.patients[-1].id)

    def _get_patient(self, command: GetPatient) -> Answer:
        one = self.patient(command.patient)
        alike = [
            LookAlike(other.id, other.identity, "same_traits", "probable")
            for other in self.patients
            if other is not one and other.identity.birth_name == one.identity.birth_name
        ]
        rows = [
            CourseRow(
                course.id,
                one.id,
                course.regimen.name,
                course.regimen.indications[0].label,
                "2026-11-07",
                course.regimen.cycles,
                "HDJ oncologie",
                course.view().state,
            )
            for course in self.courses
            if course.patient is one
        ]
        return PatientRecord(
            banner=one.banner(),
            heads=(act(f"patient{one.id.hex()}"),),
            measurements=tuple(one.measured),
            notes=tuple(one.notes),
            courses=tuple(rows),
            look_alikes=tuple(alike),
            gates=site.GATES,
            disputes=one.disputes,
        )

    def _measure(self, command: Measure) -> Answer:
        one = self.patient(command.patient)
        last = one.latest(command.what)
        if last is not None and not command.confirmed:
            ratio = command.value.decimal / last.value.decimal
            if not Decimal("0.7") < ratio < Decimal("1.4"):
                values = {
                    "what": command.what,
                    "value": f"{command.value.value} {command.value.unit}",
                    "doubt": "changed",
                }
                return Refused(code="patient.implausible", values=values)
        one.measured.append(Measured(command.what, command.value, stamp(3, 0)))
        return self._recorded()

    def _record_allergy(self, command: RecordAllergy) -> Answer:
        one = self.patient(command.patient)
        one.allergy_state = "none_known" if command.none_known else "known"
        if not command.none_known:
            one.allergies += ((command.substance, command.reaction),)
        return self._recorded()

    def _note_patient(self, command: NotePatient) -> Answer:
        self.patient(command.patient).notes.append(NoteView(command.text, stamp(0, 0)))
        return self._recorded()

    def _pair(self, _: Command) -> Answer:
        return self._recorded()

    _link_patients = _confirm_link = _keep_apart = _unlink_patients = _confirm_unlink = _pair

    def _get_link_consequences(self, _: GetLinkConsequences) -> Answer:
        return LinkConsequences(allergies=("latex",), courses=2, back_to_validation=3)

    def _record_result(self, command: RecordResult) -> Answer:
        self.patient(command.patient).measured.append(Measured(command.what, command.value, stamp(3, 0)))
        return self._recorded()

    def _correct_identity(self, command: CorrectIdentity) -> Answer:
        one = self.patient(command.patient)
        values = {change.field: change.value for change in command.changes}
        one.identity = msgspec.structs.replace(one.identity, **values)
        one.disputes = tuple(dispute for dispute in one.disputes if dispute.field not in values)
        return self._recorded()

    def _remove_allergy(self, command: RemoveAllergy) -> Answer:
        self.patient(command.patient).allergies = ()
        return self._recorded()

    def _tell_patient_left(self, command: TellPatientLeft) -> Answer:
        self.patient(command.patient).gone = (GoneView(command.how, command.remark, stamp(3, 0)),)
        return self._recorded()

    def _take_patient_back(self, command: TakePatientBack) -> Answer:
        self.patient(command.patient).gone = ()
        return self._recorded()

    def _transcribe_decision(self, _: TranscribeDecision) -> Answer:
        return self._recorded()

    # --- courses and prescriptions ----------------------------------------------------------------

    def _list_regimens(self, _: ListRegimens) -> Answer:
        return Regimens(
            rows=tuple(RegimenRow(id16(body.code), act(body.code), body) for body in site.REGIMENS)
        )

    def _include_patient(self, command: IncludePatient) -> Answer:
        at = next(number for number, body in enumerate(site.REGIMENS) if id16(body.code) == command.regimen)
        course = self._course(self.patient(command.patient), at, f"new{self.counter}")
        return self._recorded(course, course.id)

    def _get_course(self, command: GetCourse) -> Answer:
        return self.course(command.course).view()

    def _plan_cycle(self, command: PlanCycle) -> Answer:
        return self._recorded(self.course(command.course))

    def _note_course(self, command: NoteCourse) -> Answer:
        course = self.course(command.course)
        course.notes.append(NoteView(command.text, stamp(0, 0)))
        return self._recorded(course)

    def _stop_course(self, command: StopCourse) -> Answer:
        course = self.course(command.course)
        course.stops.append(
            StopView(
                command.level,
                command.cycle,
                command.day,
                command.line,
                command.reason,
                stamp(1, 0),
                act("stop"),
            )
        )
        return self._recorded(course)

    def _resume_course(self, command: ResumeCourse) -> Answer:
        course = self.course(command.course)
        course.stops = [stop for stop in course.stops if stop.act not in command.stops]
        return self._recorded(course)

    def _orders(self, command: DraftPrescription | SignPrescription) -> tuple[DoseOrder, ...]:
        course = self.course(command.course)
        surface = course.patient.surface or Quantity("1.8", Unit.M2)
        orders = []
        for of in course.regimen.lines:
            for day in of.days:
                changed = next(
                    (item for item in command.adjustments if item.line == of.code and item.day in {0, day}),
                    None,
                )
                dose = id16(f"{course.id.hex()}{of.code}{command.cycle}{day}")
                made = site.order(
                    dose,
                    of,
                    day,
                    site.TODAY,
                    surface,
                    changed.reduction_percent if changed else "0",
                    changed.reason if changed else "",
                )
                if changed and changed.prescribed:
                    made = msgspec.structs.replace(made, prescribed=changed.prescribed)
                orders.append(made)
        return tuple(orders)

    def _draft_prescription(self, command: DraftPrescription) -> Answer:
        course = self.course(command.course)
        banner = course.patient.banner()
        pinned = [
            Pinned(what, item.value, "", act(what))
            for what, item in (
                ("weight", banner.weight),
                ("height", banner.height),
                ("creatinine", banner.creatinine),
            )
            if item
        ]
        if banner.surface:
            pinned.append(Pinned("surface", banner.surface, "surface.mosteller/1", None))
        return PrescriptionDraft(
            course=course.id,
            cycle=command.cycle,
            pinned=tuple(pinned),
            orders=self._orders(command),
            objections=(
                Refused(code="measurement.too_old", values={"what": "creatinine", "days": "9", "limit": "7"}),
            ),
            heads=course.heads,
            mentions=("uracilemia",)
            if any(item.substance == "fluorouracile" for item in self._orders(command))
            else (),
        )

    def _sign_prescription(self, command: SignPrescription) -> Answer:
        course = self.course(command.course)
        orders = self._orders(command)
        course.doses += [site.dose_view(item, command.cycle, "prescribed") for item in orders]
        return self._recorded(course, *(item.dose for item in orders))

    # --- validation -------------------------------------------------------------------------------

    def _items(self, command: Validate | Hold | GiveGoAhead | DeferGoAhead) -> tuple[Course, set[bytes]]:
        return self.course(command.course), {item.dose for item in command.items}

    def _advance(self, course: Course) -> None:
        course.doses = [
            msgspec.structs.replace(dose, state="ready", waits_for=("prepare",))
            if dose.state == "prescribed" and dose.validated and dose.go_ahead
            else msgspec.structs.replace(
                dose,
                waits_for=tuple(
                    step
                    for step, who in (("validate", dose.validated), ("go_ahead", dose.go_ahead))
                    if who is None
                ),
            )
            if dose.state == "prescribed"
            else dose
            for dose in course.doses
        ]

    def _validate(self, command: Validate) -> Answer:
        course, doses = self._items(command)
        needs = [
            dose for dose in course.doses if dose.dose in doses and dose.order.substance == "fluorouracile"
        ]
        if needs and "uracilemia" not in command.mentions:
            return Refused(
                code="mention.not_checked", values={"mention": "uracilemia", "substance": "fluorouracile"}
            )
        recorded = self._edit(course, doses, validated=stamp(0, 0))
        self._advance(course)
        return recorded

    def _hold(self, command: Hold) -> Answer:
        course, doses = self._items(command)
        return self._edit(
            course, doses, held=stamp(0, 0), state="held", waits_for=("validate",), blocks=("held",)
        )

    def _give_go_ahead(self, command: GiveGoAhead) -> Answer:
        course, doses = self._items(command)
        recorded = self._edit(course, doses, go_ahead=stamp(1, 0))
        self._advance(course)
        return recorded

    def _defer_go_ahead(self, command: DeferGoAhead) -> Answer:
        course, doses = self._items(command)
        return self._edit(course, doses, go_ahead=None, blocks=("deferred",))

    # --- bags -------------------------------------------------------------------------------------

    def _propose_preparation(self, command: ProposePreparation) -> Answer:
        course, dose = self.course(command.course), self.dose(command.dose)
        volume = "250" if command.withdraw else "278.4"
        return PreparationProposal(
            item=DoseRevision(dose.dose, dose.versions[0]),
            product=id16("product"),
            label=f"{dose.order.substance.upper()} FICTIF 5 mg/mL, flacon de 20 mL",
            cip13="3400930000000",
            concentration=Quantity("5", Unit.MG_PER_ML),
            draw=Quantity("28.4", Unit.ML),
            vials=2,
            diluent=dose.order.diluent,
            final_volume=Quantity(volume, Unit.ML),
            final_concentration=Quantity("0.51", Unit.MG_PER_ML),
            stability_hours=24,
            storage="entre 2 °C et 8 °C, à l’abri de la lumière",
            cautions=("Ne pas utiliser de matériel contenant de l’aluminium.",),
            objections=(),
            confirmed=(
                Confirmed("PUI-2", True, True, None, NOW - site.MINUTE),
                Confirmed("HDJ-1", True, False, None, NOW - 2 * site.MINUTE),
                Confirmed("SERV-2", False, True, NOW - 130 * site.MINUTE, NOW - 150 * site.MINUTE),
            ),
            heads=course.heads,
        )

    def _claim(self, command: Claim) -> Answer:
        course, dose = self.course(command.course), self.dose(command.item.dose)
        made = msgspec.structs.replace(
            site.bag(dose.order, f"2026-0000{50 + self.counter}", "claimed"), vials=command.vials
        )
        self._edit(course, {dose.dose}, bags=(*dose.bags, made), state="in_preparation", waits_for=("make",))
        return self._recorded(course, made.bag)

    def _move(
        self,
        command: RecordMade
        | RecordChecked
        | Release
        | Dispense
        | Receive
        | VoidClaim
        | Recall
        | Destroy
        | Return,
        state: str,
        **stamps: object,
    ) -> Answer:
        course = self.course(command.course)
        dose = next(item for item in course.doses if any(bag.bag == command.bag for bag in item.bags))
        bags = tuple(
            msgspec.structs.replace(bag, state=state, **stamps) if bag.bag == command.bag else bag
            for bag in dose.bags
        )
        follows = {"voided": "ready", "rejected": "ready", "recalled": "ready", "destroyed": "ready"}.get(
            state, state
        )
        return self._edit(
            course, {dose.dose}, bags=bags, state=follows, waits_for=site.WAITS.get(follows, ())
        )

    def _record_made(self, command: RecordMade) -> Answer:
        return self._move(command, "made", made=stamp(2, 0))

    def _record_checked(self, command: RecordChecked) -> Answer:
        return self._move(command, "checked", checked=stamp(0, 0))

    def _void_claim(self, command: VoidClaim) -> Answer:
        return self._move(command, "voided")

    def _release(self, command: Release) -> Answer:
        state = "released" if command.released else "rejected"
        return self._move(command, state, released=stamp(0, 0) if command.released else None)

    def _recall(self, command: Recall) -> Answer:
        return self._move(command, "recalled")

    def _destroy(self, command: Destroy) -> Answer:
        return self._move(command, "destroyed")

    def _dispense(self, command: Dispense) -> Answer:
        return self._move(command, "dispensed", dispensed=stamp(2, 0))

    def _receive(self, command: Receive) -> Answer:
        return self._move(command, "received", received=stamp(3, 0))

    def _return(self, command: Return) -> Answer:
        return self._move(command, "returned", dispensed=None, received=None, returned=stamp(2, 0))

    def _give(self, command: Give) -> Answer:
        course = self.course(command.course)
        if command.patient != course.patient.id:
            return Refused(code="patient.wrong", values={})
        return self._edit(course, {command.dose}, state="given", given=(stamp(3, 0),), waits_for=())

    def _not_give(self, command: NotGive) -> Answer:
        course = self.course(command.course)
        return self._edit(course, {command.dose}, state="not_given", not_given=(stamp(3, 0),), waits_for=())

    def _interrupt(self, command: Interrupt) -> Answer:
        course = self.course(command.course)
        return self._edit(
            course,
            {command.dose},
            state="interrupted",
            interrupted=(stamp(3, 0),),
            parts=(command.amount,),
            waits_for=("settle",),
        )

    # --- lists, conflicts, papers -----------------------------------------------------------------

    def _get_worklist(self, command: GetWorklist) -> Answer:
        rights = self.person.rights if self.person else ()
        items = []
        for course in self.courses:
            for dose in course.doses:
                mine = any({"make": "prepare"}.get(step, step) in rights for step in dose.waits_for)
                if command.day != dose.order.planned or (command.mine and not mine):
                    continue
                bag = next(
                    (one for one in reversed(dose.bags) if one.state not in {"voided", "rejected"}), None
                )
                conflicts = sum(row.open and row.subject == dose.dose for row in course.conflicts)
                items.append(
                    WorkItem(
                        course.id,
                        dose.dose,
                        bag.bag if bag else None,
                        self._row(course.patient),
                        course.regimen.name,
                        dose.cycle,
                        dose.order.day,
                        dose.order.planned,
                        dose.order.substance,
                        dose.order.prescribed,
                        dose.order.container,
                        dose.order.duration_minutes,
                        "HDJ oncologie",
                        dose.state,
                        dose.waits_for,
                        dose.blocks,
                        bag.number if bag else "",
                        conflicts,
                    )
                )
        return Worklist(day=command.day, items=tuple(items))

    def _list_conflicts(self, command: ListConflicts) -> Answer:
        rights = set(self.person.rights if self.person else ())
        rows = [
            row
            for course in self.courses
            for row in course.conflicts
            if (row.open or command.settled) and (not command.mine or rights & set(row.owners))
        ]
        return Conflicts(rows=tuple(rows))

    def _settle(self, command: Settle) -> Answer:
        course = self.course(command.file.id)
        course.conflicts = [
            msgspec.structs.replace(row, open=False, settled=stamp(0, 0))
            if row.rule == command.rule and row.subject == command.subject
            else row
            for row in course.conflicts
        ]
        dose = self.dose(command.subject)
        bags = tuple(msgspec.structs.replace(bag, held=bag.bag != command.keep) for bag in dose.bags)
        return self._edit(course, {dose.dose}, bags=bags, blocks=(), waits_for=("check",))

    def _make_paper(self, command: MakePaper) -> Answer:
        return Paper(name=f"{command.what}-{site.TODAY}.pdf", pdf=b"%PDF-1.4 fictif" * 4000, duplicate=0)

    # --- looking after the site -------------------------------------------------------------------

    def _list_derogations(self, _: ListDerogations) -> Answer:
        return Derogations(rows=tuple(self.derogations))

    def _ask_derogation(self, command: AskDerogation) -> Answer:
        course = self.course(command.course)
        dose = next(
            one
            for one in course.doses
            if one.dose == command.subject or any(bag.bag == command.subject for bag in one.bags)
        )
        self.derogations.append(
            DerogationView(
                act(f"asked{len(self.derogations)}"),
                course.id,
                course.patient.id,
                course.patient.identity.birth_name,
                dose.dose,
                dose.order.substance,
                next((bag.number for bag in dose.bags if bag.bag == command.subject), ""),
                command.rule,
                command.reason,
                stamp(1, 0),
                True,
            )
        )
        return self._recorded(course)

    def _agree_derogation(self, command: AgreeDerogation) -> Answer:
        self.derogations = [row for row in self.derogations if row.asked != command.asked]
        return self._recorded(self.course(command.course))

    def _confirm_clock(self, command: ConfirmClock) -> Answer:
        self.doubt = ""
        return ClockConfirmed(now=command.at)

    def _list_library(self, _: ListLibrary) -> Answer:
        return Library(rows=tuple(self.library))

    def _retire_version(self, _: RetireVersion) -> Answer:
        return self._recorded()

    def _sign_reference(self, command: SignReference) -> Answer:
        self.library = [
            msgspec.structs.replace(row, state="signed", signed=stamp(0, 0))
            if row.name in command.names
            else row
            for row in self.library
        ]
        return self._recorded()

    def _get_incidents(self, _: GetIncidents) -> Answer:
        return Incidents(rows=self.incidents)

    def _enrol_person(self, command: EnrolPerson) -> Answer:
        name = f"{command.title} {command.family_name.upper()} {command.first_name}".strip()
        self.enrolled.append(PersonView(id16(name), name, command.role, ("measure",)))
        return self._recorded(None, self.enrolled[-1].person)


def _library_row(
    name: str, sort: str, label: str, detail: str, state: str, signed: Stamp | None
) -> LibraryRow:
    """One item, with a field of what it says."""
    said = (("summary.stability", "24\u00a0h"),)
    ours = {"signed": said, "differs": (("summary.stability", "48\u00a0h"),)}.get(state, ())
    version = act(name) if ours else None
    illustrative = sort != "limits"
    file = FileRef(FileType.SETTINGS if sort == "limits" else FileType.PRODUCT, id16(name))
    return LibraryRow(
        name, sort, label, detail, "0f3a91c2", state, signed, illustrative, file, version, said, ours, 0
    )


LIBRARY = (
    _library_row("limits", "limits", "", "", "signed", stamp(0, site.DAY)),
    _library_row("CISPLATINE", "product", "CISPLATINE FICTIF 1 mg/mL", "cisplatine", "unsigned", None),
    _library_row("OXALI", "product", "OXALIPLATINE FICTIF 5 mg/mL", "oxaliplatine", "differs", stamp(0, 0)),
    _library_row("FICTIF-1", "regimen", "FICTIF 1", "1", "unsigned", None),
)
INCIDENTS = (
    IncidentView(NOW - site.MINUTE, "network", "not_member", "192.0.2.9", ""),
    IncidentView(NOW - site.HOUR, "evidence", "seal", "SERV-2", "7Q4M2K9X 12"),
    IncidentView(NOW - site.DAY, "network", "tlsv1_alert", "", ""),
)


def _handler(command: type[Command]) -> str:
    """`GetCourse` is answered by `_get_course`."""
    return re.sub(r"(?=[A-Z])", "_", command.__name__).lower()
