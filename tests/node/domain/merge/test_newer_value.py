"""A measurement newer than the one prescribed with: flagged, and held beyond the site's tolerance."""

from __future__ import annotations

import pytest

from node.domain.merge.newer_value import BEYOND, WITHIN
from tests.node import circuit
from tests.node.apart import Three, rows_of
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
