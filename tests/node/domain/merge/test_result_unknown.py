"""Go-ahead, validation or made ‖ a new allergy or a result beyond its limit."""

from __future__ import annotations

import pytest

from node.api.patient import RecordAllergy, RecordResult
from node.domain.merge.result_unknown import MADE_BEFORE, RULE, beyond, breaks
from node.domain.patient import Result
from node.domain.world import never
from schema.acts.regimen import GateLimit
from schema.quantity import Quantity, Unit
from tests.node import circuit
from tests.node.apart import Three, rows_of
from tests.node.domain.states import DAY, NOW, ref, told
from tests.node.domain.states_of_patient import patient_state
from tests.node.linking import link
from tests.node.meeting import WAYS, inbox_of, meet, open_at_both
from tests.node.stations import Station, exchange


def count(station: Station, patient: bytes, number: str, what: str = "neutrophils") -> None:
    value = Quantity(number, Unit.GIGA_PER_L)
    station.do("nurse", RecordResult(patient=patient, what=what, value=value, told=circuit.told(station)))


@pytest.mark.parametrize("way", WAYS)
def test_a_go_ahead_and_an_allergy_apart_are_to_be_confirmed_by_a_prescriber(
    stations: Three, way: str
) -> None:
    one, other, _ = stations
    someone = circuit.treated(one)
    circuit.validate(one, someone.course)
    exchange(one, other)
    circuit.go_ahead(one, someone.course)
    other.do("nurse", RecordAllergy(patient=someone.patient, none_known=False, substance="oxaliplatine"))
    meet(stations, way)
    conflict = open_at_both(stations, RULE, "prescriber")
    assert (conflict.owners, {one.choice for one in conflict.choices}) == (("prescribe",), {"reviewed"})
    dose = circuit.dose_of(one, someone.course, "L1")
    assert (dose.state, "prepare" in dose.waits_for) == ("held", False)
    assert {"go_ahead", "settle"} <= set(dose.waits_for)
    # A prescriber who knows gives the go-ahead again: nothing is left to confirm.
    circuit.go_ahead(one, someone.course)
    exchange(one, other)
    assert RULE not in inbox_of(other, "prescriber")
    assert circuit.dose_of(other, someone.course, "L1").state == "ready"


@pytest.mark.parametrize("way", WAYS)
def test_a_bag_made_meanwhile_is_held_until_a_pharmacist_has_looked(stations: Three, way: str) -> None:
    one, other, _ = stations
    someone = circuit.ready(one)
    exchange(one, other)
    dose = circuit.dose_of(one, someone.course, "L1").dose
    bag = circuit.released(one, someone.course, dose)
    count(other, someone.patient, "0.4")
    meet(stations, way)
    conflict = open_at_both(stations, MADE_BEFORE, "pharmacist")
    assert (conflict.subject, conflict.alarm) == (bag, False)
    assert any(key == "summary.neutrophils" for side in conflict.sides for key, _ in side.summary)
    assert "dispense" not in circuit.dose_of(other, someone.course, "L1").waits_for
    circuit.settle(other, conflict, "reviewed", "pharmacist")
    exchange(one, other)
    # The prescriber's word is still missing: it was for the prescriber to say whether to give it at all.
    assert "dispense" not in circuit.dose_of(one, someone.course, "L1").waits_for
    row = next(r for r in rows_of(one, RULE) if r.subject == dose)
    circuit.settle(one, row, "reviewed", "prescriber")
    assert "dispense" in circuit.dose_of(one, someone.course, "L1").waits_for


def test_a_bag_on_the_ward_alarms(stations: Three) -> None:
    one, other, _ = stations
    someone = circuit.ready(one)
    exchange(one, other)
    circuit.on_the_ward(one, someone.course, circuit.dose_of(one, someone.course, "L1").dose)
    count(other, someone.patient, "0.4")
    exchange(one, other)
    assert open_at_both(stations, MADE_BEFORE, "pharmacist").alarm


def test_news_that_come_later_are_news_too_and_what_was_known_is_none(site: Station) -> None:
    someone = circuit.treated(site)
    site.do("nurse", RecordAllergy(patient=someone.patient, none_known=False, substance="latex"))
    count(site, someone.patient, "0.9")
    circuit.validate(site, someone.course)
    circuit.go_ahead(site, someone.course)
    assert RULE not in inbox_of(site, "prescriber")
    count(site, someone.patient, "0.4")
    assert RULE in inbox_of(site, "prescriber")
    # A newer count within the limit: the treatment hangs on that one.
    count(site, someone.patient, "2.4")
    assert RULE not in inbox_of(site, "prescriber")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("low_first", [True, False])
