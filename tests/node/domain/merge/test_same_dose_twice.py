"""The same dose written twice: found across courses and links, settled once for both."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from node.api.course import StopCourse
from node.domain.fold.links import LinkEdge
from node.domain.merge.same_dose_twice import RULE, _days_apart, same_dose_twice
from node.domain.state import CourseState, Dose, Settlement, Version
from node.domain.world import Knew, World
from schema.ids import Id
from schema.transaction import ActRef
from tests.node import circuit
from tests.node.apart import Three, gone, rows_of, seen_by_both
from tests.node.domain.acts import an_id
from tests.node.domain.states import PATIENT, course_state, dose_state, order, ref
from tests.node.domain.states_of_patient import patient_state
from tests.node.domain.states_of_reference import limits
from tests.node.meeting import WAYS, meet
from tests.node.stations import PIN, Station, exchange

ONE, TWO = an_id("course one"), an_id("course two")
DOCTORS = ("prescriber", "prescriber2")


def _dose(name: str, **changes: Any) -> Dose:
    act = ref(f"ordered {name}")
    own = {key: changes.pop(key) for key in ("cycle", "stops", "not_given", "given") if key in changes}
    written = order(dose=an_id(name), **changes)
    return dose_state(written, versions=(Version(act, written, ()),), prescribed=(act,), **own)


def _included(course: CourseState, patient: Id = PATIENT, regimen: str = "regimen") -> CourseState:
    assert course.included is not None
    included = msgspec.structs.replace(course.included, patient=patient, regimen=an_id(regimen))
    return msgspec.structs.replace(course, included=included)


def _knowing(*pairs: tuple[str, str]) -> Knew:
    """Whoever did the first of each pair knew of the second."""
    known = {(ref(later), ref(earlier)) for later, earlier in pairs}
    return lambda decision, fact: (decision, fact) in known


def _world(first: CourseState, second: CourseState, **changes: Any) -> World:
    fields: dict[str, Any] = {
        "patients": {PATIENT: patient_state()},
        "courses": {ONE: first, TWO: second},
        "limits": limits(same_dose_days=3),
    }
    return World(**{**fields, **changes})


def _pair(regimen: str = "other", **changes: Any) -> World:
    first = _included(course_state(_dose("a")))
    return _world(first, _included(course_state(_dose("b", **changes)), regimen=regimen))


@pytest.mark.parametrize(
    ("changes", "twice"),
    [
        ({}, True),
        ({"planned": "2026-03-13"}, True),
        ({"planned": "2026-03-14"}, False),
        ({"planned": "2026-03-07"}, True),
        ({"substance": "Fluorouracile"}, True),
        ({"substance": "oxaliplatine"}, False),
        ({"line": "L9", "day": 8}, True),
        ({"stops": (ref("stop"),)}, False),
        ({"not_given": (ref("no"),)}, False),
        ({"given": (ref("yes"),), "stops": (ref("stop"),)}, True),
    ],
)
def test_between_two_courses_substance_and_interval_count(changes: dict[str, Any], twice: bool) -> None:
    found = same_dose_twice(_pair(**changes))
    assert bool(found) is twice
    if twice:
        assert {one.file.id for one in found} == {ONE, TWO}
        assert {one.conflict.subject for one in found} == {an_id("a"), an_id("b")}
        assert all(one.conflict.blocks and one.conflict.settled is None for one in found)
        assert found[0].others == ((found[1].file, found[1].conflict.subject),)


@pytest.mark.parametrize(
    ("changes", "apart", "following"),
    [
        ({}, True, True),
        ({"line": "L2"}, False, False),
        ({"planned": "2026-03-13"}, True, True),
        ({"planned": "2026-03-14"}, False, False),
        # Begun on another date: what is given on one day of the month has another number in each course.
        ({"day": 2}, True, False),
        ({"day": 8, "planned": "2026-03-13"}, True, False),
        ({"day": 8, "planned": "2026-03-14"}, False, False),
        ({"day": 8, "line": "L2"}, False, False),
        ({"day": 8, "cycle": 2, "planned": "2026-03-07"}, True, False),
    ],
)
def test_two_courses_of_one_regimen_are_compared_line_by_line(
    changes: dict[str, Any], apart: bool, following: bool
) -> None:
    """Of another day only where neither prescriber knew of the other; who follows on purpose is not asked."""
    world = _pair(regimen="regimen", **changes)
    assert bool(same_dose_twice(world)) is apart
    for later, earlier in (("a", "b"), ("b", "a")):
        knew = _knowing((f"ordered {later}", f"ordered {earlier}"))
        assert bool(same_dose_twice(msgspec.structs.replace(world, knew=knew))) is following


def test_who_revises_one_of_two_courses_has_not_been_asked_about_the_other() -> None:
    """A revision that knows of both ends no question: the first orders were written apart."""
    world = _revised(_pair(regimen="regimen", day=8), ONE, "revised")
    world = msgspec.structs.replace(world, knew=_knowing(("revised", "ordered b")))
    assert len(same_dose_twice(world)) == 2


def test_one_moved_towards_the_other_by_somebody_who_had_not_heard_of_it_is_asked_about() -> None:
    world = _revised(_pair(regimen="regimen", day=8, planned=FAR), TWO, "moved", planned="2026-03-10")
    follows = msgspec.structs.replace(world, knew=_knowing(("ordered b", "ordered a")))
    assert len(same_dose_twice(follows)) == 2
    knew = _knowing(("ordered b", "ordered a"), ("moved", "ordered a"))
    assert same_dose_twice(msgspec.structs.replace(world, knew=knew)) == ()


@pytest.mark.parametrize(
    ("changes", "twice"),
    [
        ({}, True),
        ({"line": "L2"}, False),
        ({"day": 2, "planned": "2026-03-11"}, False),
        ({"cycle": 2, "day": 8}, True),
        ({"planned": "2026-03-11"}, True),
    ],
)
def test_within_a_course_it_is_the_same_line_and_day_under_two_ids(
    changes: dict[str, Any], twice: bool
) -> None:
    course = _included(course_state(_dose("a"), _dose("b", **changes)))
    found = same_dose_twice(_world(course, _included(course_state()), limits=limits()))
    assert bool(found) is twice
    assert {one.file.id for one in found} <= {ONE}


def test_another_person_is_another_matter_until_linked() -> None:
    other = an_id("another patient")
    first, second = _included(course_state(_dose("a"))), _included(course_state(_dose("b")), patient=other)
    files = {PATIENT: patient_state(), other: patient_state()}
    assert same_dose_twice(_world(first, second, patients=files)) == ()
    edge = LinkEdge(other, "linked", None, None, ref("yes"), None)
    files[PATIENT] = patient_state(edges=(edge,))
    assert len(same_dose_twice(_world(first, second, patients=files))) == 2


def test_without_limits_nothing_can_be_said() -> None:
    assert same_dose_twice(msgspec.structs.replace(_pair(), limits=None)) == ()
    dropped = msgspec.structs.replace(_settle(_pair(), KEPT_A), limits=None)
    assert _blocked(dropped) == {"a": (True, False), "b": (True, True)}


BOTH_ACTS = (ref("ordered a"), ref("ordered b"))


def _settle(world: World, *said: tuple[str, Id | None, tuple[ActRef, ...]]) -> World:
    """The same world with settlements, each written into both courses."""
    courses = dict(world.courses)
    for number, (choice, keep, heads) in enumerate(said):
        for course, dose in ((ONE, "a"), (TWO, "b")):
            act = ref(f"settlement {number} in {dose}")
            settlement = Settlement(act, RULE, an_id(dose), heads, choice, keep)
            settled = (*courses[course].settlements, settlement)
            courses[course] = msgspec.structs.replace(courses[course], settlements=settled)
    return msgspec.structs.replace(world, courses=courses)


def _blocked(world: World) -> dict[str, tuple[bool, bool]]:
    names = {an_id("a"): "a", an_id("b"): "b"}
    return {
        names[one.conflict.subject]: (one.conflict.settled is not None, one.conflict.blocks)
        for one in same_dose_twice(world)
    }


def test_both_intended_frees_both() -> None:
    world = _settle(_pair(), ("both", None, BOTH_ACTS))
    assert _blocked(world) == {"a": (True, False), "b": (True, False)}


def test_the_same_keeps_one_and_the_other_is_never_prepared() -> None:
    world = _settle(_pair(), ("same", an_id("b"), BOTH_ACTS))
    assert _blocked(world) == {"a": (True, True), "b": (True, False)}


def test_a_settlement_that_did_not_see_both_settles_nothing() -> None:
    world = _settle(_pair(), ("both", None, BOTH_ACTS[:1]))
    assert _blocked(world) == {"a": (False, True), "b": (False, True)}


def test_settlements_that_contradict_each_other_reopen_until_one_names_them() -> None:
    said = (("both", None, BOTH_ACTS), ("same", an_id("a"), BOTH_ACTS))
    world = _settle(_pair(), *said)
    assert _blocked(world) == {"a": (False, True), "b": (False, True)}
    acts = same_dose_twice(world)[0].conflict.acts
    assert len(acts) == 6
    world = _settle(_pair(), *said, ("same", an_id("a"), acts))
    assert _blocked(world) == {"a": (True, False), "b": (True, True)}


def test_the_dose_kept_may_be_revised_but_the_one_dropped_comes_back_with_a_new_version() -> None:
    world = _settle(_pair(), ("same", an_id("a"), BOTH_ACTS))
    assert _blocked(_revised(world, ONE)) == {"a": (True, False), "b": (True, True)}
    assert _blocked(_revised(world, TWO)) == {"a": (False, True), "b": (False, True)}


def _become(world: World, course: Id, **changes: Any) -> World:
    """The same world where something has become of the one dose of a course."""
    dose = msgspec.structs.replace(world.courses[course].doses[0], **changes)
    changed = msgspec.structs.replace(world.courses[course], doses=(dose,))
    return msgspec.structs.replace(world, courses={**world.courses, course: changed})


def _revised(world: World, course: Id, name: str = "revised", planned: str = "") -> World:
    dose, act = world.courses[course].doses[0], ref(name)
    written = dose.versions[0].order
    written = msgspec.structs.replace(written, planned=planned or written.planned)
    versions = (Version(act, written, ()),)
    return _become(world, course, versions=versions, prescribed=(*dose.prescribed, act))


KEPT_A = ("same", an_id("a"), BOTH_ACTS)
FAR = "2026-05-20"
ENDS = ({"stops": (ref("stop"),)}, {"not_given": (ref("no"),)})


@pytest.mark.parametrize("end", ENDS)
def test_one_dropped_stays_held_when_the_one_kept_is_over_and_comes_before_the_prescriber_again(
    end: dict[str, Any],
) -> None:
    """Nobody said that it is to be given instead."""
    world = _become(_settle(_pair(), KEPT_A), ONE, **end)
    assert _blocked(world) == {"a": (False, True), "b": (False, True)}
    found = same_dose_twice(world)[0].conflict
    (what,) = (act for acts in end.values() for act in acts)
    told = {ref("settlement 0 in a"), ref("settlement 0 in b"), what}
    assert told <= set(found.acts)
    assert found.choices == ("same", "both")
    answers: dict[str, dict[str, tuple[bool, bool]]] = {
        "b": {"a": (True, True), "b": (True, False)},
        "a": {"a": (True, False), "b": (True, True)},
    }
    for keep, expected in answers.items():
        assert _blocked(_settle(world, KEPT_A, ("same", an_id(keep), found.acts))) == expected
    assert _blocked(_settle(world, KEPT_A, ("both", None, found.acts)))["b"] == (True, False)


@pytest.mark.parametrize("end", ENDS)
def test_when_the_one_dropped_is_over_nothing_is_asked(end: dict[str, Any]) -> None:
    assert same_dose_twice(_become(_settle(_pair(), KEPT_A), TWO, **end)) == ()
    both = _settle(_pair(), ("both", None, BOTH_ACTS))
    assert same_dose_twice(_become(both, ONE, **end)) == ()
    unsettled = _become(_pair(), ONE, **end)
    assert same_dose_twice(unsettled) == ()


def test_one_that_runs_again_is_the_one_kept_again() -> None:
    world = _settle(_pair(), KEPT_A)
    stopped = _become(world, ONE, stops=(ref("stop"),))
    assert _blocked(_become(stopped, ONE, stops=())) == {"a": (True, False), "b": (True, True)}
    heads = same_dose_twice(stopped)[0].conflict.acts
    instead = _settle(stopped, KEPT_A, ("same", an_id("b"), heads))
    assert _blocked(_become(instead, ONE, stops=())) == {"a": (True, True), "b": (True, False)}
    # Stopped once more, nothing is asked of a dose that was settled to take its place.
    again = _become(instead, ONE, stops=(ref("another stop"),))
    assert _blocked(again)["b"] == (True, False)


def test_a_stop_heard_of_by_one_of_two_who_say_the_same_is_heard_of() -> None:
    stopped = _become(_pair(), ONE, stops=(ref("stop"),))
    world = _settle(stopped, KEPT_A, ("same", an_id("a"), (*BOTH_ACTS, ref("stop"))))
    assert _blocked(world) == {"a": (True, False), "b": (True, True)}


def test_settlements_that_contradict_each_other_hold_although_one_of_the_two_is_over() -> None:
    world = _settle(_pair(), KEPT_A, ("both", None, BOTH_ACTS))
    assert _blocked(_become(world, ONE, stops=(ref("stop"),)))["b"] == (False, True)


def test_one_dropped_stays_so_though_the_one_kept_is_moved_away() -> None:
    world = _revised(_settle(_pair(), KEPT_A), ONE, planned=FAR)
    assert _blocked(world) == {"a": (True, False), "b": (True, True)}
    assert same_dose_twice(_revised(_pair(), ONE, planned=FAR)) == ()


def test_one_dropped_is_asked_about_when_it_is_moved_until_both_are_said_to_be_meant() -> None:
    """Whoever moves a course writes its doses anew, those dropped among them, and no screen says so."""
    world = _revised(_settle(_pair(), KEPT_A), TWO, planned=FAR)
    assert _blocked(world) == {"a": (False, True), "b": (False, True)}
    acts = same_dose_twice(world)[0].conflict.acts
    meant = _settle(world, KEPT_A, ("both", None, acts))
    assert _blocked(meant) == {"a": (True, False), "b": (True, False)}
    assert same_dose_twice(_revised(meant, TWO, "again", planned="2026-06-20")) == ()


@pytest.mark.parametrize("choice", ["same", "both"])
@pytest.mark.parametrize("planned", ["", FAR])
@pytest.mark.parametrize("first_said", [(KEPT_A,), (KEPT_A, ("same", an_id("b"), BOTH_ACTS))])
def test_what_was_answered_is_not_in_force_again_when_the_answer_holds_no_more(
    first_said: tuple[tuple[str, Id | None, tuple[ActRef, ...]], ...], planned: str, choice: str
) -> None:
    """What an earlier settlement dropped must not run, nor what it kept be stopped, in place of the last."""
    stopped = _become(_settle(_pair(), *first_said), ONE, stops=(ref("stop"),))
    acts = same_dose_twice(stopped)[0].conflict.acts
    keep = an_id("b") if choice == "same" else None
    answered = _become(_settle(stopped, *first_said, (choice, keep, acts)), ONE, stops=())
    assert _blocked(answered) == {"a": (True, choice == "same"), "b": (True, False)}
    again = _blocked(_revised(answered, ONE, planned=planned))
    asked = {"a": (False, True), "b": (False, True)}
    # Both were meant, and are far from one another now: nothing is left to ask.
    assert again == ({} if choice == "both" and planned else asked)


def test_when_the_one_dropped_was_given_the_one_kept_is_held() -> None:
    """Else the patient would have it twice: an account blocks a second dose."""
    world = _become(_settle(_pair(), KEPT_A), TWO, given=(ref("yes"),))
    assert _blocked(world) == {"a": (False, True), "b": (False, True)}
    heads = same_dose_twice(world)[0].conflict.acts
    assert ref("yes") in heads
    kept = _settle(world, KEPT_A, ("same", an_id("b"), heads))
    assert _blocked(kept) == {"a": (True, True), "b": (True, False)}
    assert _blocked(_become(world, ONE, given=(ref("yes too"),)))["a"] == (True, False)


def test_both_given_is_an_alarm() -> None:
    first = _included(course_state(_dose("a", given=(ref("yes"),))))
    second = _included(course_state(_dose("b", given=(ref("yes too"),))), regimen="other")
    assert all(one.conflict.alarm for one in same_dose_twice(_world(first, second)))
    assert not any(one.conflict.alarm for one in same_dose_twice(_pair()))


@pytest.mark.parametrize(
    ("one", "other", "days"), [("2026-02-01", "2026-02-04", 3), ("2026-02-31", "2026-07-01", 0)]
)
def test_a_day_that_no_calendar_has_is_near_everything(one: str, other: str, days: int) -> None:
    """The pattern of a date lets it through; it must neither raise nor hide a double dose."""
    assert _days_apart(one, other) == days
    assert _days_apart(other, one) == days


def _versions_of(station: Station, courses: list[bytes], dose: bytes) -> set[ActRef]:
    doses = (one for course in courses for one in circuit.look(station, course).doses)
    return {act for one in doses if one.dose == dose for act in one.versions}


@pytest.mark.parametrize("way", WAYS)
def test_the_same_dose_written_twice_is_settled_in_both_courses(stations: Three, way: str) -> None:
    one, other, _ = stations
    patient = circuit.create(one)
    circuit.size(one, patient)
    exchange(one, other)
    courses = []
    for station, who in ((one, "prescriber"), (other, "prescriber2")):
        course = circuit.include(station, patient, "GEMCITABINE", who=who, cycles=1)
        circuit.prescribe(station, course, who=who)
        courses.append(course)
    meet(stations, way)
    conflict = seen_by_both(one, other, "same_dose_twice", "prescriber")
    first = circuit.dose_of(one, courses[0], "L1").dose
    second = circuit.dose_of(one, courses[1], "L1").dose
    rows = circuit.inbox(one, "prescriber", mine=True)
    assert rows.keys() >= {"same_dose_twice"}
    assert all(len(side.summary) > 3 for side in conflict.sides)
    kept = {choice.keep for choice in conflict.choices if choice.choice == "same"}
    # Each choice names the side that orders the dose it keeps, which is in one of the two courses.
    for choice in (each for each in conflict.choices if each.choice == "same"):
        assert choice.keep is not None
        (ordering,) = [
            number
            for number, side in enumerate(conflict.sides, start=1)
            if side.act in _versions_of(one, courses, choice.keep)
        ]
        assert choice.kept.startswith(f"version {ordering} (")
    acts = {side.act for side in conflict.sides}
    same = [row for row in rows_of(one, "same_dose_twice") if {side.act for side in row.sides} == acts]
    assert kept <= {row.subject for row in same}
    assert len(kept) == 2
    # Three weeks, three doses written twice, each pair seen from both courses.
    open_rows = rows_of(one, "same_dose_twice")
    assert {row.course for row in open_rows} == set(courses)
    assert {first, second} <= {row.subject for row in open_rows}
    while rest := rows_of(one, "same_dose_twice"):
        row = next(item for item in rest if item.course == courses[0])
        before = len(rest)
        answer = circuit.settle(one, row, "same", "prescriber", keep=row.subject)
        assert len(answer.acts) == 2  # one act in each course
        assert len(rows_of(one, "same_dose_twice")) == before - 2
    gone(one, other, "same_dose_twice")
    # The one kept goes on; the other is not prepared any more.
    assert circuit.dose_of(other, courses[0], "L1").state == "prescribed"
    dropped = circuit.dose_of(other, courses[1], "L1")
    assert (dropped.blocks, dropped.waits_for) == (("same_dose_dropped",), ())


@pytest.mark.parametrize("way", WAYS)
def test_one_dropped_here_for_one_stopped_there_is_held_until_it_is_said_to_take_its_place(
    stations: Three, way: str
) -> None:
    one, other, _ = stations
    patient = circuit.create(one)
    circuit.size(one, patient)
    kept, dropped = (circuit.include(one, patient, "TC", who=who, cycles=1) for who in DOCTORS)
    for course, who in ((kept, DOCTORS[0]), (dropped, DOCTORS[1])):
        circuit.prescribe(one, course, who=who)
        circuit.validate(one, course)
        circuit.go_ahead(one, course)
    exchange(one, other)
    for row in [row for row in rows_of(one, RULE) if row.course == kept]:
        circuit.settle(one, row, "same", "prescriber", keep=row.subject)
    assert circuit.dose_of(one, dropped, "L1").blocks == ("same_dose_dropped",)
    heads = circuit.look(other, kept).heads
    stop = StopCourse(course=kept, level="course", reason="toxicité", pin=PIN, based_on=heads)
    other.do("prescriber2", stop)
    meet(stations, way)
    seen_by_both(one, other, RULE, "prescriber")
    for station in (one, other):
        dose = circuit.dose_of(station, dropped, "L1")
        assert RULE in dose.blocks
        assert dose.waits_for == ("settle",)
    for row in [row for row in rows_of(other, RULE) if row.course == dropped]:
        circuit.settle(other, row, "same", "prescriber", keep=row.subject)
    gone(one, other, RULE)
    assert "prepare" in circuit.dose_of(one, dropped, "L1").waits_for
    assert circuit.dose_of(one, kept, "L1").state == "stopped"
