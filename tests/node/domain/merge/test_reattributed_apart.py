"""Re-attributed ‖ given, re-attributed, released or destroyed."""

from __future__ import annotations

import pytest

from tests.node.domain.builder import brings, ready
from tests.node.domain.builder_orders import bag_id
from tests.node.domain.builder_states import bag_of, breaches, conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import Split


def _released(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "releases")


TOLD = ("releases", "rejects", "destroys", "recalls", "dispenses", "receives", "gives")


@pytest.mark.parametrize("other", TOLD)
def test_apart_it_is_held_with_an_alarm(split: Split, other: str) -> None:
    _released(split)
    x, y = split.apart()
    moved = x.reassigns("b", "new")
    told = y.gives("J1", "b") if other == "gives" else getattr(y, other)("b")
    state = split.state
    conflict = conflict_of(state, "reattributed_apart")
    assert (conflict.subject, conflict.acts) == (bag_id("b"), refs(moved, told))
    assert (conflict.alarm, conflict.blocks, conflict.settled) == (True, True, None)
    assert (conflict.owners, conflict.choices) == (("release",), ("keep", "none"))
    assert "reattributed_apart" in dose_of(state).blocks
    assert "prepare" not in dose_of(state).waits_for


def test_re_attributed_twice_apart_names_both_numbers(split: Split) -> None:
    _released(split)
    x, y = split.apart()
    x.reassigns("b", "new x")
    y.reassigns("b", "new y")
    state = split.state
    assert {bag for _, bag in bag_of(state, "b").targets} == {bag_id("new x"), bag_id("new y")}
    conflict = conflict_of(state, "reattributed_apart")
    settled = split.joined().settles(conflict, "keep", bag_id("new y"))
    state = split.state
    assert conflict_of(state, "reattributed_apart").settled == settled.ref
    (found,) = [one for one in state.settlements if one.act == settled.ref]
    assert found.keep == bag_id("new y")


def test_a_second_re_attribution_by_somebody_who_knew_the_first_is_one_too_many(split: Split) -> None:
    _released(split)
    x, _ = split.apart()
    x.reassigns("b", "new x")
    x.reassigns("b", "new y")
    assert conflict_of(split.state, "reattributed_apart").alarm


def test_what_was_known_of_a_bag_when_it_was_re_attributed_is_no_conflict(split: Split) -> None:
    _released(split)
    x, _ = split.apart()
    x.does_not_give("J1", "b")
    x.reassigns("b", "new")
    state = split.state
    assert conflicts_of(state, "reattributed_apart") == []
    assert (bag_of(state, "b").status, bag_of(state, "b").held) == ("reassigned", False)
    assert breaches(state) == []


def test_given_under_the_old_number_by_somebody_who_knew_is_both_a_breach_and_an_alarm(split: Split) -> None:
    _released(split)
    x, _ = split.apart()
    x.reassigns("b", "new")
    x.gives("J1", "b")
    state = split.state
    assert "given_ended" in breaches(state)
    assert conflict_of(state, "reattributed_apart").alarm


def test_a_bag_given_stays_given(split: Split) -> None:
    _released(split)
    x, y = split.apart()
    x.reassigns("b", "new")
    y.gives("J1", "b")
    state = split.state
    assert (bag_of(state, "b").status, dose_of(state).status) == ("given", "given")


def test_destroyed_by_somebody_who_knew_of_both_settles_it(split: Split) -> None:
    _released(split)
    x, y = split.apart()
    x.reassigns("b", "new")
    y.releases("b")
    destroyed = split.joined().destroys("b")
    state = split.state
    assert conflict_of(state, "reattributed_apart").settled == destroyed.ref
    assert "reattributed_apart" not in dose_of(state).blocks


def test_what_comes_from_another_course_is_a_bag_that_was_made(split: Split) -> None:
    ready(split.base)
    taken = split.base.takes_over("J1", "new", "b")
    state = split.state
    bag = bag_of(state, "new")
    assert (bag.status, bag.made, bag.waits_for) == ("made", (taken.ref,), ("check",))
    assert bag.source is not None
    assert bag.source[1] == bag_id("b")
    assert breaches(state) == []


def test_taken_over_apart_from_another_making_both_are_held(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    x.takes_over("J1", "new", "b")
    brings(y, "J1", "own", "makes")
    state = split.state
    assert conflict_of(state, "made_twice").subject == dose_of(state).dose
    assert [bag.held for bag in state.bags] == [True, True]


def test_re_attributing_one_of_two_settles_made_twice(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    brings(x, "J1", "bx", "makes")
    brings(y, "J1", "by", "makes")
    moved = split.joined().reassigns("bx", "elsewhere")
    state = split.state
    assert conflict_of(state, "made_twice").settled == moved.ref
    assert dose_of(state).waits_for == ("check",)
