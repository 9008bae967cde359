"""A whole dose, from the patient's file to the vein, as people do it at one workstation."""

from __future__ import annotations

import pytest

from node.api.administration import Give, Interrupt
from node.api.base import Recorded
from node.api.site import Verified, Verify
from schema.acts.patient import Identity
from schema.quantity import Quantity, Unit
from tests.node import circuit
from tests.node.stations import PIN, Station

OXALIPLATIN = "L1"


def test_a_whole_dose(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, OXALIPLATIN)
    assert dose.state == "ready"
    bag = circuit.on_the_ward(site, someone.course, dose.dose)
    assert circuit.dose_of(site, someone.course, OXALIPLATIN).waits_for == ("administer",)
    answer = circuit.give(site, someone, dose.dose, bag)
    assert answer.warnings == ()
    after = circuit.dose_of(site, someone.course, OXALIPLATIN)
    assert after.state == "given"
    assert [stamp.person for stamp in after.given] == ["THÉORIQUE Garance"]
    assert after.bags[0].number == "PUI-1 000001"
    assert site.get("pharmacist", Verify(), Verified).findings == ()


def test_the_wrong_patient_is_stopped_before_it_happens(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, OXALIPLATIN)
    bag = circuit.on_the_ward(site, someone.course, dose.dose)
    other = circuit.create(site, Identity("Autre", "", "Paul", "1950-01-01", "M", "", ""))
    command = Give(
        course=someone.course, dose=dose.dose, bag=bag, patient=other, told=circuit.told(site), pin=PIN
    )
    assert site.refused("nurse", command) == "patient.wrong"


def test_what_happened_already_is_recorded_with_its_breaches(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, OXALIPLATIN)
    bag = circuit.claim(site, someone.course, dose.dose)
    answer = circuit.give(site, someone, dose.dose, bag, source="paper")
    assert "bag.not_released" in {warning.code for warning in answer.warnings}
    alarms = circuit.inbox(site)
    assert alarms["given_not_released"].alarm
    circuit.settle(site, alarms["given_not_released"], "reviewed", "pharmacist")
    assert "given_not_released" not in circuit.inbox(site)


def test_not_given_ends_the_dose_and_keeps_the_reason(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, OXALIPLATIN)
    assert isinstance(circuit.not_give(site, someone.course, dose.dose), Recorded)
    after = circuit.dose_of(site, someone.course, OXALIPLATIN)
    assert (after.state, after.waits_for) == ("not_given", ())
    assert after.not_given[0].person == "VIRTUEL Honoré"


def _interrupt(site: Station, someone: circuit.Treated, dose: bytes, bag: bytes, part: Quantity) -> Interrupt:
    return Interrupt(
        course=someone.course,
        dose=dose,
        bag=bag,
        patient=someone.patient,
        amount=part,
        reason="extravasation",
        told=circuit.told(site),
        pin=PIN,
    )


def test_interrupted_it_is_given_in_part_until_the_prescriber_has_seen_it(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, OXALIPLATIN)
    bag = circuit.on_the_ward(site, someone.course, dose.dose)
    circuit.give(site, someone, dose.dose, bag)
    part = Quantity("40", Unit.PERCENT)
    assert site.do("nurse", _interrupt(site, someone, dose.dose, bag, part)).warnings == ()
    after = circuit.dose_of(site, someone.course, OXALIPLATIN)
    assert (after.state, after.bags[0].state) == ("interrupted", "interrupted")
    assert (len(after.given), len(after.interrupted), after.waits_for) == (1, 1, ("settle",))
    assert after.parts == (part,)
    alarms = circuit.inbox(site)
    assert alarms["interrupted"].alarm
    circuit.settle(site, alarms["interrupted"], "reviewed", "prescriber")
    assert "interrupted" not in circuit.inbox(site)
    assert circuit.dose_of(site, someone.course, OXALIPLATIN).waits_for == ()


@pytest.mark.parametrize(
    "part",
    [
        Quantity("100", Unit.PERCENT),
        Quantity("-1", Unit.ML),
        Quantity("40", Unit.MG),
    ],
)
def test_what_is_no_part_of_a_bag_is_refused(site: Station, part: Quantity) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, OXALIPLATIN)
    bag = circuit.on_the_ward(site, someone.course, dose.dose)
    assert site.refused("nurse", _interrupt(site, someone, dose.dose, bag, part)) == "amount.no_part"
