"""What is open about a bag's old number holds it under the new one, in another patient's course."""

from __future__ import annotations

import pytest

from node.domain.merge.reattributed_elsewhere import reattributed_elsewhere
from node.domain.state import Conflict
from node.domain.world import World
from tests.node.domain.acts import an_id
from tests.node.domain.builder import History, brings, ready
from tests.node.domain.builder_orders import bag_id
from tests.node.domain.builder_states import conflict_of
from tests.node.domain.splits import Split


def found(split: Split, name: str = "new") -> list[Conflict]:
    """What the course that the bag went to is told."""
    there = History()
    (station,) = there.stations("there")
    ready(station)
    station.takes_over("J1", name, "b")
    world = World(courses={an_id("target"): there.fold()}, beside={an_id("other course"): split.state})
    return [one.conflict for one in reattributed_elsewhere(world)]


def _apart(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "releases")
    x, y = split.apart()
    x.reassigns("b", "new")
    y.reassigns("b", "newer")


def test_both_new_numbers_are_held(split: Split) -> None:
    _apart(split)
    for name in ("new", "newer"):
        (conflict,) = found(split, name)
        assert (conflict.subject, conflict.alarm, conflict.blocks) == (bag_id(name), True, True)
        assert conflict.acts == conflict_of(split.state, "reattributed_apart").acts


def test_the_one_kept_goes_on_and_the_other_stays_held(split: Split) -> None:
    _apart(split)
    conflict = conflict_of(split.state, "reattributed_apart")
    settled = split.joined().settles(conflict, "keep", bag_id("newer"))
    assert [(one.settled, one.blocks) for one in found(split, "newer")] == [(settled.ref, False)]
    assert [(one.settled, one.blocks) for one in found(split, "new")] == [(settled.ref, True)]


def on_again(split: Split) -> list[Conflict]:
    """What a third course is told, to which the second let the bag go that it calls `new`."""
    second, third = History(), History()
    (at,), (last,) = second.stations("second"), third.stations("third")
    ready(at)
    at.takes_over("J1", "new", "b")
    at.reassigns("new", "newest", course="third course")
    ready(last)
    last.takes_over("J1", "newest", "new", course="second course")
    beside = {an_id("other course"): split.state, an_id("second course"): second.fold()}
    world = World(courses={an_id("third course"): third.fold()}, beside=beside)
    return [one.conflict for one in reattributed_elsewhere(world)]


@pytest.mark.parametrize("kept", ["new", "newer"])
def test_a_bag_that_went_on_is_held_in_a_third_course_too(split: Split, kept: str) -> None:
    _apart(split)
    (conflict,) = on_again(split)
    # Which number is kept, those say who have one of them; here it can be said that none is.
    assert (conflict.subject, conflict.blocks, conflict.choices) == (bag_id("newest"), True, ("none",))
    open_one = conflict_of(split.state, "reattributed_apart")
    settled = split.joined().settles(open_one, "keep", bag_id(kept))
    assert [(one.settled, one.blocks) for one in on_again(split)] == [(settled.ref, kept != "new")]


def test_none_kept_holds_all(split: Split) -> None:
    _apart(split)
    split.joined().settles(conflict_of(split.state, "reattributed_apart"), "none")
    assert [one.blocks for one in (*found(split, "new"), *found(split, "newer"))] == [True, True]


def test_nothing_open_nothing_held(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "releases")
    split.base.reassigns("b", "new")
    assert found(split) == []
