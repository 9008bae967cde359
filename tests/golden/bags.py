"""Bags: made twice, given twice, come back, interrupted, for somebody else."""

from __future__ import annotations

from unittest.mock import patch

import msgspec

from node.api.administration import Interrupt
from node.api.dispensing import Return
from node.api.reattribution import ProposeReattribution, Reattribute, ReattributionProposal
from node.domain.decision import Decided
from node.domain.reattribution import decide_reattribute
from node.handlers import reattribution as handling
from schema.acts.administration import DoseGiven, DoseInterrupted
from schema.acts.settlement import ConflictSettled
from schema.ids import Id
from schema.quantity import Quantity, Unit
from schema.transaction import FileRef, FileType
from tests.golden.stations import Day, conflict_in, keep_one, settle, settle_long, write
from tests.node import circuit
from tests.node.circuit import Treated
from tests.node.stations import PIN, Station

PART = Quantity("40", Unit.PERCENT)


def prepared_twice(day: Day) -> None:
    """One dose taken on at two places; made at both, one is kept."""
    someone, dose = day.ready()
    for station in (day.one, day.other):
        circuit.claim(station, someone.course, dose)
    day.meet()
    for settled in (True, False):
        someone, dose = day.ready()
        first, second = (circuit.claim(station, someone.course, dose) for station in (day.one, day.other))
        circuit.make(day.one, someone.course, first)
        circuit.make(day.other, someone.course, second)
        day.meet()
        if settled:
            settle(day.one, "made_twice", someone.course, "keep", "pharmacist", keep=first)
        day.meet()


def given_twice(day: Day) -> None:
    """One bag told twice; two bags given; given here and not given there."""
    for two_bags, settled in ((False, True), (True, True), (True, False)):
        someone, dose = day.ready()
        bag = circuit.on_the_ward(day.one, someone.course, dose)
        if not two_bags:
            day.meet()
        second = circuit.on_the_ward(day.other, someone.course, dose) if two_bags else bag
        circuit.give(day.one, someone, dose, bag, who="nurse")
        circuit.give(day.other, someone, dose, second, who="nurse2")
        day.meet()
        if settled and two_bags:
            settle(day.other, "given_twice", someone.course, "reviewed", "prescriber")
        elif settled:
            settle(day.one, "told_twice", someone.course, "told_twice", "nurse")
        day.meet()
    for settled in (True, False):
        someone, dose = day.ready()
        bag = circuit.on_the_ward(day.one, someone.course, dose)
        day.meet()
        circuit.give(day.one, someone, dose, bag)
        circuit.not_give(day.other, someone.course, dose, bag)
        day.meet()
        if settled:
            settle(day.one, "given_and_not_given", someone.course, "given", "nurse")
        day.meet()


def come_back(day: Day) -> None:
    """A bag comes back from the ward; another leaves from two places at once."""
    someone, dose = day.ready()
    bag = circuit.on_the_ward(day.one, someone.course, dose)
    day.meet()
    back = Return(
        course=someone.course,
        bag=bag,
        reason="patient absent, gardée au frais",
        told=circuit.told(day.one),
        pin=PIN,
    )
    day.one.do("pharmacist", back)
    day.meet()
    someone, dose = day.ready()
    bag = circuit.released(day.one, someone.course, dose)
    day.meet()
    circuit.dispense(day.one, someone.course, bag)
    circuit.dispense(day.other, someone.course, bag, who="pharmacist2")
    day.meet()
    someone, dose = day.ready()
    bag = circuit.released(day.one, someone.course, dose)
    day.meet()
    circuit.dispense(day.one, someone.course, bag)
    circuit.release(day.other, someone.course, bag, reason="particules", who="pharmacist2")
    day.meet()


def interrupted(day: Day) -> None:
    """Begun and ended early: reviewed, told elsewhere as given, and told of a dose it was not made for."""
    for reviewed in (True, False):
        someone, dose = day.ready()
        bag = circuit.on_the_ward(day.one, someone.course, dose)
        day.meet()
        ended = Interrupt(
            course=someone.course,
            dose=dose,
            bag=bag,
            patient=someone.patient,
            amount=PART,
            reason="extravasation",
            told=circuit.told(day.one),
            pin=PIN,
        )
        day.one.do("nurse", ended)
        if not reviewed:
            circuit.give(day.other, someone, dose, bag, who="nurse2")
        day.meet()
        if reviewed:
            settle(day.other, "interrupted", someone.course, "reviewed", "prescriber")
        day.meet()
    someone, dose = day.ready()
    second = circuit.dose_of(day.one, someone.course, "L2").dose
    bag = circuit.on_the_ward(day.one, someone.course, dose)
    body = DoseInterrupted(second, bag, someone.patient, None, "extravasation", circuit.told(day.one))
    write(day.one, "nurse", FileRef(FileType.COURSE, someone.course), body)
    day.meet()


