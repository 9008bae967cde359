"""Two workstations apart, then together: each rule's conflict is seen by all, with what each side says."""

from __future__ import annotations

from node.api.course import ConflictView, ResumeCourse, StopCourse
from node.api.people import WithdrawRights
from node.api.prescription import Adjustment
from node.api.release import Destroy
from node.api.settlement import Settle
from node.api.site import Digests, GetDigests, GetStatus, Status
from node.api.validation import DeferGoAhead, Hold
from node.domain.decision import Decided, Draft
from schema.acts.administration import DoseGiven
from schema.transaction import FileRef, FileType
from tests.node import circuit
from tests.node.apart import Three, gone, rows_of, seen_by_both, shared
from tests.node.stations import PIN, Station, exchange, send


def test_two_revisions_stand_side_by_side(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    for station, percent, who in ((one, "10", "prescriber"), (other, "25", "prescriber2")):
        lower = (Adjustment(line="L1", day=0, reduction_percent=percent, reason="neuropathie"),)
        circuit.prescribe(
            station, someone.course, doses=(dose,), adjustments=lower, reason="tolérance", who=who
        )
    conflict = seen_by_both(one, other, "divergent")
    assert conflict.substance == "oxaliplatine"
    assert (conflict.dose, conflict.cycle, conflict.day) == (dose, 1, 1)
    assert conflict.choices == ()
    said = [dict(side.summary) for side in conflict.sides]
    assert [set(side) for side in said] == [set(said[0])] * 2
    assert said[0]["summary.dose"] != said[1]["summary.dose"]
    assert said[0]["summary.reduction"] == "10\u00a0%"
    assert {side.stamp.workstation for side in conflict.sides} == {"PUI-1", "HDJ-1"}
    english = circuit.look(one, someone.course, language="en").conflicts[0]
    assert dict(english.sides[0].summary)["summary.reduction"] == "10%"
    assert "divergent" in circuit.dose_of(other, someone.course, "L1").blocks
    circuit.prescribe(other, someone.course, doses=(dose,), reason="vu ensemble")
    gone(one, other, "divergent")


def test_a_stop_stands_against_what_advanced_apart(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    stop = StopCourse(
        course=someone.course,
        level="course",
        reason="toxicité",
        pin=PIN,
        based_on=circuit.look(one, someone.course).heads,
    )
    one.do("prescriber", stop)
    bag = circuit.on_the_ward(other, someone.course, dose)
    conflict = seen_by_both(one, other, "stopped")
    assert conflict.alarm
    assert "do_not_connect" in circuit.dose_of(one, someone.course, "L1").blocks
    view = circuit.look(one, someone.course)
    assert view.state == "to_settle"
    resume = ResumeCourse(
        course=someone.course,
        stops=(view.stops[0].act,),
        reason="erreur de dossier",
        pin=PIN,
        based_on=view.heads,
    )
    one.do("prescriber", resume)
    waits = seen_by_both(one, other, "stopped", "pharmacist")
    assert waits.owners == ("validate",)
    assert [word.stamp.person for word in waits.heard] == ["Dr INVENTÉ Colombe"]
    for station in (one, other):
        assert "stopped" not in circuit.inbox(station, "prescriber", mine=True)
        assert "stopped" in circuit.inbox(station, "pharmacist", mine=True)
        assert circuit.dose_of(station, someone.course, "L1").waits_for == ("settle",)
        assert circuit.bag_of(station, someone.course, bag).held
        mine = [station.get(who, GetStatus(), Status).my_conflicts for who in ("prescriber", "pharmacist")]
        assert mine == [0, 1]
    assert one.refused("prescriber", _reviewed(one, waits)) == "conflict.own_word"
    # The word that was wanted is given at the other workstation, by somebody who was not there.
    circuit.settle(other, waits, "reviewed", "pharmacist2")
    gone(one, other, "stopped")
    assert circuit.bag_of(one, someone.course, bag).state == "received"
    assert circuit.dose_of(other, someone.course, "L1").waits_for == ("administer",)


def test_a_prescriber_and_a_pharmacist_review_a_stop_apart(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    view = circuit.look(one, someone.course)
    stop = StopCourse(course=someone.course, level="course", reason="toxicité", pin=PIN, based_on=view.heads)
    one.do("prescriber", stop)
    view = circuit.look(one, someone.course)
    resume = ResumeCourse(
        course=someone.course, stops=(view.stops[0].act,), reason="erreur", pin=PIN, based_on=view.heads
    )
    one.do("prescriber", resume)
    circuit.on_the_ward(other, someone.course, dose)
    conflict = seen_by_both(one, other, "stopped")
    assert conflict.owners == ("prescribe", "validate")
    circuit.settle(one, conflict, "reviewed", "prescriber")
    circuit.settle(other, conflict, "reviewed", "pharmacist")
    for station, wanted in ((one, "validate"), (other, "prescribe")):
        assert circuit.inbox(station)["stopped"].owners == (wanted,)
        assert circuit.dose_of(station, someone.course, "L1").waits_for == ("settle",)
    gone(one, other, "stopped")
    assert circuit.dose_of(one, someone.course, "L1").waits_for == ("administer",)


def _reviewed(station: Station, conflict: ConflictView) -> Settle:
    return Settle(
        file=conflict.file,
        rule=conflict.rule,
        subject=conflict.subject,
        heads=tuple(side.act for side in conflict.sides),
        choice="reviewed",
        reason="vu une fois de plus",
        pin=PIN,
        based_on=circuit.look(station, conflict.course).heads,
    )


def test_claimed_twice_needs_nobody(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    first = circuit.claim(one, someone.course, dose)
    second = circuit.claim(other, someone.course, dose)
    exchange(one, other)
    assert "claimed_twice" not in circuit.inbox(one)
    assert not circuit.inbox(one, settled=True)["claimed_twice"].open
    states = {circuit.bag_of(one, someone.course, bag).state for bag in (first, second)}
    assert states == {"claimed", "yielded"}


def test_made_twice_one_bag_is_kept(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    first, second = (circuit.claim(station, someone.course, dose) for station in (one, other))
    circuit.make(one, someone.course, first)
    circuit.make(other, someone.course, second)
    conflict = seen_by_both(one, other, "made_twice")
    assert {choice.keep for choice in conflict.choices} == {first, second}
    numbers = [dict(side.summary)["summary.number"] for side in conflict.sides]
    assert set(numbers) == {"PUI-1 000001", "HDJ-1 000001"}
    assert all(bag.held for bag in circuit.dose_of(one, someone.course, "L1").bags)
    circuit.settle(one, conflict, "keep", "pharmacist", keep=first)
    gone(one, other, "made_twice")
    assert not circuit.bag_of(other, someone.course, first).held
    rows = circuit.look(other, someone.course).conflicts
    (view,) = [row for row in rows if row.rule == "made_twice"]
    said = dict(view.decided)
    assert said["summary.number"] == "PUI-1 000001"
    assert said["summary.decision"]
    assert said["summary.reason"]
    lost = circuit.bag_of(other, someone.course, second)
    assert lost.held
    assert lost.blocks == ("another_bag_kept",)
    assert lost.kept is not None
    assert lost.kept.number == "PUI-1 000001"
    one.do(
        "pharmacist",
        Destroy(course=someone.course, bag=second, reason="en double", told=circuit.told(one), pin=PIN),
    )


def test_one_administration_told_twice(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    bag = circuit.on_the_ward(one, someone.course, dose)
    exchange(one, other)
    circuit.give(one, someone, dose, bag, who="nurse")
    circuit.give(other, someone, dose, bag, who="nurse2")
    conflict = seen_by_both(one, other, "told_twice")
    assert not conflict.alarm
    assert circuit.inbox(one, "nurse", mine=True).keys() == {"told_twice"}
    circuit.settle(one, conflict, "told_twice", "nurse")
    gone(one, other, "told_twice")
    # Who settled it is told to those who have signed in.
    named, silent = one.get("nurse", GetDigests(), Digests), one.call(None, GetDigests())
    assert isinstance(silent, Digests)
    assert [row.settled_by for row in named.conflicts if row.rule == "told_twice"] == ["THÉORIQUE Garance"]
    assert {row.settled_by for row in silent.conflicts} == {None}


def test_two_bags_given_is_the_gravest_alarm(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    for station, nurse in ((one, "nurse"), (other, "nurse2")):
        bag = circuit.on_the_ward(station, someone.course, dose)
        circuit.give(station, someone, dose, bag, who=nurse)
    conflict = seen_by_both(one, other, "given_twice")
    assert conflict.alarm
    assert {dict(side.summary)["summary.number"] for side in conflict.sides} == {
        "PUI-1 000001",
        "HDJ-1 000001",
    }
    circuit.settle(other, conflict, "reviewed", "prescriber")
    gone(one, other, "given_twice")


def test_given_here_and_not_given_there(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    bag = circuit.on_the_ward(one, someone.course, dose)
    exchange(one, other)
    circuit.give(one, someone, dose, bag)
    circuit.not_give(other, someone.course, dose, bag)
    conflict = seen_by_both(one, other, "given_and_not_given")
    assert {choice.choice for choice in conflict.choices} == {"given", "not_given"}
    assert [dict(side.summary)["summary.reason"] for side in conflict.sides] == ["—", "fièvre à 39 °C"]
    circuit.settle(one, conflict, "given", "nurse")
    gone(one, other, "given_and_not_given")
    assert circuit.dose_of(other, someone.course, "L1").state == "given"


def test_validated_here_and_held_there(stations: Three) -> None:
    one, other, _ = stations
    someone = circuit.treated(one)
    exchange(one, other)
    dose = circuit.dose_of(one, someone.course, "L1").dose
    circuit.validate(one, someone.course)
    view = circuit.look(other, someone.course)
    hold = Hold(
        course=someone.course,
        items=circuit.items(view, dose),
        refused=True,
        reason="dose à revoir",
        pin=PIN,
        based_on=view.heads,
    )
    other.do("pharmacist2", hold)
    conflict = seen_by_both(one, other, "validated_and_held")
    assert circuit.dose_of(one, someone.course, "L1").state == "held"
    circuit.settle(one, conflict, "reviewed", "pharmacist")
    gone(one, other, "validated_and_held")


def test_a_go_ahead_given_here_and_deferred_there(stations: Three) -> None:
    one, other, _ = stations
    someone = circuit.treated(one)
    exchange(one, other)
    circuit.go_ahead(one, someone.course)
    view = circuit.look(other, someone.course)
    defer = DeferGoAhead(
        course=someone.course, items=circuit.items(view), reason="fièvre", pin=PIN, based_on=view.heads
    )
    other.do("prescriber2", defer)
    seen_by_both(one, other, "go_ahead_deferred", "prescriber")
    for row in rows_of(one, "go_ahead_deferred"):
        circuit.settle(one, row, "reviewed", "prescriber")
    gone(one, other, "go_ahead_deferred")
    assert "deferred" in circuit.dose_of(one, someone.course, "L1").blocks


def test_released_here_and_rejected_there(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    bag = circuit.claim(one, someone.course, dose)
    circuit.make(one, someone.course, bag)
    circuit.check(one, someone.course, bag)
    exchange(one, other)
    circuit.release(one, someone.course, bag)
    circuit.release(other, someone.course, bag, reason="fuite", who="pharmacist2")
    exchange(one, other)
    conflict = circuit.inbox(one)["released_and_rejected"]
    assert {dict(side.summary)["summary.decision"] for side in conflict.sides} == {"libérée", "refusée"}
    assert circuit.bag_of(one, someone.course, bag).state == "rejected"
    circuit.settle(one, conflict, "reviewed", "pharmacist")
    gone(one, other, "released_and_rejected")


def test_a_bag_made_from_a_version_revised_apart(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    bag = circuit.claim(one, someone.course, dose)
    circuit.make(one, someone.course, bag)
    lower = (Adjustment(line="L1", day=0, reduction_percent="5", reason="neuropathie"),)
    circuit.prescribe(other, someone.course, doses=(dose,), adjustments=lower, reason="tolérance")
    conflict = seen_by_both(one, other, "outdated_bag")
    assert [choice.keep for choice in conflict.choices] == [bag]
    # What the bag contains stands beside what is wanted now, and beside the choice to keep it.
    said = {side.kind.partition("/")[0]: dict(side.summary) for side in conflict.sides}
    ordered = said.pop("prescription.signed")
    held, *others = said.values()
    assert {one["summary.dose"] for one in others} <= {held["summary.dose"]}
    assert held["summary.substance"] == ordered["summary.substance"] == "oxaliplatine"
    assert "—" not in {held["summary.dose"], ordered["summary.dose"]}
    assert held["summary.dose"] != ordered["summary.dose"]
    assert conflict.choices[0].kept == f"PUI-1 000001, oxaliplatine {held['summary.dose']}"
    circuit.settle(one, conflict, "keep", "pharmacist", keep=bag)
    gone(one, other, "outdated_bag")


def test_a_third_workstation_comes_to_the_same(stations: Three) -> None:
    one, other, ward = stations
    _, _, someone, dose = shared(stations)
    first, second = (circuit.claim(station, someone.course, dose) for station in (one, other))
    circuit.make(one, someone.course, first)
    circuit.make(other, someone.course, second)
    # Everything reaches the ward by way of the day hospital.
    send(one, other)
    send(other, ward)
    send(ward, one)
    told = [station.get("administrator", GetDigests(), Digests) for station in (ward, other)]
    assert told[0].conflicts == told[1].conflicts
    exchange(one, other)
    exchange(other, ward)
    exchange(ward, one)
    exchange(one, other)
    assert len({station.replica.digests() for station in stations}) == 1
    assert "made_twice" in {one.rule for one in told[0].conflicts}


def test_an_account_beyond_its_authors_rights_warns_and_blocks(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    bag = circuit.claim(one, someone.course, dose)
    session = other.desk.sessions.get(other.session("preparer"))
    assert session is not None
    exchange(one, other)
    # No window offers this; a forged program could write it.
    body = DoseGiven(dose, bag, someone.patient, circuit.told(other), "")
    other.desk.record(Decided((Draft(FileRef(FileType.COURSE, someone.course), body),)), session, PIN)
    conflict = seen_by_both(one, other, "set_aside")
    assert conflict.alarm
    assert conflict.sides[0].stamp.person == "IMAGINAIRE Églantine"
    assert "set_aside" in circuit.dose_of(one, someone.course, "L1").blocks
    circuit.settle(one, conflict, "dismissed", "pharmacist")
    gone(one, other, "set_aside")
    assert circuit.dose_of(other, someone.course, "L1").state == "in_preparation"


def test_an_order_signed_apart_from_the_withdrawal_of_the_right_waits_for_a_prescriber(
    stations: Three,
) -> None:
    one, other, someone, dose = shared(stations)
    withdrawn = WithdrawRights(person=one.people["prescriber2"], rights=("prescribe",), pin=PIN)
    one.do("administrator", withdrawn)
    lower = (Adjustment(line="L1", day=0, reduction_percent="25", reason="neuropathie"),)
    circuit.prescribe(
        other, someone.course, doses=(dose,), adjustments=lower, reason="tolérance", who="prescriber2"
    )
    revised = circuit.dose_of(other, someone.course, "L1").order.prescribed
    before = circuit.dose_of(one, someone.course, "L1").order.prescribed
    conflict = seen_by_both(one, other, "withdrawn_order")
    assert [side.stamp.workstation for side in conflict.sides] == ["HDJ-1"]
    assert "withdrawn_order" not in circuit.inbox(one, "pharmacist", mine=True)
    assert "withdrawn_order" in circuit.inbox(one, "prescriber", mine=True)
    for station in (one, other):
        waiting = circuit.dose_of(station, someone.course, "L1")
        assert (waiting.order.prescribed, waiting.waits_for) == (before, ("settle",))
    circuit.settle(other, conflict, "admit", "prescriber")
    gone(one, other, "withdrawn_order")
    for station in (one, other):
        assert circuit.dose_of(station, someone.course, "L1").order.prescribed == revised
        assert "validate" in circuit.dose_of(station, someone.course, "L1").waits_for


def test_a_bag_received_apart_from_the_withdrawal_of_the_right_is_received(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    bag = circuit.released(one, someone.course, dose)
    circuit.dispense(one, someone.course, bag)
    exchange(one, other)
    one.do("administrator", WithdrawRights(person=one.people["nurse"], rights=("receive",), pin=PIN))
    circuit.receive(other, someone.course, bag)
    conflict = seen_by_both(one, other, "withdrawn_since")
    assert conflict.alarm
    assert circuit.bag_of(one, someone.course, bag).state == "received"
    assert circuit.dose_of(one, someone.course, "L1").waits_for == ("settle",)
    circuit.settle(one, conflict, "admit", "pharmacist")
    gone(one, other, "withdrawn_since")
    assert circuit.dose_of(other, someone.course, "L1").waits_for == ("administer",)
