"""Scenarios of the rules of a bag, and of what was given."""

from __future__ import annotations

import msgspec
import pytest

from node.api.administration import Give, Interrupt
from node.api.base import Recorded
from node.api.dispensing import Return
from node.api.preparation import Claim, PreparationProposal, ProposePreparation, VoidClaim
from node.api.release import Destroy
from node.domain.preparation import decide_claim
from node.handlers.loading import OpenCourse, open_course
from schema.acts.preparation import VialUsed
from schema.ids import Id
from schema.quantity import Quantity, Unit
from tests.node import circuit
from tests.node.circuit import Treated
from tests.node.reattributing import reattribute, taken_alone
from tests.node.rows.parting import Expected, Parting, Scenario, Story, course_file, plan, revise, settle
from tests.node.stations import PIN, Station

HERE = frozenset({"PUI-1"})


def claimed_twice(p: Parting) -> Story:
    someone, dose = p.ready()
    yield None
    circuit.claim(p.one, someone.course, dose)
    yield None
    circuit.claim(p.other, someone.course, dose, who="preparer2")
    yield Expected(course_file(someone), open=False, ends=False)


def made_twice(p: Parting) -> Story:
    someone, dose = p.ready()
    yield None
    kept = circuit.claim(p.one, someone.course, dose)
    circuit.make(p.one, someone.course, kept)
    yield None
    circuit.make(p.other, someone.course, circuit.claim(p.other, someone.course, dose))
    rows = yield Expected(course_file(someone))
    settle(p.other, rows, "keep", "pharmacist", kept)


def taken_over(p: Parting) -> Story:
    someone, dose = p.ready()
    bag = circuit.claim(p.one, someone.course, dose)
    yield None
    heads = circuit.look(p.one, someone.course).heads
    p.one.do("preparer2", VoidClaim(course=someone.course, bag=bag, reason="poste en panne", based_on=heads))
    yield None
    circuit.make(p.other, someone.course, bag)
    rows = yield Expected(course_file(someone))
    settle(p.one, rows, "keep", "pharmacist", bag)


def outdated_bag(p: Parting) -> Story:
    someone, dose = p.ready()
    bag = circuit.claim(p.one, someone.course, dose)
    yield None
    circuit.make(p.one, someone.course, bag)
    yield None
    revise(p.other, someone, dose, "5")
    rows = yield Expected(course_file(someone))
    settle(p.one, rows, "keep", "pharmacist", bag)


def day_moved(p: Parting) -> Story:
    someone, dose = p.ready()
    plan(p.one, someone, "2026-06-05")
    yield None
    bag = circuit.claim(p.one, someone.course, dose)
    yield None
    plan(p.other, someone, "2026-06-06")
    rows = yield Expected(course_file(someone))
    settle(p.other, rows, "keep", "pharmacist", bag)


def released_and_rejected(p: Parting) -> Story:
    someone, dose = p.ready()
    bag = circuit.claim(p.one, someone.course, dose)
    circuit.make(p.one, someone.course, bag)
    circuit.check(p.one, someone.course, bag)
    yield None
    circuit.release(p.one, someone.course, bag)
    yield None
    circuit.release(p.other, someone.course, bag, reason="fuite", who="pharmacist2")
    rows = yield Expected(course_file(someone))
    settle(p.one, rows, "reviewed", "pharmacist")


def dispensed_twice(p: Parting) -> Story:
    someone, dose = p.ready()
    bag = circuit.released(p.one, someone.course, dose)
    yield None
    circuit.dispense(p.one, someone.course, bag)
    yield None
    circuit.dispense(p.other, someone.course, bag, who="pharmacist2")
    rows = yield Expected(course_file(someone), alarm=True)
    settle(p.other, rows, "reviewed", "pharmacist")


def destroyed_and_used(p: Parting) -> Story:
    someone, dose = p.ready()
    bag = circuit.released(p.one, someone.course, dose)
    yield None
    told = circuit.told(p.one)
    p.one.do("pharmacist", Destroy(course=someone.course, bag=bag, reason="fuite", told=told, pin=PIN))
    yield None
    circuit.dispense(p.other, someone.course, bag)
    rows = yield Expected(course_file(someone), alarm=True)
    settle(p.one, rows, "reviewed", "pharmacist")


def reattributed_apart(p: Parting) -> Story:
    someone, dose = p.ready()
    another, _ = p.ready()
    bag = circuit.released(p.one, someone.course, dose)
    yield None
    reattribute(p.one, someone.course, bag, another.course)
    yield None
    circuit.dispense(p.other, someone.course, bag)
    rows = yield Expected(course_file(someone), alarm=True)
    settle(p.other, rows, "none", "pharmacist")


def not_let_go(p: Parting) -> Story:
    someone, dose = p.ready()
    another, _ = p.ready()
    bag = circuit.released(p.one, someone.course, dose)
    yield None
    yield None
    with pytest.MonkeyPatch.context() as patched:
        taken_alone(p.other, patched, someone.course, bag, another.course)
    rows = yield Expected(course_file(someone), alarm=True, apart=False)
    settle(p.one, rows, "keep", "pharmacist", bag)