def as_another(day: Day) -> None:
    """A bag given as the dose that it was not made for, which has a bag of its own."""
    someone, dose = day.ready()
    second = circuit.dose_of(day.one, someone.course, "L2").dose
    own = circuit.claim(day.one, someone.course, dose)
    circuit.make(day.one, someone.course, own)
    strange = circuit.claim(day.one, someone.course, second)
    body = DoseGiven(dose, strange, someone.patient, circuit.told(day.one), "")
    write(day.one, "nurse", FileRef(FileType.COURSE, someone.course), body)
    day.meet()


def _reattribute(station: Station, course: Id, bag: Id, to: Treated) -> Id:
    ask = ProposeReattribution(course=course, bag=bag)
    shown = station.get("pharmacist", ask, ReattributionProposal)
    (target,) = [one for one in shown.targets if one.course == to.course]
    command = Reattribute(
        course=course,
        bag=bag,
        to_course=to.course,
        item=target.item,
        reason="fièvre à l’arrivée",
        pin=PIN,
        based_on=(*shown.heads, *target.heads),
    )
    return station.do("pharmacist", command).created[0]


def _half(*values: object) -> Decided:
    """Somebody hostile says the one half: the other course has the bag, and this one never let it go."""
    decided = decide_reattribute(*values)  # type: ignore[arg-type]  # as the handler gives them
    assert isinstance(decided, Decided)
    return msgspec.structs.replace(decided, drafts=decided.drafts[1:])


def reattributed(day: Day) -> None:
    """A bag that is another's now: given there, given here too, to two apart, and never let go."""
    one, other = day.one, day.other
    first, dose = day.ready()
    second, second_dose = day.ready()
    bag = circuit.on_the_ward(one, first.course, dose)
    circuit.not_give(one, first.course, dose, bag)
    new = _reattribute(one, first.course, bag, second)
    circuit.check(one, second.course, new)
    circuit.release(one, second.course, new)
    circuit.dispense(one, second.course, new)
    circuit.receive(one, second.course, new)
    circuit.give(one, second, second_dose, new)
    day.meet()
    for settled in (True, False):
        first, dose = day.ready()
        second, third = day.ready()[0], day.ready()[0]
        bag = circuit.released(one, first.course, dose)
        day.meet()
        _reattribute(one, first.course, bag, second)
        _reattribute(other, first.course, bag, third)
        day.meet()
        if settled:
            keep_one(one, "reattributed_apart", first.course)
        day.meet()
    first, dose = day.ready()
    second, _ = day.ready()
    bag = circuit.released(one, first.course, dose)
    day.meet()
    with patch.object(handling, "decide_reattribute", _half):
        _reattribute(other, first.course, bag, second)
    day.meet()


def settled_otherwise(day: Day) -> None:
    """Settled by a kind of many acts; by two who say otherwise; by somebody whose decision it is not."""
    for way in ("many", "apart", "beyond"):
        someone, dose = day.ready()
        bags = [circuit.claim(station, someone.course, dose) for station in (day.one, day.other)]
        for station, bag in zip((day.one, day.other), bags, strict=True):
            circuit.make(station, someone.course, bag)
        day.meet()
        conflict = conflict_in(day.one, "made_twice", someone.course)
        heads = tuple(sorted(side.act for side in conflict.sides))
        if way == "many":
            settle_long(day.one, conflict, "keep", "pharmacist", bags[0])
        elif way == "apart":
            circuit.settle(day.one, conflict, "keep", "pharmacist", bags[0])
            circuit.settle(day.other, conflict, "keep", "pharmacist2", bags[1])
        else:
            said = ConflictSettled("made_twice", conflict.subject, heads, "keep", bags[0], "vu au lit")
            write(day.one, "nurse", conflict.file, said)
        day.meet()
