"""Taken over by one treatment and never let go by the other: both numbers are held until one is kept."""

from __future__ import annotations

from node.domain.merge.not_let_go import not_let_go
from node.domain.state import Conflict, CourseState
from node.domain.world import World
from schema.ids import Id
from schema.rules import LET_GO
from schema.transaction import ActRef, FileRef, FileType
from tests.node.domain.acts import an_id
from tests.node.domain.builder import History, Station, brings, ready
from tests.node.domain.builder_orders import bag_id
from tests.node.domain.builder_states import bag_of
from tests.node.domain.splits import Split

NEW, OLD = an_id("new course"), an_id("other course")


def _released() -> tuple[History, Station]:
    """The treatment that the bag was made for."""
    there = History()
    (station,) = there.stations("there")
    ready(station)
    brings(station, "J1", "b", "releases")
    return there, station


def _taken(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    x.takes_over("J1", "new", "b")
    y.notes()


def found(
    split: Split, old: CourseState | None, *, rules: frozenset[str] = frozenset({LET_GO})
) -> dict[Id, Conflict]:
    """What is told to each of the two courses, whichever of them is looked at; the same either way."""

    def rules_of(_act: ActRef) -> frozenset[str]:
        return rules

    others = {} if old is None else {OLD: old}
    worlds = [World(courses={NEW: split.state}, beside=others, rules_of=rules_of)]
    if old is not None:
        worlds += [
            World(courses=others, takers={NEW: split.state}, rules_of=rules_of),
            World(courses={NEW: split.state, **others}, rules_of=rules_of),
        ]
    first, *rest = ({one.file: one for one in not_let_go(world)} for world in worlds)
    assert all(one == first for one in rest)
    return {file.id: one.conflict for file, one in first.items()}


def test_both_are_held_with_an_alarm(split: Split) -> None:
    _taken(split)
    there, _ = _released()
    old = there.fold()
    rows = found(split, old)
    assert {course: one.subject for course, one in rows.items()} == {NEW: bag_id("new"), OLD: bag_id("b")}
    acts = tuple(sorted((bag_of(split.state, "new").claim, bag_of(old, "b").claim)))
    for one in rows.values():
        assert (one.acts, one.owners, one.choices) == (acts, ("release",), ("keep",))
        assert (one.alarm, one.blocks, one.settled) == (True, True, None)


def test_let_go_to_this_very_number_nothing_is_held(split: Split) -> None:
    _taken(split)
    there, station = _released()
    station.reassigns("b", "new", course="new course")
    assert found(split, there.fold()) == {}


def test_let_go_to_another_number_it_is_held_here(split: Split) -> None:
    _taken(split)
    there, station = _released()
    station.reassigns("b", "newer", course="new course")
    assert set(found(split, there.fold())) == {NEW, OLD}


def test_who_wrote_before_the_rule_is_read_as_before(split: Split) -> None:
    _taken(split)
    assert found(split, _released()[0].fold(), rules=frozenset()) == {}


def test_from_a_course_or_a_bag_that_nobody_knows_the_new_number_alone_is_to_be_kept(split: Split) -> None:
    _taken(split)
    rows = found(split, None)
    assert rows[NEW].acts == (bag_of(split.state, "new").claim,)
    world = World(courses={NEW: split.state}, rules_of=lambda _act: frozenset({LET_GO}))
    assert [one.others for one in not_let_go(world) if one.file.id == NEW] == [()]
    empty = History()
    (station,) = empty.stations("there")
    ready(station)
    assert {course: one.dose is None for course, one in found(split, empty.fold()).items()} == {
        NEW: False,
        OLD: True,
    }


def test_the_one_kept_goes_on_and_the_other_until_it_has_ended_does_not(split: Split) -> None:
    _taken(split)
    there, station = _released()
    acts = found(split, there.fold())[OLD]
    kept = station.settles(acts, "keep", bag_id("new"))
    rows = found(split, there.fold())
    assert {course: one.blocks for course, one in rows.items()} == {NEW: False, OLD: True}
    assert {one.settled for one in rows.values()} == {kept.ref}
    station.destroys("b")
    assert not any(one.blocks for one in found(split, there.fold()).values())


def test_the_old_one_kept_the_new_one_stays_held_until_it_is_destroyed(split: Split) -> None:
    _taken(split)
    there, _ = _released()
    split.joined().settles(found(split, there.fold())[NEW], "keep", bag_id("b"))
    rows = found(split, there.fold())
    assert {course: one.blocks for course, one in rows.items()} == {NEW: True, OLD: False}
    split.joined().destroys("new")
    assert found(split, there.fold()) == {}


def test_two_who_keep_different_ones_leave_both_held(split: Split) -> None:
    _taken(split)
    there, station = _released()
    open_ones = found(split, there.fold())
    said = [
        split.joined().settles(open_ones[NEW], "keep", bag_id("b")),
        station.settles(open_ones[OLD], "keep", bag_id("new")),
    ]
    rows = found(split, there.fold())
    assert all(one.blocks and one.settled is None for one in rows.values())
    assert all({act.ref for act in said} < set(one.acts) for one in rows.values())
    again = station.settles(rows[OLD], "keep", bag_id("new"))
    assert {one.settled for one in found(split, there.fold()).values()} == {again.ref}


def test_given_under_the_new_number_it_is_an_alarm_in_both_all_the_same(split: Split) -> None:
    _taken(split)
    split.joined().gives("J1", "new")
    split.joined().destroys("new")
    assert set(found(split, _released()[0].fold())) == {NEW, OLD}


def test_whoever_settles_one_writes_into_the_other_too(split: Split) -> None:
    _taken(split)
    there, _ = _released()
    world = World(
        courses={NEW: split.state}, beside={OLD: there.fold()}, rules_of=lambda _act: frozenset({LET_GO})
    )
    others = {one.file.id: one.others for one in not_let_go(world)}
    assert others == {
        NEW: ((FileRef(FileType.COURSE, OLD), bag_id("b")),),
        OLD: ((FileRef(FileType.COURSE, NEW), bag_id("new")),),
    }
