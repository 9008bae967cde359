"""What the fictive node says of bags, from the claim to the patient."""

from __future__ import annotations

import msgspec

from node.api.administration import Give, Interrupt, NotGive
from node.api.base import Answer, Refused
from node.api.course import BagView, KeptView
from node.api.dispensing import Dispense, Receive, Return
from node.api.preparation import (
    Claim,
    PreparationProposal,
    ProposePreparation,
    RecordChecked,
    RecordMade,
    VoidClaim,
)
from node.api.release import Destroy, Recall, Release
from schema.acts.base import DoseRevision
from schema.quantity import Quantity, Unit
from tests.ui import fake_site as site
from tests.ui.fake_hospital import FakeHospital
from tests.ui.fake_site import id16, stamp


class FakeBags(FakeHospital):
    """Handlers about bags and what was given."""

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
            confirmed=site.CONFIRMED,
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


def not_kept(bag: BagView, number: str = "HDJ-1 000001") -> BagView:
    """The same, after another bag of its dose was kept."""
    kept = KeptView(number, stamp(0, 0))
    return msgspec.structs.replace(
        bag, bag=id16("lost"), number="PUI-1 000003", held=True, blocks=("another_bag_kept",), kept=kept
    )
