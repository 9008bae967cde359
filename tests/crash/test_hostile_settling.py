"""Nobody settles what is not theirs to decide: with a nurse's key, or with a right taken away meanwhile."""

from __future__ import annotations

from node.api.people import WithdrawRights
from node.store.verify import verify
from schema.acts.settlement import ConflictSettled
from tests.crash.hostile import Hostile, meet, tell, verdict
from tests.node import circuit
from tests.node.apart import Three, gone, seen_by_both, shared
from tests.node.circuit import Treated
from tests.node.stations import PIN, Station, exchange


def two_made(stations: Three) -> tuple[Station, Station, Treated]:
    """Two bags of one dose, made apart, known to both."""
    one, other, someone, dose = shared(stations)
    for station in (one, other):
        circuit.make(station, someone.course, circuit.claim(station, someone.course, dose))
    return one, other, someone


def test_with_a_nurses_key_it_settles_nothing_of_a_pharmacists(stations: Three) -> None:
    hostile = Hostile(stations[2])
    nurse = hostile.stolen("nurse")
    one, other, someone = two_made(stations)
    conflict = seen_by_both(one, other, "made_twice")
    meet(one, other, hostile.station)
    hostile = Hostile(hostile.station)
    heads = tuple(sorted(side.act for side in conflict.sides))
    body = ConflictSettled("made_twice", conflict.subject, heads, "keep", conflict.choices[0].keep, "x")
    written = hostile.forge([hostile.act(body, someone.course, nurse)], saw=hostile.saw())
    data = hostile.stands(written)
    for station in (one, other):
        tell(station, data)
        assert verdict(station, written) == "", "it is within the right that its kind claims"
        assert "made_twice" in circuit.inbox(station), "and settles nothing"
        shown = circuit.inbox(station)["settled_beyond_rights"]
        assert shown.sides[0].stamp.person == one.desk.names.person_view(nurse.person).name
    circuit.settle(one, circuit.inbox(one)["settled_beyond_rights"], "reviewed", "pharmacist")
    kept = circuit.inbox(one)["made_twice"].choices[1].keep
    circuit.settle(one, circuit.inbox(one)["made_twice"], "keep", "pharmacist", keep=kept)
    meet(one, other)
    for rule in ("made_twice", "settled_beyond_rights"):
        gone(one, other, rule)


def test_a_right_withdrawn_apart_settles_nothing_whoever_heard_of_it_first(stations: Three) -> None:
    one, other, _ = two_made(stations)
    third = stations[2]
    conflict = seen_by_both(one, other, "made_twice")
    exchange(one, third)
    kept = conflict.choices[0].keep
    circuit.settle(other, conflict, "keep", "pharmacist", keep=kept)
    assert "made_twice" not in circuit.inbox(other)
    withdrawn = WithdrawRights(person=one.people["pharmacist"], rights=("release",), pin=PIN)
    one.do("administrator", withdrawn)
    exchange(other, third)  # the third one heard of the settlement first, `one` of the withdrawal
    meet(one, other, third)
    for station in (one, other, third):
        assert "made_twice" in circuit.inbox(station, "prescriber")
        assert "settled_beyond_rights" in circuit.inbox(station, "prescriber")
        assert verify(station.replica).ok