def doubled_number(p: Parting) -> Story:
    someone, dose = p.ready()
    second = circuit.dose_of(p.one, someone.course, "L2").dose
    yield None
    bag = circuit.claim(p.one, someone.course, dose)
    number = circuit.bag_of(p.one, someone.course, bag).number
    yield None
    _claim_as_a_clone(p.other, p.one, someone.course, second, int(number.split()[-1]))
    rows = yield Expected(course_file(someone), alarm=True)
    settle(p.one, rows, "reviewed", "pharmacist")


def _claim_as_a_clone(station: Station, cloned: Station, course: Id, dose: Id, number: int) -> None:
    """Only a copy of the workstation could do this: another bag under a number of its series."""
    proposal = station.get("preparer", ProposePreparation(course=course, dose=dose), PreparationProposal)
    vial = VialUsed(proposal.product, proposal.label, proposal.cip13, "LOT", "2027-12-31", proposal.vials)
    command = Claim(
        course=course,
        item=proposal.item,
        product=proposal.product,
        vials=(vial,),
        diluent_lot="D",
        based_on=proposal.heads,
    )
    opened = open_course(station.desk, course)
    assert isinstance(opened, OpenCourse)
    session = station.desk.sessions.get(station.session("preparer"))
    assert session is not None
    clone = msgspec.structs.replace(station.desk.who(session), journal=cloned.desk.journal())
    decided = decide_claim(command, opened.situation, clone, bytes(range(16)), number)
    assert isinstance(station.desk.record(decided, session), Recorded)


# -- given


def _on_the_ward(p: Parting) -> tuple[Treated, Id, Id]:
    someone, dose = p.ready()
    return someone, dose, circuit.on_the_ward(p.one, someone.course, dose)


def _interrupt(station: Station, someone: Treated, dose: Id, bag: Id, who: str = "nurse") -> None:
    ended = Interrupt(
        course=someone.course,
        dose=dose,
        bag=bag,
        patient=someone.patient,
        amount=Quantity("30", Unit.PERCENT),
        reason="extravasation",
        told=circuit.told(station),
        pin=PIN,
    )
    station.do(who, ended)


def told_twice(p: Parting) -> Story:
    someone, dose, bag = _on_the_ward(p)
    yield None
    circuit.give(p.one, someone, dose, bag, who="nurse")
    yield None
    circuit.give(p.other, someone, dose, bag, who="nurse2")
    rows = yield Expected(course_file(someone))
    settle(p.one, rows, "told_twice", "nurse")


def given_twice(p: Parting) -> Story:
    someone, dose = p.ready()
    yield None
    circuit.give(p.one, someone, dose, circuit.on_the_ward(p.one, someone.course, dose))
    yield None
    bag = circuit.on_the_ward(p.other, someone.course, dose)
    circuit.give(p.other, someone, dose, bag, who="nurse2")
    rows = yield Expected(course_file(someone), alarm=True)
    settle(p.other, rows, "reviewed", "prescriber")


def given_and_not_given(p: Parting) -> Story:
    someone, dose, bag = _on_the_ward(p)
    yield None
    circuit.give(p.one, someone, dose, bag)
    yield None
    circuit.not_give(p.other, someone.course, dose, bag)
    rows = yield Expected(course_file(someone), alarm=True)
    settle(p.one, rows, "given", "nurse")


def given_and_interrupted(p: Parting) -> Story:
    someone, dose, bag = _on_the_ward(p)
    yield None
    circuit.give(p.one, someone, dose, bag)
    yield None
    _interrupt(p.other, someone, dose, bag, "nurse2")
    rows = yield Expected(course_file(someone), alarm=True)
    settle(p.other, rows, "interrupted", "nurse")


def interrupted_and_not_given(p: Parting) -> Story:
    someone, dose, bag = _on_the_ward(p)
    yield None
    _interrupt(p.one, someone, dose, bag)
    yield None
    returned = Return(course=someone.course, bag=bag, reason="fièvre", told=circuit.told(p.other), pin=PIN)
    p.other.do("pharmacist", returned)
    rows = yield Expected(course_file(someone), alarm=True)
    settle(p.one, rows, "interrupted", "nurse")


def interrupted(p: Parting) -> Story:
    someone, dose, bag = _on_the_ward(p)
    yield None
    _interrupt(p.one, someone, dose, bag)
    yield None
    rows = yield Expected(course_file(someone), alarm=True, where=HERE, apart=False)
    settle(p.other, rows, "reviewed", "prescriber")


def given_wrong_patient(p: Parting) -> Story:
    someone, dose, bag = _on_the_ward(p)
    somebody_else = circuit.create(p.one, p.somebody())
    yield None
    told = circuit.told(p.one, "paper")
    given = Give(course=someone.course, dose=dose, bag=bag, patient=somebody_else, told=told, pin=PIN)
    p.one.do("nurse", given)
    yield None
    rows = yield Expected(course_file(someone), alarm=True, where=HERE, apart=False)
    settle(p.other, rows, "reviewed", "prescriber")


OF_BAGS: tuple[Scenario, ...] = (
    claimed_twice,
    made_twice,
    taken_over,
    outdated_bag,
    day_moved,
    released_and_rejected,
    dispensed_twice,
    destroyed_and_used,
    reattributed_apart,
    not_let_go,
    doubled_number,
    told_twice,
    given_twice,
    given_and_not_given,
    given_and_interrupted,
    interrupted_and_not_given,
    interrupted,
    given_wrong_patient,
)
