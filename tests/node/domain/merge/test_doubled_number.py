"""One number of one series on two bags: only a clone can do that, and both sheets are named."""

from __future__ import annotations

import msgspec
import pytest

from node.api.base import Recorded
from node.api.preparation import Claim, PreparationProposal, ProposePreparation
from node.domain.preparation import decide_claim
from node.handlers.loading import OpenCourse, open_course
from schema.acts.preparation import VialUsed
from tests.node import circuit
from tests.node.apart import Three, gone, rows_of, seen_by_both, shared
from tests.node.meeting import WAYS, meet


@pytest.mark.parametrize("way", WAYS)
def test_a_doubled_number_names_both_sheets(stations: Three, way: str) -> None:
    one, other, someone, dose = shared(stations)
    second = circuit.dose_of(one, someone.course, "L2").dose
    bag = circuit.claim(one, someone.course, dose)
    # Only a clone of the workstation could do this: another bag under a number of its series.
    proposal = other.get(
        "preparer", ProposePreparation(course=someone.course, dose=second), PreparationProposal
    )
    vial = VialUsed(proposal.product, proposal.label, proposal.cip13, "LOT", "2027-12-31", proposal.vials)
    command = Claim(
        course=someone.course,
        item=proposal.item,
        product=proposal.product,
        vials=(vial,),
        diluent_lot="D",
        based_on=proposal.heads,
    )
    opened = open_course(other.desk, someone.course)
    assert isinstance(opened, OpenCourse)
    session = other.desk.sessions.get(other.session("preparer"))
    assert session is not None
    clone = msgspec.structs.replace(other.desk.who(session), journal=one.desk.journal())
    decided = decide_claim(command, opened.situation, clone, bytes(range(16)), 1)
    assert isinstance(other.desk.record(decided, session), Recorded)
    meet(stations, way)
    conflict = seen_by_both(one, other, "doubled_number")
    assert conflict.alarm
    sheets = [dict(side.summary) for side in conflict.sides]
    assert {sheet["summary.number"] for sheet in sheets} == {"PUI-1 000001"}
    assert {sheet["summary.patient"] for sheet in sheets} == {"ESSAI Jeanne Noëlle"}
    assert len({sheet["summary.product"] for sheet in sheets}) == 2, "each by what it is of"
    assert all("LOT" in sheet["summary.vials_used"] for sheet in sheets), "and by its lots"
    rows = rows_of(one, "doubled_number")
    assert {row.subject for row in rows} == {bag, bytes(range(16))}
    for row in rows:
        circuit.settle(one, row, "reviewed", "pharmacist")
    gone(one, other, "doubled_number")
    # The number is taken, whoever took it.
    third = circuit.claim(one, someone.course, circuit.dose_of(one, someone.course, "L3").dose)
    assert circuit.bag_of(one, someone.course, third).number == "PUI-1 000002"
