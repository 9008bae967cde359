"""Release, rejection, destruction, recall."""

from __future__ import annotations

from node.api.dispensing import Dispense
from node.api.release import Destroy, Recall, Release
from tests.node import circuit
from tests.node.circuit import Treated
from tests.node.stations import PIN, Station


def _made(site: Station) -> tuple[Treated, bytes]:
    someone = circuit.ready(site)
    bag = circuit.claim(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    circuit.make(site, someone.course, bag)
    return someone, bag


def test_nothing_is_released_unchecked(site: Station) -> None:
    someone, bag = _made(site)
    heads = circuit.look(site, someone.course).heads
    command = Release(course=someone.course, bag=bag, released=True, pin=PIN, based_on=heads)
    assert site.refused("pharmacist", command) == "bag.not_checked"
    assert site.refused("preparer", command) == "right.missing"


def test_a_rejected_bag_is_not_dispensed_and_the_dose_is_prepared_again(site: Station) -> None:
    someone, bag = _made(site)
    circuit.release(site, someone.course, bag, reason="particules")
    dose = circuit.dose_of(site, someone.course, "L1")
    assert (dose.bags[0].state, dose.waits_for) == ("rejected", ("prepare",))
    dispense = Dispense(course=someone.course, bag=bag, ward=circuit.WARD, told=circuit.told(site), pin=PIN)
    assert site.refused("pharmacist", dispense) == "bag.rejected"


def test_a_recalled_bag_is_never_used(site: Station) -> None:
    someone, bag = _made(site)
    circuit.check(site, someone.course, bag)
    circuit.release(site, someone.course, bag)
    heads = circuit.look(site, someone.course).heads
    site.do(
        "pharmacist",
        Recall(course=someone.course, bag=bag, reason="lot retiré", pin=PIN, based_on=heads),
    )
    dispense = Dispense(course=someone.course, bag=bag, ward=circuit.WARD, told=circuit.told(site), pin=PIN)
    assert site.refused("pharmacist", dispense) == "bag.recalled"
    assert circuit.bag_of(site, someone.course, bag).state == "recalled"


def test_destruction_is_told_whatever_the_state(site: Station) -> None:
    someone, bag = _made(site)
    destroy = Destroy(course=someone.course, bag=bag, reason="fuite", told=circuit.told(site), pin=PIN)
    site.do("pharmacist", destroy)
    assert circuit.bag_of(site, someone.course, bag).state == "destroyed"
    assert [one.code for one in site.do("pharmacist", destroy).warnings] == ["bag.destroyed"]
