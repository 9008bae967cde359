"""Stop ‖ anything that advances what it covers."""

from __future__ import annotations

import pytest

from tests.node.domain.builder import STEPS, brings, ready, start
from tests.node.domain.builder_orders import dose
from tests.node.domain.builder_states import bag_of, breaches, conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import Split


@pytest.mark.parametrize("until", STEPS)
def test_stopped_whatever_was_done_apart(split: Split, until: str) -> None:
    ready(split.base)
    x, y = split.apart()
    stop = x.stops("line", line="L1")
    brings(y, "J1", "b", until)
    state = split.state
    here = dose_of(state)
    assert (here.status, here.stops) == ("stopped", (stop.ref,))
    assert "stopped" in here.blocks
    assert here.waits_for == ("settle",)
    bag = bag_of(state, "b")
    on_the_ward = until in {"dispenses", "receives"}
    assert bag.waits_for == ()
    assert ("do_not_connect" in bag.blocks) is on_the_ward
    assert ("do_not_connect" in here.blocks) is on_the_ward
    conflict = conflict_of(state, "stopped")
    assert conflict.alarm is on_the_ward
    assert (conflict.owners, conflict.choices) == (("prescribe", "validate"), ("reviewed",))


def test_a_bag_brought_before_the_stop_is_not_connected_either(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "dispenses")
    x, y = split.apart()
    x.stops()
    y.receives("b")
    state = split.state
    assert "do_not_connect" in bag_of(state, "b").blocks
    assert conflict_of(state, "stopped").alarm


def test_given_meanwhile_is_kept_and_flagged(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    stop = x.stops()
    given = y.gives("J1", "b")
    state = split.state
    assert dose_of(state).status == "given"
    assert breaches(state) == ["given_after_unknown_stop"]
    conflict = conflict_of(state, "stopped")
    assert conflict.acts == refs(stop, given)
    assert conflict.alarm
    settled = split.joined().settles(conflict, "reviewed", by="prescriber")
    assert conflict_of(split.state, "stopped").settled == settled.ref


def test_a_resumption_that_knew_everything_settles_it(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    stop = x.stops("cycle", cycle=1)
    brings(y, "J1", "b", "makes")
    resumed = split.joined().resumes(stop)
    state = split.state
    assert conflict_of(state, "stopped").settled == resumed.ref
    here = dose_of(state)
    assert (here.status, here.stops, here.waits_for) == ("made", (), ("check",))
    assert state.stops[0].lifted == resumed.ref


def test_a_resumption_that_did_not_know_leaves_it_to_be_reviewed(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    stop = x.stops()
    x.resumes(stop)
    brings(y, "J1", "b", "makes")
    state = split.state
    assert conflict_of(state, "stopped").settled is None
    assert bag_of(state, "b").held
    split.joined().settles(conflict_of(state, "stopped"), "reviewed", by="prescriber")
    assert dose_of(split.state).waits_for == ("check",)


def test_stop_wins_over_a_resumption_of_another_stop(split: Split) -> None:
    ready(split.base)
    first = split.base.stops()
    x, y = split.apart()
    second = x.stops("line", line="L1")
    resumed = y.resumes(first)
    state = split.state
    assert dose_of(state).stops == (second.ref,)
    assert conflict_of(state, "stopped").acts == refs(second, resumed)


def test_reviewed_does_not_lift_the_stop(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    x.stops()
    y.claims("J1", "b")
    split.joined().settles(conflict_of(split.state, "stopped"), "reviewed")
    here = dose_of(split.state)
    assert (here.status, here.waits_for) == ("stopped", ())


@pytest.mark.parametrize(
    ("level", "where"),
    [("line", {"line": "L2"}), ("day", {"cycle": 1, "day": 8}), ("cycle", {"cycle": 2})],
)
def test_a_stop_stops_only_what_it_names(split: Split, level: str, where: dict[str, int | str]) -> None:
    ready(split.base, dose("J1"), dose("J1b", line="L2"), dose("J8", day=8))
    x, y = split.apart()
    x.stops(level, **where)  # type: ignore[arg-type]  # the levels take different fields
    y.claims("J1", "b")
    state = split.state
    assert conflicts_of(state, "stopped") == []
    assert dose_of(state).waits_for == ("make",)


def test_a_first_order_apart_from_a_stop_of_the_course_is_stopped(split: Split) -> None:
    split.base.includes()
    x, y = split.apart()
    x.stops()
    start(y, dose("J1"))
    assert dose_of(split.state).status == "stopped"
    assert conflict_of(split.state, "stopped").blocks


def test_lifting_another_stop_settles_nothing(split: Split) -> None:
    ready(split.base)
    other = split.base.stops("cycle", cycle=1)
    x, y = split.apart()
    x.stops()
    y.validates("J1")
    split.joined().resumes(other)
    state = split.state
    assert conflict_of(state, "stopped").settled is None
    assert dose_of(state).status == "stopped"
