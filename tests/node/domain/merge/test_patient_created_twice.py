"""One patient created twice apart: a probable duplicate, linked by two people."""

from __future__ import annotations

import pytest

from node.api.patient import ConfirmLink, LinkPatients
from tests.node import circuit
from tests.node.apart import Three, gone, seen_by_both
from tests.node.meeting import WAYS, meet
from tests.node.stations import PIN, exchange


@pytest.mark.parametrize("way", WAYS)
def test_a_patient_created_twice_is_linked_by_two_people(stations: Three, way: str) -> None:
    one, other, _ = stations
    first, second = circuit.create(one), circuit.create(other)
    meet(stations, way)
    conflict = seen_by_both(one, other, "patient_created_twice", "nurse")
    here, there = conflict.patient, conflict.subject
    assert {here, there} == {first, second}
    assert (conflict.course, conflict.choices) == (bytes(16), ())
    assert conflict.owners == ("identify",)
    heads = circuit.record(one, here).heads
    one.do("nurse", LinkPatients(patient=here, other=there, reason="carte", pin=PIN, based_on=heads))
    exchange(one, other)
    heads = circuit.record(other, here).heads
    other.do("nurse2", ConfirmLink(patient=here, other=there, pin=PIN, based_on=heads))
    gone(one, other, "patient_created_twice")
    assert circuit.record(one, first).banner.linked == (second,)
