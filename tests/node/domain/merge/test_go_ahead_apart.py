"""Full ‖ partial go-ahead, and go-aheads for two days."""

from __future__ import annotations

from tests.node.domain.builder import brings, start
from tests.node.domain.builder_orders import dose
from tests.node.domain.builder_states import bag_of, conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import Split


def test_only_what_both_gave_stands(split: Split) -> None:
    start(split.base, dose("J1"), dose("J1b", line="L2"))
    x, y = split.apart()
    full = x.goes_ahead("J1", "J1b")
    partial = y.goes_ahead("J1")
    state = split.state
    assert dose_of(state, "J1").go_ahead is not None
    left_out = dose_of(state, "J1b")
    assert left_out.go_ahead is None
    assert left_out.blocks == ("to_be_confirmed",)
    conflict = conflict_of(state, "go_ahead_apart")
    assert (conflict.dose, conflict.acts) == (left_out.dose, refs(full, partial))
    confirmed = split.joined().goes_ahead("J1b")
    assert dose_of(split.state, "J1b").go_ahead == confirmed.ref
    assert conflict_of(split.state, "go_ahead_apart").settled == confirmed.ref


def test_go_aheads_for_different_doses_add_up(split: Split) -> None:
    start(split.base, dose("J1"), dose("J1b", line="L2"))
    x, y = split.apart()
    x.goes_ahead("J1")
    y.goes_ahead("J1b")
    state = split.state
    assert conflicts_of(state, "go_ahead_apart") == []
    assert all(one.go_ahead for one in state.doses)


def test_a_go_ahead_for_day_1_leaves_nothing_of_day_8_out(split: Split) -> None:
    start(split.base, dose("J1"), dose("J8", day=8))
    x, y = split.apart()
    x.goes_ahead("J1", "J8")
    y.goes_ahead("J1")
    state = split.state
    assert conflicts_of(state, "go_ahead_apart") == []
    assert dose_of(state, "J8").go_ahead is not None


def test_a_partial_one_that_knew_the_full_one_withdraws_nothing(split: Split) -> None:
    start(split.base, dose("J1"), dose("J1b", line="L2"))
    x, _ = split.apart()
    x.goes_ahead("J1", "J1b")
    x.goes_ahead("J1")
    assert dose_of(split.state, "J1b").go_ahead is not None


def test_two_days_are_to_be_confirmed(split: Split) -> None:
    start(split.base)
    split.base.validates("J1")
    x, y = split.apart()
    x.goes_ahead("J1", day="2026-03-02")
    y.goes_ahead("J1", day="2026-03-03")
    state = split.state
    assert conflict_of(state, "go_ahead_apart").owners == ("go_ahead",)
    assert "to_be_confirmed" in dose_of(state).blocks
    assert "go_ahead" in dose_of(state).waits_for
    split.joined().goes_ahead("J1", day="2026-03-03")
    assert dose_of(split.state).blocks == ()


def test_a_bag_already_made_is_checked_meanwhile(split: Split) -> None:
    start(split.base)
    split.base.validates("J1")
    brings(split.base, "J1", "b", "makes")
    x, y = split.apart()
    x.goes_ahead("J1", day="2026-03-02")
    y.goes_ahead("J1", day="2026-03-03")
    state = split.state
    assert (bag_of(state, "b").held, bag_of(state, "b").waits_for) == (False, ("check",))
