"""Given to somebody else: an alarm, unless links say that it is the same person."""

from __future__ import annotations

import pytest

from node.api.administration import Give
from node.api.course import ConflictView
from node.domain.merge.given_wrong_patient import RULE, given_wrong_patient
from node.domain.world import World
from schema.ids import Id
from schema.rules import ONE_PERSON
from tests.node import circuit
from tests.node.apart import Three, rows_of
from tests.node.circuit import Treated
from tests.node.domain.acts import an_id
from tests.node.domain.builder import brings, ready
from tests.node.domain.builder_orders import PATIENT, dose_id
from tests.node.domain.builder_states import conflicts_of
from tests.node.domain.splits import Split
from tests.node.domain.states_of_patient import patient_state
from tests.node.linking import link, unlink
from tests.node.meeting import WAYS, meet, open_at_both
from tests.node.stations import PIN, Station, exchange


def given_under(station: Station, someone: Treated, dose: Id, bag: Id, patient: Id) -> None:
    """Told from paper, with that file's name on it: recorded, whoever it was."""
    command = Give(
        course=someone.course,
        dose=dose,
        bag=bag,
        patient=patient,
        told=circuit.told(station, "paper"),
        pin=PIN,
    )
    station.do("nurse", command)


@pytest.mark.parametrize("way", WAYS)
def test_under_a_linked_file_it_is_the_right_patient(stations: Three, way: str) -> None:
    one, other, _ = stations
    someone = circuit.treated(one)
    twin = circuit.create_anyway(one, someone.patient)
    circuit.validate(one, someone.course)
    circuit.go_ahead(one, someone.course)
    dose = circuit.dose_of(one, someone.course, "L1").dose
    bag = circuit.on_the_ward(one, someone.course, dose)
    exchange(one, other)
    # The nurse has the other file's number in hand; two people link the files meanwhile.
    given_under(other, someone, dose, bag, twin)
    conflict = open_at_both_after(stations, way)
    assert (conflict.alarm, conflict.owners) == (True, ("prescribe", "validate", "administer"))
    link(one, someone.patient, twin)
    meet(stations, way)
    for station in (one, other):
        assert rows_of(station, RULE) == []
    # Separated, it is another patient after all, and everybody knows.
    unlink(other, someone.patient, twin)
    conflict = open_at_both_after(stations, way)
    circuit.settle(one, conflict, "reviewed", "prescriber")
    exchange(one, other)
    assert not any(row.open for row in rows_of(other, RULE))


def open_at_both_after(stations: Three, way: str) -> ConflictView:
    """The alarm, when both have heard of everything."""
    meet(stations, way)
    return open_at_both(stations, RULE, "prescriber")


def test_the_fold_leaves_it_to_who_knows_the_links(split: Split) -> None:
    split.history.rules = frozenset({ONE_PERSON})
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    given = x.gives("J1", "b", patient=an_id("the patient next door"))
    y.notes()
    state = split.state
    assert "given_wrong_patient" not in {one.code for one in state.breaches}
    assert [(one.act, one.dose) for one in state.elsewhere] == [(given.ref, dose_id("J1"))]
    world = World(patients={PATIENT: patient_state()}, courses={an_id("course"): state})
    (found,) = given_wrong_patient(world)
    assert (found.conflict.subject, found.conflict.alarm, found.conflict.settled) == (
        dose_id("J1"),
        True,
        None,
    )
    noted = split.joined().settles(found.conflict, "reviewed")
    world = World(patients={PATIENT: patient_state()}, courses={an_id("course"): split.state})
    assert given_wrong_patient(world)[0].conflict.settled == noted.ref
    assert conflicts_of(split.state, RULE) == []


def test_to_the_right_patient_nobody_asks(split: Split) -> None:
    split.history.rules = frozenset({ONE_PERSON})
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, _ = split.apart()
    x.gives("J1", "b")
    assert split.state.elsewhere == ()
