"""How far an author had seen the other workstations."""

from __future__ import annotations

from node.api.course import SeenView
from node.api.patient import NotePatient
from node.store.seen import Until
from node.timekeeper import Timekeeper
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
    assert seen[other.desk.vault.workstation] == Until(noted.at, doubtful=False)
    assert noted.at > told_at - 1
    assert seen[one.desk.vault.workstation].at < act.at
    # What nobody had told anything clinical yet is not named.
    assert third.desk.vault.workstation not in seen
    assert one.desk.names.seen_by(act) == (SeenView("HDJ-1", noted.at),)


def test_both_sides_of_a_conflict_say_what_they_had_not_seen(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    for station in (one, other):
        circuit.make(station, someone.course, circuit.claim(station, someone.course, dose))
    exchange(one, other)
    (conflict,) = rows_of(one, "made_twice")
    assert [side.unseen for side in conflict.sides] == [(1,), (0,)]
    assert {seen.workstation for side in conflict.sides for seen in side.seen} <= {"PUI-1", "HDJ-1"}
    assert rows_of(other, "made_twice")[0].sides == conflict.sides


def test_an_instant_by_a_clock_in_doubt_says_so(stations: Three) -> None:
    """The act, and what somebody else had seen of it, carry the doubt that its workstation had."""
    one, other, _ = stations
    patient = circuit.create(one)
    exchange(one, other)
    # Started alone, and nobody has said yet what time it is.
    other.desk.timekeeper = Timekeeper(other.clock, None, asks=True)
    recorded = other.do("nurse", NotePatient(patient=patient, text="à quelle heure ?"))
    exchange(one, other)
    noted = one.replica.act(recorded.acts[0])
    assert noted is not None
    assert noted.doubtful
    assert one.desk.names.stamp(recorded.acts[0]).doubtful
    act = one.replica.act(one.do("nurse", NotePatient(patient=patient, text="lu")).acts[0])
    assert act is not None
    assert not act.doubtful
    assert [seen.doubtful for seen in one.desk.names.seen_by(act)] == [True]
