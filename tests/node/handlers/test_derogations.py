"""Derogations asked wait for a second person, until somebody agrees or the version is replaced."""

from __future__ import annotations

from node.api.prescription import Adjustment
from node.api.settlement import AgreeDerogation, AskDerogation, Derogations, DerogationView, ListDerogations
from schema.transaction import ActRef
from tests.node import circuit
from tests.node.circuit import Treated
from tests.node.stations import PIN, Station, exchange

RULE = "diluent.refused"


def ask(station: Station, someone: Treated, subject: bytes, revision: ActRef) -> ActRef:
    heads = circuit.look(station, someone.course).heads
    command = AskDerogation(
        course=someone.course,
        subject=subject,
        rule=RULE,
        revision=revision,
        reason="stock épuisé, avis demandé",
        pin=PIN,
        based_on=heads,
    )
    return station.do("prescriber", command).acts[0]


def agree(station: Station, course: bytes, asked: ActRef) -> None:
    heads = circuit.look(station, course).heads
    station.do("pharmacist", AgreeDerogation(course=course, asked=asked, pin=PIN, based_on=heads))


def rows(station: Station, who: str = "pharmacist") -> tuple[DerogationView, ...]:
    return station.get(who, ListDerogations(), Derogations).rows


def test_it_waits_for_the_second_person_and_then_no_more(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, "L1")
    assert rows(site) == ()
    asked = ask(site, someone, dose.dose, dose.versions[0])
    (row,) = rows(site)
    assert (row.asked, row.course, row.dose, row.rule) == (asked, someone.course, dose.dose, RULE)
    assert (row.patient, row.patient_name) == (someone.patient, "ESSAI Jeanne Noëlle")
    assert row.substance == dose.order.substance
    assert row.number == ""
    assert row.stamp.person == "Dr INVENTÉ Colombe"
    agree(site, someone.course, asked)
    assert rows(site) == ()


def test_only_who_may_agree_is_told_so(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, "L1")
    ask(site, someone, dose.dose, dose.versions[0])
    may = {who: rows(site, who)[0].mine for who in ("pharmacist", "prescriber", "prescriber2", "nurse")}
    assert may == {"pharmacist": True, "prescriber": False, "prescriber2": False, "nurse": False}


def test_one_for_a_bag_names_its_number(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, "L1")
    bag = circuit.claim(site, someone.course, dose.dose)
    ask(site, someone, bag, dose.versions[0])
    (row,) = rows(site)
    shown = circuit.bag_of(site, someone.course, bag)
    assert (row.number, dose.versions[0]) == (shown.number, shown.revision)
    assert row.dose == dose.dose


def test_a_version_that_was_replaced_needs_none(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, "L1")
    ask(site, someone, dose.dose, dose.versions[0])
    adjusted = (Adjustment(dose.order.line, 1, "20", "neutropénie"),)
    circuit.prescribe(site, someone.course, adjustments=adjusted, doses=(dose.dose,), reason="révision")
    assert rows(site) == ()


def test_what_was_asked_elsewhere_is_listed_here(stations: tuple[Station, Station, Station]) -> None:
    pharmacy, hospital, _ = stations
    someone = circuit.ready(hospital)
    exchange(pharmacy, hospital)
    assert rows(pharmacy) == ()
    dose = circuit.dose_of(hospital, someone.course, "L1")
    asked = ask(hospital, someone, dose.dose, dose.versions[0])
    exchange(pharmacy, hospital)
    assert [row.asked for row in rows(pharmacy)] == [asked]
    agree(pharmacy, someone.course, asked)
    exchange(pharmacy, hospital)
    assert rows(hospital) == ()


def test_the_course_says_what_may_be_lifted(site: Station) -> None:
    view = circuit.look(site, circuit.ready(site).course)
    assert RULE in view.liftable
    assert not {"patient.wrong", "route.forbidden"} & set(view.liftable)
