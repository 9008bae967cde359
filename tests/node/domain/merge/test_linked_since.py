"""A link of two files: pending doses go back to validation, with its consequences shown beforehand."""

from __future__ import annotations

import pytest

from node.api.patient import GetLinkConsequences, LinkConsequences, RecordAllergy
from node.domain.merge.linked_since import RULE
from tests.node import circuit
from tests.node.apart import Three
from tests.node.linking import link
from tests.node.meeting import WAYS, inbox_of, meet, open_at_both
from tests.node.stations import Station, exchange


@pytest.mark.parametrize("way", WAYS)
def test_what_was_validated_knowing_one_half_is_validated_again(stations: Three, way: str) -> None:
    one, other, _ = stations
    someone = circuit.treated(one)
    twin = circuit.create_anyway(one, someone.patient)
    one.do("nurse", RecordAllergy(patient=twin, none_known=False, substance="latex"))
    exchange(one, other)
    circuit.validate(one, someone.course)
    circuit.go_ahead(one, someone.course)
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


def test_consequences_count_what_would_go_back_to_validation(site: Station) -> None:
    someone = circuit.ready(site)
    twin = circuit.create_anyway(site, someone.patient)
    told = site.get("nurse", GetLinkConsequences(patient=someone.patient, other=twin), LinkConsequences)
    doses = circuit.look(site, someone.course).doses
    assert told.back_to_validation == len(doses)
    assert site.refused("nurse", GetLinkConsequences(patient=someone.patient, other=bytes(16))) == (
        "patient.unknown"
    )
