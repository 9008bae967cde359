"""People at workstations, and what they do: from a patient's file to a given bag.

Knows `node.client` and `node.api` and nothing else of the program.
"""

import msgspec

from node.api.administration import Give, NotGive
from node.api.base import Command, Recorded
from node.api.course import (
    BagView,
    CourseView,
    DoseView,
    GetCourse,
    IncludePatient,
    ListRegimens,
    Regimens,
    StopCourse,
)
from node.api.dispensing import Dispense, Receive
from node.api.paper import MakePaper, Paper
from node.api.patient import (
    ConfirmLink,
    CreatePatient,
    GetPatient,
    LinkPatients,
    Measure,
    NotePatient,
    PatientRecord,
    RecordAllergy,
)
from node.api.preparation import Claim, PreparationProposal, ProposePreparation, RecordChecked, RecordMade
from node.api.prescription import Adjustment, DraftPrescription, PrescriptionDraft, SignPrescription
from node.api.release import Destroy, Release
from node.api.settlement import Conflicts, ListConflicts, Settle
from node.api.validation import GiveGoAhead, Validate
from ops.demo.person import SomebodySignedIn
from schema.acts.base import DoseRevision
from schema.acts.patient import Identity
from schema.acts.preparation import VialUsed
from schema.ids import Id
from schema.quantity import Unit, parse_typed, quantity
from schema.transaction import FileRef, FileType

MENTION = "uracilemia"


class Treated(msgspec.Struct):
    """A patient of the day and their course."""

    patient: Id
    course: Id
    regimen: str
    number: int


