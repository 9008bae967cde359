"""Two workstations apart, then together: each kind of conflict is seen by all, and settled by its owner."""

from __future__ import annotations

from node.api.course import ConflictView, ResumeCourse, StopCourse
from node.api.patient import ConfirmLink, CreatePatient, LinkPatients
from node.api.prescription import Adjustment
from node.api.release import Destroy
from node.api.settlement import AgreeDerogation, AskDerogation, Conflicts, ListConflicts, Settle
from node.api.site import Digests, GetDigests, Verified, Verify
from node.api.validation import DeferGoAhead, Hold
from schema.ids import Id
from tests.node import circuit
from tests.node.circuit import Treated
from tests.node.stations import PIN, Station, exchange, send

Three = tuple[Station, Station, Station]


def _shared(stations: Three, code: str = "mFOLFOX6") -> tuple[Station, Station, Treated, Id]:
    """Two workstations that know one patient's first dose, ready to be prepared, and then part."""
    pharmacy, hospital, _ = stations
    someone = circuit.ready(pharmacy, code)
    exchange(pharmacy, hospital)
    return pharmacy, hospital, someone, circuit.dose_of(pharmacy, someone.course, "L1").dose


def _seen_by_both(one: Station, other: Station, rule: str, who: str = "pharmacist") -> ConflictView:
    """The conflict, the same at both, open."""
    exchange(one, other)
    here, there = circuit.inbox(one, who), circuit.inbox(other, who)
    assert rule in here, sorted(here)
    assert here[rule].sides == there[rule].sides
    assert here[rule].open
    assert here[rule].patient_name == "ESSAI Jeanne Noëlle"
    return here[rule]


def _gone(one: Station, other: Station, rule: str) -> None:
    exchange(one, other)
    for station in (one, other):
        assert rule not in circuit.inbox(station)
        assert station.get("pharmacist", Verify(), Verified).findings == ()


def _rows(station: Station, rule: str) -> list[ConflictView]:
    rows = station.get("prescriber", ListConflicts(mine=False), Conflicts).rows
    return [row for row in rows if row.rule == rule]


def test_two_revisions_stand_side_by_side(stations: Three) -> None:
    one, other, someone, dose = _shared(stations)
    for station, percent, who in ((one, "10", "prescriber"), (other, "25", "prescriber2")):
        lower = (Adjustment(line="L1", day=0, reduction_percent=percent, reason="neuropathie"),)
        circuit.prescribe(
            station, someone.course, doses=(dose,), adjustments=lower, reason="tolérance", who=who
        )
    conflict = _seen_by_both(one, other, "divergent")
    assert conflict.substance == "oxaliplatine"
    assert conflict.choices == ()
    said = [dict(side.summary) for side in conflict.sides]
    assert [set(side) for side in said] == [set(said[0])] * 2
    assert said[0]["summary.dose"] != said[1]["summary.dose"]
    assert said[0]["summary.reduction"] == "10\u00a0%"
    assert {side.stamp.workstation for side in conflict.sides} == {"PUI-1", "HDJ-1"}
    assert "divergent" in circuit.dose_of(other, someone.course, "L1").blocks
    circuit.prescribe(other, someone.course, doses=(dose,), reason="vu ensemble")
    _gone(one, other, "divergent")


def test_a_stop_stands_against_what_advanced_apart(stations: Three) -> None:
    one, other, someone, dose = _shared(stations)
    stop = StopCourse(
        course=someone.course,
        level="course",
        reason="toxicité",
        pin=PIN,
        based_on=circuit.look(one, someone.course).heads,
    )
    one.do("prescriber", stop)
    bag = circuit.on_the_ward(other, someone.course, dose)
    conflict = _seen_by_both(one, other, "stopped")
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
    _gone(one, other, "stopped")
    assert circuit.bag_of(one, someone.course, bag).state == "received"


def test_claimed_twice_needs_nobody(stations: Three) -> None:
    one, other, someone, dose = _shared(stations)
    first = circuit.claim(one, someone.course, dose)
    second = circuit.claim(other, someone.course, dose)
    exchange(one, other)
    assert "claimed_twice" not in circuit.inbox(one)
    assert not circuit.inbox(one, settled=True)["claimed_twice"].open
    states = {circuit.bag_of(one, someone.course, bag).state for bag in (first, second)}
    assert states == {"claimed", "yielded"}


def test_made_twice_one_bag_is_kept(stations: Three) -> None:
    one, other, someone, dose = _shared(stations)
    first, second = (circuit.claim(station, someone.course, dose) for station in (one, other))
    circuit.make(one, someone.course, first)
    circuit.make(other, someone.course, second)
    conflict = _seen_by_both(one, other, "made_twice")
    assert {choice.keep for choice in conflict.choices} == {first, second}
    numbers = [dict(side.summary)["summary.number"] for side in conflict.sides]
    assert set(numbers) == {"PUI-1 000001", "HDJ-1 000001"}
    assert all(bag.held for bag in circuit.dose_of(one, someone.course, "L1").bags)
    circuit.settle(one, conflict, "keep", "pharmacist", keep=first)
    _gone(one, other, "made_twice")
    assert not circuit.bag_of(other, someone.course, first).held
    assert circuit.bag_of(other, someone.course, second).held
    one.do(
        "pharmacist",
        Destroy(course=someone.course, bag=second, reason="en double", told=circuit.told(one), pin=PIN),
    )


