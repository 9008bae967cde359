"""A measurement newer than the one prescribed with: flagged, and held beyond the site's tolerance."""

from __future__ import annotations

import msgspec
import pytest

from node.api.patient import Measure
from node.domain.merge.newer_value import BEYOND, WEIGHT, WITHIN
from node.domain.patient import latest_of
from schema.quantity import Quantity, Unit
from tests.node import circuit
from tests.node.apart import Three, rows_of
from tests.node.domain.states import NOW
from tests.node.domain.states_of_patient import measured, patient_state
from tests.node.linking import link
from tests.node.meeting import WAYS, inbox_of, meet, open_at_both
from tests.node.stations import Station, exchange


@pytest.mark.parametrize("way", WAYS)
def test_a_creatinine_far_off_the_pinned_one_holds_the_doses_it_goes_into(stations: Three, way: str) -> None:
    one, other, _ = stations
    someone = circuit.treated(one, "CARBO-TAXOL")
    exchange(one, other)
    circuit.validate(one, someone.course)
    circuit.measure(other, someone.patient, "creatinine", "140", confirmed=True)
    meet(stations, way)
    conflict = open_at_both(stations, BEYOND, "prescriber")
    held = {row.subject for row in rows_of(one, BEYOND)}
    by_auc = {dose.dose for dose in circuit.look(one, someone.course).doses if dose.order.basis == "auc"}
    assert held == by_auc
    circuit.settle(one, conflict, "reviewed", "prescriber")
    exchange(one, other)
    assert BEYOND not in inbox_of(other, "prescriber")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("far_first", [True, False])
def test_of_two_weights_of_one_instant_the_one_far_off_holds(
    stations: Three, way: str, far_first: bool
) -> None:
    one, other, third = stations
    someone = circuit.treated(one)
    for station in (other, third):
        exchange(one, station)
    at = circuit.told(one)
    weights = ("95", "70") if far_first else ("70", "95")
    for station, kg in zip((other, third), weights, strict=True):
        weight = Quantity(kg, Unit.KG)
        station.do(
            "nurse",
            Measure(patient=someone.patient, what="weight", value=weight, told=at, confirmed=True),
        )
    exchange(third, other)
    meet(stations, way)
    open_at_both(stations, WEIGHT, "prescriber")


@pytest.mark.parametrize("way", WAYS)
def test_one_dated_by_a_clock_that_was_ahead_hides_no_weight_found_since(stations: Three, way: str) -> None:
    one, other, third = stations
    someone = circuit.treated(one)
    for station in (other, third):
        exchange(one, station)
    third.clock.advance(hours=3)
    circuit.measure(third, someone.patient, "weight", "71")
    third.clock.advance(hours=-3)
    circuit.measure(other, someone.patient, "weight", "95", confirmed=True)
    exchange(third, other)
    meet(stations, way)
    open_at_both(stations, WEIGHT, "prescriber")
    for row in rows_of(one, WEIGHT):
        circuit.settle(one, row, "reviewed", "prescriber")
    exchange(one, other)
    assert WEIGHT not in inbox_of(other, "prescriber")


def test_within_the_tolerance_it_only_flags(site: Station) -> None:
    someone = circuit.ready(site)
    circuit.measure(site, someone.patient, "weight", "72")
    flagged = [one for one in circuit.look(site, someone.course).conflicts if one.rule == WITHIN]
    assert flagged
    assert not any(one.open for one in flagged)
    assert circuit.dose_of(site, someone.course, "L1").state == "ready"
    # The prescription pins what it used, whatever is measured afterwards.
    pins = {pin.what: pin.value.value for pin in circuit.look(site, someone.course).cycles[0].pinned}
    assert pins["weight"] == "70"


@pytest.mark.parametrize("way", WAYS)
def test_a_weight_in_a_linked_file_holds_the_doses_too(stations: Three, way: str) -> None:
    one, other, _ = stations
    someone = circuit.treated(one)
    twin = circuit.create_anyway(one, someone.patient)
    exchange(one, other)
    link(one, someone.patient, twin)
    circuit.measure(other, twin, "weight", "95")
    meet(stations, way)
    conflict = open_at_both(stations, WEIGHT, "prescriber")
    # Whoever orders anew computes from that weight: the person's last one, wherever it was written.
    doses = tuple(dose.dose for dose in circuit.look(one, someone.course).doses)
    circuit.prescribe(one, someone.course, doses=doses, reason="poids")
    exchange(one, other)
    assert WEIGHT not in inbox_of(other, "prescriber")
    assert conflict.owners == ("prescribe",)
    pins = {pin.what: pin.value.value for pin in circuit.look(other, someone.course).cycles[0].pinned}
    assert pins["weight"] == "95"


def test_without_the_switch_in_its_past_a_linked_file_is_another_file() -> None:
    mine, there = (
        patient_state(measurements=(measured("weight", kg, Unit.KG, at),))
        for kg, at in (("70", NOW - 1), ("95", NOW))
    )
    assert latest_of((mine, there), "weight") == mine.measurements[0]
    shared = msgspec.structs.replace(there.measurements[0], shared=True)
    assert latest_of((mine, msgspec.structs.replace(there, measurements=(shared,))), "weight") == shared