class Person(SomebodySignedIn):
    """Somebody with everything that the circuit has them do; their rights decide what they may."""

    # -- patients and courses --------------------------------------------------------------------

    def welcome(self, identity: Identity, weight: str, height: str, creatinine: str) -> Id:
        """Open a patient's file with the day's measurements and allergies."""
        patient = self.do(CreatePatient(identity=identity)).created[0]
        for what, value, unit in (
            ("weight", weight, Unit.KG),
            ("height", height, Unit.CM),
            ("creatinine", creatinine, Unit.UMOL_PER_L),
        ):
            measured = quantity(parse_typed(value), unit)
            self.do(Measure(patient=patient, what=what, value=measured, told=self.told()))
        self.do(RecordAllergy(patient=patient, none_known=True))
        return patient

    def include(self, patient: Id, regimen: str, day: str, ward: str) -> Id:
        """Include a patient in a regimen; the course."""
        row = next(one for one in self.client.ask(ListRegimens(), Regimens).rows if one.body.code == regimen)
        command = IncludePatient(
            patient=patient,
            regimen=row.regimen,
            indication_code=row.body.indications[0].code,
            intent="",
            first_day=day,
            planned_cycles=row.body.cycles,
            ward=ward,
            pin=self.pin,
            acknowledged=("day.past",),
        )
        return self.do(command).created[0]

    def course(self, course: Id) -> CourseView:
        """Everything about a course."""
        return self.client.ask(GetCourse(course=course), CourseView)

    def prescribe(
        self,
        course: Id,
        *,
        adjustments: tuple[Adjustment, ...] = (),
        doses: tuple[Id, ...] = (),
        reason: str = "",
    ) -> None:
        """Sign the first cycle, or a revision of some of its doses."""

        def look() -> Command:
            asked = DraftPrescription(course=course, cycle=1, adjustments=adjustments, doses=doses)
            draft = self.client.ask(asked, PrescriptionDraft)
            fluoropyrimidine = any(order.substance == "fluorouracile" for order in draft.orders)
            return SignPrescription(
                course=course,
                cycle=1,
                adjustments=adjustments,
                doses=doses,
                mentions=(MENTION,) if fluoropyrimidine else (),
                reason=reason,
                pin=self.pin,
                based_on=draft.heads,
            )

        self.decide(look)

    def validate(self, course: Id) -> None:
        """Validate what waits for validation in a course."""

        def look() -> Command:
            view = self.course(course)
            fluoropyrimidine = any(line.substance == "fluorouracile" for line in view.regimen.lines)
            return Validate(
                course=course,
                items=_items(view, "validate"),
                mentions=(MENTION,) if fluoropyrimidine else (),
                pin=self.pin,
                based_on=view.heads,
            )

        if _items(self.course(course), "validate"):
            self.decide(look)

    def go_ahead(self, course: Id, day: str) -> None:
        """Give the day's go-ahead to the doses planned that day."""

        def look() -> Command:
            view = self.course(course)
            items = _items(view, "go_ahead", day)
            return GiveGoAhead(course=course, items=items, day=day, pin=self.pin, based_on=view.heads)

        if _items(self.course(course), "go_ahead", day):
            self.decide(look)

    def stop(self, course: Id, reason: str) -> None:
        """Stop a whole course."""

        def look() -> Command:
            heads = self.course(course).heads
            return StopCourse(course=course, level="course", reason=reason, pin=self.pin, based_on=heads)

        self.decide(look)

    # -- the bag -----------------------------------------------------------------------------------

    def claim(self, course: Id, dose: Id, lots: "Lots") -> Id:
        """Take a dose on, with vials from the shelf; the bag."""

        def look() -> Command:
            proposal = self.client.ask(ProposePreparation(course=course, dose=dose), PreparationProposal)
            vial = VialUsed(
                product=proposal.product,
                label=proposal.label,
                cip13=proposal.cip13,
                lot=lots.lot(proposal.cip13),
                expiry=lots.expiry,
                count=proposal.vials,
            )
            return Claim(
                course=course,
                item=proposal.item,
                product=proposal.product,
                vials=(vial,),
                diluent_lot=lots.lot(proposal.diluent) if proposal.diluent else "",
                based_on=proposal.heads,
            )

        return self.decide(look).created[0]

    def made(self, course: Id, bag: Id) -> None:
        """Sign that the bag was made."""
        self.do(RecordMade(course=course, bag=bag, told=self.told(), pin=self.pin))

    def checked(self, course: Id, bag: Id) -> None:
        """Sign that it was checked."""
        self.do(RecordChecked(course=course, bag=bag, told=self.told(), pin=self.pin))

    def release(self, course: Id, bag: Id) -> None:
        """Release it."""

        def look() -> Command:
            heads = self.course(course).heads
            return Release(course=course, bag=bag, released=True, pin=self.pin, based_on=heads)

        self.decide(look)

    def destroy(self, course: Id, bag: Id, reason: str) -> None:
        """Say that it was destroyed."""
        self.do(Destroy(course=course, bag=bag, reason=reason, told=self.told(), pin=self.pin))

    def dispense(self, course: Id, bag: Id, ward: str) -> None:
        """Hand it over to the ward."""
        command = Dispense(
            course=course, bag=bag, ward=ward, mentions=(MENTION,), told=self.told(), pin=self.pin
        )
        self.do(command)

    def receive(self, course: Id, bag: Id) -> None:
        """The ward has it."""
        self.do(Receive(course=course, bag=bag, told=self.told("scanned")))

    def give(self, treated: Treated, dose: Id, bag: Id, *, paper: bool = False) -> Recorded:
        """Given at the bedside, or told from paper."""
        told = self.told("paper", minutes_ago=40) if paper else self.told("scanned")
        command = Give(
            course=treated.course, dose=dose, bag=bag, patient=treated.patient, told=told, pin=self.pin
        )
        return self.do(command)

    def not_give(self, treated: Treated, dose: Id, bag: Id | None, reason: str) -> None:
        """Not given, and why."""
        command = NotGive(
            course=treated.course, dose=dose, bag=bag, reason=reason, told=self.told(), pin=self.pin
        )
        self.do(command)

    # -- what people settle --------------------------------------------------------------------------

    def conflicts(self, *, settled: bool = False) -> Conflicts:
        """All conflicts, whoever owns them."""
        return self.client.ask(ListConflicts(mine=False, settled=settled), Conflicts)

    def settle(self, course: Id, rule: str, choice: str, *, keep: Id | None = None, reason: str) -> None:
        """Settle each open conflict of a rule on a course."""
        for one in self.conflicts().rows:
            if one.rule != rule or one.course != course or not one.open:
                continue
            view = self.course(course)
            command = Settle(
                file=FileRef(FileType.COURSE, course),
                rule=rule,
                subject=one.subject,
                heads=tuple(side.act for side in one.sides),
                choice=choice,
                keep=keep,
                reason=reason,
                pin=self.pin,
                based_on=view.heads,
            )
            self.do(command)
            return

    def link(self, patient: Id, other: Id, reason: str) -> None:
        """Say that two files are one person."""
        record = self.client.ask(GetPatient(patient=patient), PatientRecord)
        command = LinkPatients(
            patient=patient, other=other, reason=reason, pin=self.pin, based_on=record.heads
        )
        self.do(command)

    def confirm_link(self, patient: Id, other: Id) -> None:
        """Agree."""
        record = self.client.ask(GetPatient(patient=patient), PatientRecord)
        self.do(ConfirmLink(patient=patient, other=other, pin=self.pin, based_on=record.heads))

    def note(self, patient: Id, text: str) -> None:
        """A note on a patient."""
        self.do(NotePatient(patient=patient, text=text))

    def paper(self, command: MakePaper) -> Paper:
        """A PDF."""
        return self.client.ask(command, Paper)


class Lots:
    """What lies on the shelf of the demonstration."""

    def __init__(self, expiry: str) -> None:
        self.expiry = expiry

    @staticmethod
    def lot(of: str) -> str:
        """A made-up lot number for a product or diluent."""
        return f"FICTIF-{sum(of.encode()) % 9000 + 1000}"


def _items(view: CourseView, step: str, day: str = "") -> tuple[DoseRevision, ...]:
    return tuple(
        DoseRevision(dose.dose, dose.versions[0])
        for dose in view.doses
        if step in dose.waits_for and day in ("", dose.order.planned)
    )


def today(view: CourseView, day: str) -> list[DoseView]:
    """The doses of a course planned that day, in order of administration."""
    return sorted((dose for dose in view.doses if dose.order.planned == day), key=lambda one: one.order.rank)


def bag_in(dose: DoseView, *states: str) -> BagView | None:
    """The first bag of a dose in one of these states."""
    return next((bag for bag in dose.bags if bag.state in states), None)
