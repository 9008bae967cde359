"""How far an author had seen the other workstations."""

from __future__ import annotations

from node.api.patient import NotePatient
from tests.node import circuit
from tests.node.apart import Three, rows_of, shared
from tests.node.stations import exchange


def test_the_last_act_known_of_each_other_workstation_and_its_instant(stations: Three) -> None:
    one, other, third = stations
    patient = circuit.create(one)
    exchange(one, other)
    told_at = other.clock.now_ms()
    written = other.do("nurse", NotePatient(patient=patient, text="vu"))
    exchange(one, other)
    one.do("nurse", NotePatient(patient=patient, text="lu"))
    recorded = one.do("nurse", NotePatient(patient=patient, text="encore"))
    act = one.replica.act(recorded.acts[0])
    assert act is not None
    noted = other.replica.act(written.acts[0])
    assert noted is not None
    seen = one.replica.seen.by(act.past)
    assert seen[other.desk.vault.workstation] == noted.at > told_at - 1
    assert seen[one.desk.vault.workstation] < act.at
    # What nobody had told anything clinical yet is not named.
    assert third.desk.vault.workstation not in seen
    assert dict(one.desk.seen_by(act)) == {"HDJ-1": noted.at}


def test_both_sides_of_a_conflict_say_what_they_had_not_seen(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    for station in (one, other):
        circuit.make(station, someone.course, circuit.claim(station, someone.course, dose))
    exchange(one, other)
    (conflict,) = rows_of(one, "made_twice")
    assert [side.unseen for side in conflict.sides] == [(1,), (0,)]
    assert {seen.workstation for side in conflict.sides for seen in side.seen} <= {"PUI-1", "HDJ-1"}
    assert rows_of(other, "made_twice")[0].sides == conflict.sides
