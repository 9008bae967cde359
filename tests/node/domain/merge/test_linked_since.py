"""A link of two files: pending doses go back to validation, with its consequences shown beforehand."""

from __future__ import annotations

import pytest

from node.api.patient import (
    ConfirmLink,
    GetLinkConsequences,
    LinkConsequences,
    LinkPatients,
    RecordAllergy,
)
from node.domain.merge.linked_since import RULE
from node.domain.merge.patient_created_twice import RULE as TWICE
from schema.ids import Id
from tests.node import circuit
from tests.node.apart import Three
from tests.node.circuit import Treated
from tests.node.linking import keep_apart, link, refused_apart
from tests.node.meeting import WAYS, inbox_of, meet, open_at_both
from tests.node.stations import PIN, Station, exchange


def _ready_knowing_one_half(one: Station, other: Station) -> tuple[Treated, Id]:
    """Somebody treated whose second file, known to both stations, holds an allergy; validated, to be made."""
    someone = circuit.treated(one)
    twin = circuit.create_anyway(one, someone.patient)
    one.do("nurse", RecordAllergy(patient=twin, none_known=False, substance="latex"))
    exchange(one, other)
    circuit.validate(one, someone.course)
    circuit.go_ahead(one, someone.course)
    return someone, twin


@pytest.mark.parametrize("way", WAYS)
def test_what_was_validated_knowing_one_half_is_validated_again(stations: Three, way: str) -> None:
    one, other, _ = stations
    someone, twin = _ready_knowing_one_half(one, other)
    told = other.get("nurse", GetLinkConsequences(patient=someone.patient, other=twin), LinkConsequences)
    assert (told.allergies, told.courses) == (("latex",), 1)
    link(other, someone.patient, twin)
    meet(stations, way)
    open_at_both(stations, RULE, "pharmacist")
    dose = circuit.dose_of(one, someone.course, "L1")
    assert "validate" in dose.waits_for
    assert "prepare" not in dose.waits_for
    circuit.validate(one, someone.course)
    exchange(one, other)
    assert RULE not in inbox_of(other, "pharmacist")


@pytest.mark.parametrize("way", WAYS)
def test_it_stays_held_when_one_person_kept_apart_unaware_what_two_linked(stations: Three, way: str) -> None:
    """One person's word does not end what two linked without knowing of it, nor what came with it."""
    one, other, _ = stations
    someone, twin = _ready_knowing_one_half(one, other)
    keep_apart(one, someone.patient, twin, "pharmacist")
    link(other, someone.patient, twin)
    meet(stations, way)
    open_at_both(stations, RULE, "pharmacist")
    told = open_at_both(stations, TWICE, "nurse")
    assert {side.kind for side in told.sides} >= {"patient.link_confirmed/1", "patient.kept_apart/1"}
    for station in (one, other):
        dose = circuit.dose_of(station, someone.course, "L1")
        assert "validate" in dose.waits_for
        assert "prepare" not in dose.waits_for
        record = circuit.record(station, someone.patient)
        assert [one.state for one in record.look_alikes] == ["disputed"]
        assert record.banner.identity_disputed
        assert [allergy.substance for allergy in record.banner.allergies] == ["latex"]
        assert record.banner.linked == ()
    assert refused_apart(other, someone.patient, twin, "pharmacist") == "link.said_apart_already"
    keep_apart(other, someone.patient, twin, "pharmacist2")
    exchange(one, other)
    for station in (one, other):
        assert RULE not in inbox_of(station, "pharmacist")
        assert TWICE not in inbox_of(station, "nurse")


def test_two_people_link_anew_what_is_disputed(stations: Three) -> None:
    one, other, _ = stations
    first = circuit.create(one)
    twin = circuit.create_anyway(one, first)
    exchange(one, other)
    keep_apart(one, first, twin, "pharmacist")
    link(other, first, twin)
    exchange(one, other)
    heads = circuit.record(one, first).heads
    ask = LinkPatients(patient=first, other=twin, reason="carte", pin=PIN, based_on=heads)
    one.do("nurse", ask)
    assert [each.state for each in circuit.record(one, first).look_alikes] == ["link_asked"]
    heads = circuit.record(one, first).heads
    one.do("nurse2", ConfirmLink(patient=first, other=twin, pin=PIN, based_on=heads))
    assert circuit.record(one, first).banner.linked == (twin,)
    assert TWICE not in inbox_of(one, "nurse")


def test_consequences_count_what_would_go_back_to_validation(site: Station) -> None:
    someone = circuit.ready(site)
    twin = circuit.create_anyway(site, someone.patient)
    told = site.get("nurse", GetLinkConsequences(patient=someone.patient, other=twin), LinkConsequences)
    doses = circuit.look(site, someone.course).doses
    assert told.back_to_validation == len(doses)
    assert site.refused("nurse", GetLinkConsequences(patient=someone.patient, other=bytes(16))) == (
        "patient.unknown"
    )
