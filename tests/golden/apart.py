"""Rows of a dose and of a bag that no other episode meets: one pair of acts each, apart from one another."""

from __future__ import annotations

import msgspec

from node.api.administration import Give, Interrupt
from node.api.patient import RecordResult
from node.api.preparation import VoidClaim
from node.api.release import Destroy
from schema.acts.base import DoseRevision
from schema.acts.preparation import NumberTaken
from schema.acts.validation import GoAheadGiven
from schema.codec import decode
from schema.quantity import Quantity, Unit
from schema.transaction import FileRef, FileType, open_transaction
from tests.golden.stations import CODE, Day, plan, write
from tests.node import circuit
from tests.node.stations import PIN, TODAY, Station


def days(day: Day) -> None:
    """One cycle planned for two days; go-aheads of all doses here and of one dose there."""
    someone = day.treated()
    plan(day.one, someone, "2026-06-06")
    plan(day.other, someone, "2026-06-07")
    day.meet()
    someone = day.treated()
    circuit.validate(day.one, someone.course)
    day.meet()
    circuit.go_ahead(day.one, someone.course)
    dose = circuit.dose_of(day.other, someone.course, "L2")
    part = GoAheadGiven((DoseRevision(dose.dose, dose.versions[0]),), TODAY)
    write(day.other, "prescriber2", FileRef(FileType.COURSE, someone.course), part)
    day.meet()


def overlapping(day: Day) -> None:
    """Go-aheads for two doses of a day each, one of them in common."""
    someone = day.treated()
    circuit.validate(day.one, someone.course)
    day.meet()
    one, both, other = (circuit.dose_of(day.one, someone.course, line).dose for line in ("L1", "L2", "L3"))
    circuit.go_ahead(day.one, someone.course, one, both)
    circuit.go_ahead(day.other, someone.course, both, other, who="prescriber2")
    day.meet()


def ends(day: Day) -> None:
    """A bag destroyed here and handed over there; given up here and made there; received by two."""
    someone, dose = day.ready()
    bag = circuit.released(day.one, someone.course, dose)
    day.meet()
    told = circuit.told(day.one)
    day.one.do("pharmacist", Destroy(course=someone.course, bag=bag, reason="chute", told=told, pin=PIN))
    circuit.dispense(day.other, someone.course, bag, who="pharmacist2")
    day.meet()
    someone, dose = day.ready()
    bag = circuit.claim(day.one, someone.course, dose)
    day.meet()
    heads = circuit.look(day.other, someone.course).heads
    given_up = VoidClaim(course=someone.course, bag=bag, reason="poste muet", based_on=heads)
    day.other.do("pharmacist2", given_up)
    circuit.make(day.one, someone.course, bag)
    day.meet()
    someone, dose = day.ready()
    bag = circuit.released(day.one, someone.course, dose)
    circuit.dispense(day.one, someone.course, bag)
    day.meet()
    circuit.receive(day.one, someone.course, bag)
    circuit.receive(day.other, someone.course, bag, who="nurse2")
    day.meet()


def numbered(day: Day) -> None:
    """A preparation number that another workstation took too, as a clone would."""
    first, dose = day.ready()
    second, another = day.ready()
    circuit.claim(day.one, first.course, dose)
    day.meet()
    bag = circuit.claim(day.other, second.course, another)
    file, line = _number(day.one)
    write(day.other, "preparer", file, msgspec.structs.replace(line, bag=bag, course=second.course))
    day.meet()


def _number(station: Station) -> tuple[FileRef, NumberTaken]:
    """The first line of its register."""
    series = station.desk.journal()
    for row in station.replica.chain.everything():
        transaction, core = open_transaction(row.data)
        for header, body in zip(core.headers, transaction.bodies, strict=True):
            if core.journal == series and header.kind == "register.numbered/1" and body is not None:
                return header.file, decode(NumberTaken, body.body)
    raise AssertionError(station.name)


def bedside(day: Day) -> None:
    """Interrupted here and not given there; given to somebody else, told from paper."""
    someone, dose = day.ready()
    bag = circuit.on_the_ward(day.one, someone.course, dose)
    day.meet()
    ended = Interrupt(
        course=someone.course,
        dose=dose,
        bag=bag,
        patient=someone.patient,
        amount=Quantity("30", Unit.ML),
        reason="réaction",
        told=circuit.told(day.one),
        pin=PIN,
    )
    day.one.do("nurse", ended)
    circuit.not_give(day.other, someone.course, dose, bag)
    day.meet()
    someone, dose = day.ready()
    neighbour = circuit.create(day.one, day.somebody())
    bag = circuit.on_the_ward(day.one, someone.course, dose)
    told = circuit.told(day.one, "paper")
    given = Give(course=someone.course, dose=dose, bag=bag, patient=neighbour, told=told, pin=PIN)
    day.one.do("nurse", given)
    day.meet()


def results(day: Day) -> None:
    """A blood count that nobody knew of when the bag was made; a height far off the one prescribed with."""
    someone, dose = day.ready()
    circuit.make(day.one, someone.course, circuit.claim(day.one, someone.course, dose))
    count = Quantity("0.4", Unit.GIGA_PER_L)
    told = circuit.told(day.other)
    result = RecordResult(patient=someone.patient, what="neutrophils", value=count, told=told)
    day.other.do("nurse", result)
    day.meet()
    someone = circuit.treated(day.one, CODE, day.somebody())
    circuit.measure(day.one, someone.patient, "height", "195", confirmed=True)
    day.meet()
