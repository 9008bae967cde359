"""Deceased or transferred ‖ anything that advances care."""

from __future__ import annotations

import pytest

from node.api.course import PlanCycle
from node.api.patient import TakePatientBack, TellPatientLeft
from node.api.prescription import DraftPrescription, PrescriptionDraft
from node.domain.merge.patient_gone import RULE
from tests.node import circuit
from tests.node.apart import Three, rows_of
from tests.node.linking import link
from tests.node.meeting import WAYS, inbox_of, meet, open_at_both
from tests.node.stations import PIN, Station, exchange


def left(station: Station, patient: bytes, how: str = "deceased") -> None:
    station.do("nurse", TellPatientLeft(patient=patient, how=how, told=circuit.told(station)))


@pytest.mark.parametrize("way", WAYS)
def test_a_death_and_a_preparation_apart_are_held_with_an_alarm(stations: Three, way: str) -> None:
    one, other, _ = stations
    someone = circuit.ready(one)
    exchange(one, other)
    dose = circuit.dose_of(one, someone.course, "L1").dose
    circuit.make(one, someone.course, circuit.claim(one, someone.course, dose))
    left(other, someone.patient)
    meet(stations, way)
    conflict = open_at_both(stations, RULE, "prescriber")
    assert conflict.owners == ("prescribe",)
    alarms = {row.subject for row in rows_of(one, RULE) if row.alarm}
    assert alarms == {dose}
    waits = set(circuit.dose_of(other, someone.course, "L1").waits_for)
    assert not waits & {"prepare", "release", "dispense", "administer"}
    heads = circuit.record(other, someone.patient).heads
    back = TakePatientBack(patient=someone.patient, reason="homonyme", pin=PIN, based_on=heads)
    assert other.refused("nurse", back) == "right.missing"
    other.do("prescriber", back)
    exchange(one, other)
    assert RULE not in inbox_of(one, "prescriber")
    assert circuit.record(one, someone.patient).banner.gone == ()


def test_known_to_everybody_it_is_held_without_an_alarm(site: Station) -> None:
    someone = circuit.ready(site)
    left(site, someone.patient, "transferred")
    conflict = inbox_of(site, "prescriber")[RULE]
    assert not conflict.alarm
    assert circuit.dose_of(site, someone.course, "L1").state == "held"
    circuit.settle(site, conflict, "reviewed", "prescriber")
    assert conflict.subject not in {row.subject for row in rows_of(site, RULE)}


@pytest.mark.parametrize("way", WAYS)
def test_a_return_takes_back_what_it_saw_and_no_more(stations: Three, way: str) -> None:
    one, other, _ = stations
    patient = circuit.create(one)
    left(one, patient, "transferred")
    exchange(one, other)
    heads = circuit.record(one, patient).heads
    one.do("prescriber", TakePatientBack(patient=patient, reason="revenu", pin=PIN, based_on=heads))
    left(other, patient)
    meet(stations, way)
    assert [gone.how for gone in circuit.record(one, patient).banner.gone] == ["deceased"]


def test_nothing_is_ordered_for_somebody_known_here_to_be_gone(site: Station) -> None:
    someone = circuit.ready(site)
    twin = circuit.create_anyway(site, someone.patient)
    link(site, someone.patient, twin)
    # Any file of the person says it.
    left(site, twin)
    draft = DraftPrescription(course=someone.course, cycle=2)
    assert site.refused("prescriber", draft) == "patient.deceased"
    view = circuit.look(site, someone.course)
    move = PlanCycle(course=someone.course, cycle=2, day_one="2026-04-20", based_on=view.heads)
    assert site.refused("prescriber", move) == "patient.deceased"
    with pytest.raises(AssertionError, match=r"patient\.deceased"):
        circuit.include(site, someone.patient, "CARBO-TAXOL")
    # What was prescribed before is held: neither validated, nor given the go-ahead, nor prepared.
    for step in (circuit.validate, circuit.go_ahead):
        with pytest.raises(AssertionError, match="patient_gone"):
            step(site, someone.course)
    heads = circuit.record(site, twin).heads
    site.do("prescriber", TakePatientBack(patient=twin, reason="homonyme", pin=PIN, based_on=heads))
    assert site.get("prescriber", draft, PrescriptionDraft).orders
