"""Handed over, received."""

from __future__ import annotations

from node.api.dispensing import Dispense, Return
from tests.node import circuit
from tests.node.stations import PIN, Station


def test_fluorouracil_leaves_with_its_mention_checked_again(site: Station) -> None:
    someone = circuit.ready(site)
    dose = next(
        one for one in circuit.look(site, someone.course).doses if one.order.substance == "fluorouracile"
    )
    bag = circuit.released(site, someone.course, dose.dose)
    unsaid = Dispense(course=someone.course, bag=bag, ward=circuit.WARD, told=circuit.told(site), pin=PIN)
    assert site.refused("pharmacist", unsaid) == "mention.not_checked"
    circuit.dispense(site, someone.course, bag)
    circuit.receive(site, someone.course, bag)
    after = circuit.bag_of(site, someone.course, bag)
    assert (after.state, after.received is not None) == ("received", True)


def test_an_expired_bag_stays(site: Station) -> None:
    someone = circuit.ready(site)
    bag = circuit.released(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    site.clock.advance(days=30)
    late = Dispense(course=someone.course, bag=bag, ward=circuit.WARD, told=circuit.told(site), pin=PIN)
    assert site.refused("pharmacist", late) == "bag.expired"
    told = circuit.told(site, "paper")
    on_paper = Dispense(course=someone.course, bag=bag, ward=circuit.WARD, told=told, pin=PIN)
    assert "bag.expired" in {one.code for one in site.do("pharmacist", on_paper).warnings}


def test_a_bag_brought_back_leaves_again_once_released_anew(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, "L1").dose
    bag = circuit.on_the_ward(site, someone.course, dose)
    back = Return(
        course=someone.course,
        bag=bag,
        reason="patient absent, gardée au frais",
        told=circuit.told(site),
        pin=PIN,
    )
    assert site.refused("nurse", back) == "right.missing"
    site.do("pharmacist", back)
    view = circuit.bag_of(site, someone.course, bag)
    assert (view.state, view.dispensed, view.received) == ("returned", None, None)
    assert view.returned is not None
    again = Dispense(course=someone.course, bag=bag, ward=circuit.WARD, told=circuit.told(site), pin=PIN)
    assert site.refused("pharmacist", again) == "bag.returned"
    circuit.release(site, someone.course, bag)
    circuit.dispense(site, someone.course, bag)
    circuit.receive(site, someone.course, bag)
    circuit.give(site, someone, dose, bag)
    assert circuit.dose_of(site, someone.course, "L1").state == "given"
