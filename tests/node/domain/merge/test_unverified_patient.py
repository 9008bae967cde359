"""Right withdrawn ‖ acts by them in a file that treatments rest on: what rests on it waits for review."""

from __future__ import annotations

import pytest

from node.api.lot import ListLots, Lots, ReceiveLot
from node.api.people import WithdrawRights
from node.api.preparation import PreparationProposal, ProposePreparation
from node.api.prescription import DraftPrescription
from node.domain.merge.unverified_patient import RULE
from schema.acts.lot import LotNamed
from tests.node import circuit
from tests.node.apart import Three, rows_of
from tests.node.linking import link
from tests.node.meeting import WAYS, inbox_of, meet, open_at_both
from tests.node.stations import PIN, Station, exchange


def withdrawn(station: Station, person: str, right: str) -> None:
    command = WithdrawRights(person=station.people[person], rights=(right,), pin=PIN)
    station.do("administrator", command)


@pytest.mark.parametrize("way", WAYS)
def test_doses_wait_for_a_weight_that_was_told_apart_from_the_withdrawal(stations: Three, way: str) -> None:
    one, other, _ = stations
    someone = circuit.ready(one)
    twin = circuit.create_anyway(one, someone.patient)
    link(one, someone.patient, twin)
    circuit.validate(one, someone.course)
    exchange(one, other)
    withdrawn(one, "nurse", "measure")
    # Within the tolerance, so that nothing else holds; and in the other file of the same person.
    circuit.measure(other, twin, "weight", "72")
    meet(stations, way)
    conflict = open_at_both(stations, "withdrawn_since", "pharmacist")
    assert [side.stamp.workstation for side in conflict.sides] == ["HDJ-1"]
    assert {row.subject for row in rows_of(one, RULE)} == {
        dose.dose for dose in circuit.look(one, someone.course).doses
    }
    for station in (one, other):
        weight = circuit.record(station, someone.patient).banner.weight
        assert (weight.value.value if weight else "") == "72", "an account counts at once"
        dose = circuit.dose_of(station, someone.course, "L1")
        assert (dose.state, "prepare" in dose.waits_for) == ("held", False)
        draft = DraftPrescription(course=someone.course, cycle=2)
        assert station.refused("prescriber", draft) == "patient.unverified"
    circuit.settle(other, conflict, "admit", "pharmacist")
    exchange(one, other)
    for station in (one, other):
        assert RULE not in inbox_of(station, "pharmacist")
        assert "prepare" in circuit.dose_of(station, someone.course, "L1").waits_for


@pytest.mark.parametrize("way", WAYS)
def test_vials_that_came_in_apart_from_the_withdrawal_are_not_set_out(stations: Three, way: str) -> None:
    one, other, _ = stations
    someone = circuit.ready(one)
    exchange(one, other)
    dose = circuit.dose_of(one, someone.course, "L1").dose
    withdrawn(one, "preparer", "stock")
    lot = _lot(other, someone.course, dose)
    other.do("preparer", ReceiveLot(lot=lot, count=4, told=circuit.told(other)))
    meet(stations, way)
    conflict = open_at_both(stations, "withdrawn_since", "pharmacist")
    assert conflict.patient_name == f"{lot.label} · {lot.number}"
    for station in (one, other):
        assert {row.balance for row in station.get("pharmacist", ListLots(), Lots).rows} == {4}
    with pytest.raises(AssertionError, match=r"lot\.unverified"):
        circuit.claim(one, someone.course, dose, who="preparer2")
    circuit.settle(one, conflict, "admit", "pharmacist")
    assert circuit.claim(one, someone.course, dose, who="preparer2")


def _lot(station: Station, course: bytes, dose: bytes) -> LotNamed:
    """The lot that the fictive preparers take, as they would type it."""
    proposal = station.get("preparer", ProposePreparation(course=course, dose=dose), PreparationProposal)
    return LotNamed(proposal.product, proposal.label, proposal.cip13, "LOT-1", "2027-12-31")
