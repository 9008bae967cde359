"""What the fictive node says of courses, prescriptions, validation and go-ahead."""

from __future__ import annotations

import msgspec

from node.api.base import Answer, Refused
from node.api.course import (
    GetCourse,
    IncludePatient,
    ListRegimens,
    NoteCourse,
    PlanCycle,
    RegimenRow,
    Regimens,
    ResumeCourse,
    StopCourse,
    StopView,
)
from node.api.patient import NoteView
from node.api.prescription import (
    CarriedAdjustment,
    DraftPrescription,
    PrescriptionDraft,
    SignPrescription,
    TranscribeDecision,
)
from node.api.validation import DeferGoAhead, GiveGoAhead, Hold, Validate
from schema.acts.prescription import DoseOrder, Pinned
from schema.quantity import Quantity, Unit
from tests.ui import fake_regimens
from tests.ui import fake_site as site
from tests.ui.fake_hospital import Course, FakeHospital
from tests.ui.fake_site import act, id16, stamp


class FakePrescribing(FakeHospital):
    """Handlers from inclusion to the day's go-ahead."""

    carried: tuple[CarriedAdjustment, ...] = ()
    objected: tuple[Refused, ...] = ()

    def _list_regimens(self, _: ListRegimens) -> Answer:
        return Regimens(
            rows=tuple(RegimenRow(id16(body.code), act(body.code), body) for body in fake_regimens.REGIMENS)
        )

    def _include_patient(self, command: IncludePatient) -> Answer:
        at = next(
            number for number, body in enumerate(fake_regimens.REGIMENS) if id16(body.code) == command.regimen
        )
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
                made = fake_regimens.order(
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
                *self.objected,
            ),
            heads=course.heads,
            mentions=("uracilemia",)
            if any(item.substance == "fluorouracile" for item in self._orders(command))
            else (),
            carried=self.carried,
        )

    def _sign_prescription(self, command: SignPrescription) -> Answer:
        course = self.course(command.course)
        orders = self._orders(command)
        course.doses += [site.dose_view(item, command.cycle, "prescribed") for item in orders]
        return self._recorded(course, *(item.dose for item in orders))

    def _transcribe_decision(self, _: TranscribeDecision) -> Answer:
        return self._recorded()

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