def test_one_administration_told_twice(stations: Three) -> None:
    one, other, someone, dose = _shared(stations)
    bag = circuit.on_the_ward(one, someone.course, dose)
    exchange(one, other)
    circuit.give(one, someone, dose, bag, who="nurse")
    circuit.give(other, someone, dose, bag, who="nurse2")
    conflict = _seen_by_both(one, other, "told_twice")
    assert not conflict.alarm
    assert circuit.inbox(one, "nurse", mine=True).keys() == {"told_twice"}
    circuit.settle(one, conflict, "told_twice", "nurse")
    _gone(one, other, "told_twice")


def test_two_bags_given_is_the_gravest_alarm(stations: Three) -> None:
    one, other, someone, dose = _shared(stations)
    for station, nurse in ((one, "nurse"), (other, "nurse2")):
        bag = circuit.on_the_ward(station, someone.course, dose)
        circuit.give(station, someone, dose, bag, who=nurse)
    conflict = _seen_by_both(one, other, "given_twice")
    assert conflict.alarm
    assert {dict(side.summary)["summary.number"] for side in conflict.sides} == {
        "PUI-1 000001",
        "HDJ-1 000001",
    }
    circuit.settle(other, conflict, "reviewed", "prescriber")
    _gone(one, other, "given_twice")


def test_given_here_and_not_given_there(stations: Three) -> None:
    one, other, someone, dose = _shared(stations)
    bag = circuit.on_the_ward(one, someone.course, dose)
    exchange(one, other)
    circuit.give(one, someone, dose, bag)
    circuit.not_give(other, someone.course, dose, bag)
    conflict = _seen_by_both(one, other, "given_and_not_given")
    assert {choice.choice for choice in conflict.choices} == {"given", "not_given"}
    assert [dict(side.summary)["summary.reason"] for side in conflict.sides] == ["—", "fièvre à 39 °C"]
    circuit.settle(one, conflict, "given", "nurse")
    _gone(one, other, "given_and_not_given")
    assert circuit.dose_of(other, someone.course, "L1").state == "given"


def test_the_same_dose_written_twice_is_settled_in_both_courses(stations: Three) -> None:
    one, other, _ = stations
    patient = circuit.create(one)
    circuit.size(one, patient)
    exchange(one, other)
    courses = []
    for station, who in ((one, "prescriber"), (other, "prescriber2")):
        course = circuit.include(station, patient, "GEMCITABINE", who=who, cycles=1)
        circuit.prescribe(station, course, who=who)
        courses.append(course)
    conflict = _seen_by_both(one, other, "same_dose_twice", "prescriber")
    first = circuit.dose_of(one, courses[0], "L1").dose
    second = circuit.dose_of(one, courses[1], "L1").dose
    rows = circuit.inbox(one, "prescriber", mine=True)
    assert rows.keys() >= {"same_dose_twice"}
    assert all(len(side.summary) > 3 for side in conflict.sides)
    kept = {choice.keep for choice in conflict.choices if choice.choice == "same"}
    acts = {side.act for side in conflict.sides}
    same = [row for row in _rows(one, "same_dose_twice") if {side.act for side in row.sides} == acts]
    assert kept <= {row.subject for row in same}
    assert len(kept) == 2
    # Three weeks, three doses written twice, each pair seen from both courses.
    open_rows = _rows(one, "same_dose_twice")
    assert {row.course for row in open_rows} == set(courses)
    assert {first, second} <= {row.subject for row in open_rows}
    while rest := _rows(one, "same_dose_twice"):
        row = next(item for item in rest if item.course == courses[0])
        before = len(rest)
        answer = circuit.settle(one, row, "same", "prescriber", keep=row.subject)
        assert len(answer.acts) == 2  # one act in each course
        assert len(_rows(one, "same_dose_twice")) == before - 2
    _gone(one, other, "same_dose_twice")
    # The one kept goes on; the other is not prepared any more.
    assert circuit.dose_of(other, courses[0], "L1").state == "prescribed"
    assert "same_dose_twice" in circuit.dose_of(other, courses[1], "L1").blocks


