"""Go-ahead of r ‖ revision s, and go-ahead ‖ a move of the day."""

from __future__ import annotations

from tests.node.domain.builder import brings, start
from tests.node.domain.builder_orders import dose
from tests.node.domain.builder_states import bag_of, conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import Split


def test_it_is_to_be_confirmed(split: Split) -> None:
    start(split.base)
    x, y = split.apart()
    go_ahead = x.goes_ahead("J1")
    revised = y.prescribes(dose("J1", mg="75"))
    state = split.state
    conflict = conflict_of(state, "go_ahead_outdated")
    assert conflict.acts == refs(go_ahead, revised)
    assert conflict.owners == ("go_ahead",)
    here = dose_of(state)
    assert here.go_ahead is None
    assert here.blocks == ("to_be_confirmed",)
    assert here.waits_for == ("validate", "go_ahead", "settle")
    confirmed = split.joined().goes_ahead("J1")
    state = split.state
    assert dose_of(state).go_ahead == confirmed.ref
    assert conflict_of(state, "go_ahead_outdated").settled == confirmed.ref


def test_a_day_moved_apart_asks_for_it_again(split: Split) -> None:
    start(split.base)
    x, y = split.apart()
    x.goes_ahead("J1")
    y.plans(day_one="2026-03-09")
    state = split.state
    assert conflict_of(state, "go_ahead_outdated").blocks
    assert dose_of(state).go_ahead is None
    confirmed = split.joined().goes_ahead("J1", day="2026-03-09")
    assert dose_of(split.state).go_ahead == confirmed.ref
    assert conflict_of(split.state, "go_ahead_outdated").settled == confirmed.ref


def test_the_same_day_planned_again_moves_nothing(split: Split) -> None:
    start(split.base)
    x, y = split.apart()
    go_ahead = x.goes_ahead("J1")
    y.plans()
    state = split.state
    assert conflicts_of(state, "go_ahead_outdated") == []
    assert dose_of(state).go_ahead == go_ahead.ref


def test_the_same_order_again_outdates_nothing(split: Split) -> None:
    start(split.base)
    x, y = split.apart()
    go_ahead = x.goes_ahead("J1")
    y.prescribes(dose("J1"))
    state = split.state
    assert conflicts_of(state, "go_ahead_outdated") == []
    assert dose_of(state).go_ahead == go_ahead.ref


def test_a_bag_already_made_is_checked_and_released_meanwhile(split: Split) -> None:
    start(split.base)
    split.base.validates("J1")
    brings(split.base, "J1", "b", "makes")
    x, y = split.apart()
    x.goes_ahead("J1")
    y.plans(day_one="2026-03-09")
    state = split.state
    assert conflict_of(state, "go_ahead_outdated").blocks
    assert (bag_of(state, "b").held, bag_of(state, "b").waits_for) == (False, ("check",))
    split.joined().checks("b")
    split.z.releases("b")
    assert dose_of(split.state).waits_for == ("go_ahead", "settle"), "but it does not leave the pharmacy"