def test_of_two_of_one_instant_the_one_beyond_its_limit_counts(
    stations: Three, way: str, low_first: bool
) -> None:
    one, other, third = stations
    someone = circuit.treated(one)
    circuit.validate(one, someone.course)
    for station in (other, third):
        exchange(one, station)
    circuit.go_ahead(one, someone.course)
    at = circuit.told(other)
    numbers = ("0.4", "2.4") if low_first else ("2.4", "0.4")
    for station, number in zip((other, third), numbers, strict=True):
        value = Quantity(number, Unit.GIGA_PER_L)
        result = RecordResult(patient=someone.patient, what="neutrophils", value=value, told=at)
        station.do("nurse", result)
    exchange(third, other)
    meet(stations, way)
    open_at_both(stations, RULE, "prescriber")
    said = {shown.value.value: shown.beyond for shown in circuit.look(one, someone.course).banner.results}
    assert said["0.4"]
    circuit.go_ahead(one, someone.course)
    assert RULE not in inbox_of(one, "prescriber")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("known", [True, False])
def test_one_dated_by_a_clock_that_was_ahead_hides_nothing_found_since(
    stations: Three, way: str, known: bool
) -> None:
    one, other, third = stations
    someone = circuit.treated(one)
    circuit.validate(one, someone.course)
    for station in (other, third):
        exchange(one, station)
    third.clock.advance(hours=3)
    count(third, someone.patient, "2.4")
    third.clock.advance(hours=-3)
    if known:
        exchange(third, other)
    circuit.go_ahead(one, someone.course)
    count(other, someone.patient, "0.4")
    exchange(third, other)
    meet(stations, way)
    open_at_both(stations, RULE, "prescriber")
    assert [shown.beyond for shown in circuit.look(one, someone.course).banner.results] == [True, False]
    # Counted again knowing of it: that is the last one found.
    count(other, someone.patient, "3")
    exchange(one, other)
    assert RULE not in inbox_of(one, "prescriber")


def test_a_validation_alone_waits_for_the_go_ahead(site: Station) -> None:
    someone = circuit.treated(site)
    circuit.validate(site, someone.course)
    count(site, someone.patient, "40", "platelets")
    assert RULE in inbox_of(site, "prescriber")
    circuit.go_ahead(site, someone.course)
    assert RULE not in inbox_of(site, "prescriber")


@pytest.mark.parametrize(
    ("value", "unit", "broken"),
    [
        ("1.4", Unit.GIGA_PER_L, True),
        ("1.5", Unit.GIGA_PER_L, False),
        ("9", Unit.GIGA_PER_L, False),
        ("9.1", Unit.GIGA_PER_L, True),
        ("5", Unit.PERCENT, True),
    ],
)
def test_a_limit_is_kept_exactly_and_another_unit_is_looked_at(value: str, unit: Unit, broken: bool) -> None:
    gate = GateLimit("neutrophils", Quantity("1.5", Unit.GIGA_PER_L), Quantity("9", Unit.GIGA_PER_L))
    result = Result(ref("r"), "neutrophils", Quantity(value, unit), told())
    assert breaks(result, gate) is broken
    assert not breaks(Result(ref("r"), "platelets", Quantity(value, unit), told()), gate)


def test_the_last_result_of_the_whole_person_counts_and_a_creatinine_is_one() -> None:
    low = Result(ref("low"), "neutrophils", Quantity("0.3", Unit.GIGA_PER_L), told(at=NOW - DAY), NOW)
    fine = Result(ref("fine"), "neutrophils", Quantity("3", Unit.GIGA_PER_L), told(at=NOW), NOW)
    gates = (
        GateLimit("neutrophils", Quantity("1.5", Unit.GIGA_PER_L), None),
        GateLimit("creatinine", None, Quantity("79", Unit.UMOL_PER_L)),
    )
    here, there = patient_state(results=(low,)), patient_state(results=(fine,), measurements=())
    assert beyond([here, there], gates, never) == [ref("creatinine 80")]
    assert set(beyond([here], gates, never)) == {ref("creatinine 80"), ref("low")}


@pytest.mark.parametrize("way", WAYS)
def test_what_is_written_in_a_linked_file_is_news_too(stations: Three, way: str) -> None:
    one, other, _ = stations
    someone = circuit.treated(one)
    twin = circuit.create_anyway(one, someone.patient)
    link(one, someone.patient, twin)
    circuit.validate(one, someone.course)
    exchange(one, other)
    circuit.go_ahead(one, someone.course)
    count(other, twin, "0.4")
    other.do("nurse", RecordAllergy(patient=twin, none_known=False, substance="oxaliplatine"))
    meet(stations, way)
    conflict = open_at_both(stations, RULE, "prescriber")
    shown = {key for side in conflict.sides for key, _ in side.summary}
    assert {"summary.neutrophils", "summary.allergy"} & shown, shown
    assert len(conflict.sides) >= 3, "the result, the allergy, and the decisions that ignored them"
    assert circuit.dose_of(one, someone.course, "L1").state == "held"