def test_a_patient_created_twice_is_linked_by_two_people(stations: Three) -> None:
    one, other, _ = stations
    first, second = circuit.create(one), circuit.create(other)
    conflict = _seen_by_both(one, other, "patient_created_twice", "nurse")
    here, there = conflict.patient, conflict.subject
    assert {here, there} == {first, second}
    assert (conflict.course, conflict.choices) == (bytes(16), ())
    assert conflict.owners == ("identify",)
    heads = circuit.record(one, here).heads
    one.do("nurse", LinkPatients(patient=here, other=there, reason="carte", pin=PIN, based_on=heads))
    exchange(one, other)
    heads = circuit.record(other, here).heads
    other.do("nurse2", ConfirmLink(patient=here, other=there, pin=PIN, based_on=heads))
    _gone(one, other, "patient_created_twice")
    assert circuit.record(one, first).banner.linked == (second,)


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
    conflict = _seen_by_both(one, other, "validated_and_held")
    assert circuit.dose_of(one, someone.course, "L1").state == "held"
    circuit.settle(one, conflict, "reviewed", "pharmacist")
    _gone(one, other, "validated_and_held")


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
    _seen_by_both(one, other, "go_ahead_deferred", "prescriber")
    for row in _rows(one, "go_ahead_deferred"):
        circuit.settle(one, row, "reviewed", "prescriber")
    _gone(one, other, "go_ahead_deferred")
    assert "deferred" in circuit.dose_of(one, someone.course, "L1").blocks


def test_released_here_and_rejected_there(stations: Three) -> None:
    one, other, someone, dose = _shared(stations)
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
    _gone(one, other, "released_and_rejected")


def test_a_bag_made_from_a_version_revised_apart(stations: Three) -> None:
    one, other, someone, dose = _shared(stations)
    bag = circuit.claim(one, someone.course, dose)
    circuit.make(one, someone.course, bag)
    lower = (Adjustment(line="L1", day=0, reduction_percent="5", reason="neuropathie"),)
    circuit.prescribe(other, someone.course, doses=(dose,), adjustments=lower, reason="tolérance")
    conflict = _seen_by_both(one, other, "outdated_bag")
    assert [choice.keep for choice in conflict.choices] == [bag]
    circuit.settle(one, conflict, "keep", "pharmacist", keep=bag)
    _gone(one, other, "outdated_bag")


def test_a_newer_weight_asks_for_a_new_look(site: Station) -> None:
    someone = circuit.ready(site)
    circuit.measure(site, someone.patient, "weight", "95", confirmed=True)
    conflict = circuit.inbox(site, "prescriber", mine=True)["newer_weight"]
    assert any(key == "summary.weight" for side in conflict.sides for key, _ in side.summary)
    assert circuit.dose_of(site, someone.course, "L1").state == "held"
    while "newer_weight" in (open_now := circuit.inbox(site, "prescriber")):
        circuit.settle(site, open_now["newer_weight"], "reviewed", "prescriber")
    assert circuit.dose_of(site, someone.course, "L1").state == "ready"


def test_a_settlement_names_what_disagrees_now_and_who_owns_it(stations: Three) -> None:
    one, other, someone, dose = _shared(stations)
    first, second = (circuit.claim(station, someone.course, dose) for station in (one, other))
    circuit.make(one, someone.course, first)
    circuit.make(other, someone.course, second)
    conflict = _seen_by_both(one, other, "made_twice")

    def settling(choice: str, keep: Id | None, sides: int = 2) -> Settle:
        return Settle(
            course=conflict.course,
            rule=conflict.rule,
            subject=conflict.subject,
            heads=tuple(side.act for side in conflict.sides[:sides]),
            choice=choice,
            keep=keep,
            reason="vu",
            pin=PIN,
            based_on=circuit.look(one, conflict.course).heads,
        )

    assert one.refused("pharmacist", settling("keep", None)) == "conflict.keep_which"
    assert one.refused("pharmacist", settling("keep", first, sides=1)) == "conflict.changed"
    assert one.refused("pharmacist", settling("both", None)) == "conflict.no_such_choice"
    assert one.refused("nurse", settling("keep", first)) == "conflict.not_owner"
    assert one.refused("preparer", settling("keep", first)) == "right.missing"


def test_two_people_lift_a_hard_stop(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, "L1")
    bag = circuit.released(site, someone.course, dose.dose)
    site.clock.advance(days=30)
    view = circuit.look(site, someone.course)
    ask = AskDerogation(
        course=someone.course,
        subject=bag,
        rule="bag.expired",
        revision=dose.versions[0],
        reason="aucun autre flacon",
        pin=PIN,
        based_on=view.heads,
    )
    asked = site.do("prescriber", ask).acts[0]
    heads = circuit.look(site, someone.course).heads
    site.do("pharmacist", AgreeDerogation(course=someone.course, asked=asked, pin=PIN, based_on=heads))
    circuit.dispense(site, someone.course, bag)
    assert circuit.bag_of(site, someone.course, bag).state == "dispensed"


def test_a_third_workstation_comes_to_the_same(stations: Three) -> None:
    one, other, ward = stations
    _, _, someone, dose = _shared(stations)
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


def test_nothing_is_created_by_looking(site: Station) -> None:
    circuit.ready(site)
    before = site.replica.counts()
    circuit.inbox(site, "pharmacist")
    circuit.inbox(site, "prescriber", mine=True, settled=True)
    assert site.replica.counts() == before
    assert site.refused("nurse", CreatePatient(identity=circuit.JEANNE)) == "patient.probable_duplicate"
