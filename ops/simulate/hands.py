"""What people do with bags: prepare, check, hand over, give, bring back, destroy, in and out of turn."""

from node.api.administration import Give, Interrupt, NotGive
from node.api.base import Command
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
from node.domain.state import Bag, CourseState, Dose
from ops.simulate import shelf
from ops.simulate.chance import Chance
from ops.simulate.founding import PIN
from ops.simulate.station import Station
from schema.acts.base import Told
from schema.acts.lot import LotNamed
from schema.acts.preparation import VialUsed
from schema.ids import Id
from schema.quantity import Quantity, Unit

MENTIONS = ("uracilemia",)
WARD = "Hôpital de jour"
WHO = {
    "prescribe": ("prescriber", "prescriber2"),
    "go_ahead": ("prescriber", "prescriber2"),
    "validate": ("pharmacist", "pharmacist2"),
    "release": ("pharmacist", "pharmacist2"),
    "prepare": ("preparer", "pharmacist"),
    "check": ("preparer2", "pharmacist2"),
    "dispense": ("preparer2", "pharmacist"),
    "receive": ("nurse", "nurse2"),
    "administer": ("nurse", "nurse2"),
}
"""Who holds a right, as far as anybody here needs to know."""
BEDSIDE = ("administer", "interrupt", "return")
"""How a bag's stay on a ward ends."""
ENDS = ("reject", "destroy", "recall", "void")
"""How a bag ends in the pharmacy."""

Wanted = tuple[str, Command]
"""Somebody, and what they ask for."""


class Hands:
    """Those of everybody on the site."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance

    def by(self, right: str, command: Command) -> Wanted:
        # Now and then the wrong person tries.
        if self._chance.happens(0.02):
            return self._chance.pick([who for some in WHO.values() for who in some]), command
        return self._chance.pick(WHO[right]), command

    def told(self, station: Station) -> Told:
        return Told(station.clock.now_ms(), False, None, self._chance.pick(("seen", "scanned", "paper")))

    def claim(self, station: Station, course: Id, dose: Dose, remainder: Id | None = None) -> Wanted | None:
        """Vials are set out for a dose, an opened one among them if there is any: this one if it is named."""
        who = self._chance.pick(WHO["prepare"])
        proposal = station.ask(who, ProposePreparation(course=course, dose=dose.dose))
        if not isinstance(proposal, PreparationProposal):
            return None
        if proposal.objections and (remainder is not None or self._chance.happens(0.9)):
            return None
        number = self._chance.pick(shelf.NUMBERS)
        lot = LotNamed(proposal.product, proposal.label, proposal.cip13, number, "2099-12-31")
        opened = [one for one in proposal.remainders if remainder in {None, one.chosen.remainder}]
        if remainder is not None and not opened:
            return None
        chosen = self._chance.pick(opened) if opened else None
        named = lot if chosen is None else chosen.named
        vial = VialUsed(named.product, named.label, named.cip13, named.number, named.expiry, proposal.vials)
        command = Claim(
            course=course,
            item=proposal.item,
            product=proposal.product,
            vials=(vial,),
            diluent_lot="DIL-9" if proposal.diluent else "",
            remainders=() if chosen is None else (chosen.chosen,),
            acknowledged=("bag.over_before_its_day",),
            based_on=proposal.heads,
        )
        return who, command

    def on_bag(self, station: Station, course: Id, state: CourseState, step: str, bag: Bag) -> Wanted:
        told = self.told(station)
        patient = state.included.patient if state.included else bytes(16)
        commands: dict[str, tuple[str, Command]] = {
            "make": ("prepare", RecordMade(course=course, bag=bag.bag, told=told, pin=PIN)),
            "check": ("check", RecordChecked(course=course, bag=bag.bag, told=told, pin=PIN)),
            "release": (
                "release",
                Release(course=course, bag=bag.bag, released=True, pin=PIN, based_on=state.heads),
            ),
            "dispense": (
                "dispense",
                Dispense(course=course, bag=bag.bag, ward=WARD, mentions=MENTIONS, told=told, pin=PIN),
            ),
            "receive": ("receive", Receive(course=course, bag=bag.bag, told=told)),
            "administer": (
                "administer",
                Give(course=course, dose=bag.dose, bag=bag.bag, patient=patient, told=told, pin=PIN),
            ),
            "interrupt": (
                "administer",
                Interrupt(
                    course=course,
                    dose=bag.dose,
                    bag=bag.bag,
                    patient=patient,
                    amount=self._chance.pick((None, Quantity("40", Unit.PERCENT))),
                    reason="réaction",
                    told=told,
                    pin=PIN,
                ),
            ),
            "return": (
                "dispense",
                Return(course=course, bag=bag.bag, reason="patient absent", told=told, pin=PIN),
            ),
            "not_give": (
                "administer",
                NotGive(course=course, dose=bag.dose, bag=bag.bag, reason="fièvre", told=told, pin=PIN),
            ),
            "reject": (
                "release",
                Release(
                    course=course,
                    bag=bag.bag,
                    released=False,
                    reason="trouble",
                    pin=PIN,
                    based_on=state.heads,
                ),
            ),
            "destroy": ("release", Destroy(course=course, bag=bag.bag, reason="cassée", told=told, pin=PIN)),
            "recall": (
                "release",
                Recall(course=course, bag=bag.bag, reason="lot", pin=PIN, based_on=state.heads),
            ),
            "void": (
                "prepare",
                VoidClaim(course=course, bag=bag.bag, reason="repris", based_on=state.heads),
            ),
        }
        right, command = commands[step]
        return self.by(right, command)

    def end(self, station: Station, course: Id, state: CourseState) -> Wanted | None:
        """A bag is no longer to be used."""
        step = self._chance.pick(ENDS)
        return (
            self.on_bag(station, course, state, step, self._chance.pick(state.bags)) if state.bags else None
        )

    def on_the_ward(self, station: Station, course: Id, state: CourseState) -> Wanted | None:
        """What becomes of a bag that left the pharmacy, given already perhaps."""
        left = [bag for bag in state.bags if bag.dispensed or bag.received or bag.administered]
        step = self._chance.pick(BEDSIDE)
        return self.on_bag(station, course, state, step, self._chance.pick(left)) if left else None

    def out_of_turn(self, station: Station, course: Id, state: CourseState) -> Wanted | None:
        """An account that comes too early, or twice, or from paper."""
        if not state.bags:
            return None
        step = self._chance.pick(("make", "check", "release", "dispense", "receive", *BEDSIDE))
        return self.on_bag(station, course, state, step, self._chance.pick(state.bags))

    def not_give(self, station: Station, course: Id, state: CourseState) -> Wanted:
        dose = self._chance.pick(state.doses)
        bag = self._chance.pick((None, *dose.bags))
        command = NotGive(
            course=course, dose=dose.dose, bag=bag, reason="fièvre", told=self.told(station), pin=PIN
        )
        return self.by("administer", command)
