"""Full ‖ partial go-ahead, and go-aheads for two days."""

from __future__ import annotations

import pytest

from node.domain.history import NO_RULES
from schema.rules import GO_AHEADS_OVERLAP
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
    split.history.rules = frozenset({GO_AHEADS_OVERLAP})
    start(split.base, dose("J1"), dose("J1b", line="L2"))
    x, y = split.apart()
    x.goes_ahead("J1")
    y.goes_ahead("J1b")
    state = split.state
    assert conflicts_of(state, "go_ahead_apart") == []
    assert all(one.go_ahead for one in state.doses)


@pytest.mark.parametrize("rule", ["both", "x", "y", "none"])
def test_of_two_that_overlap_each_leaves_out_what_only_the_other_names(split: Split, rule: str) -> None:
    start(split.base, dose("J1"), dose("J1b", line="L2"), dose("J1c", line="L3"))
    x, y = split.apart()
    on = frozenset({GO_AHEADS_OVERLAP})
    split.history.rules = on if rule in {"both", "x"} else NO_RULES
    one = x.goes_ahead("J1", "J1b")
    split.history.rules = on if rule in {"both", "y"} else NO_RULES
    other = y.goes_ahead("J1b", "J1c")
    state = split.state
    found = conflicts_of(state, "go_ahead_apart")
    if rule == "none":
        assert found == []
        assert all(each.go_ahead for each in state.doses)
        return
    alone = {dose_of(state, "J1").dose, dose_of(state, "J1c").dose}
    assert {each.dose for each in found} == alone
    assert all(each.acts == refs(one, other) and each.owners == ("go_ahead",) for each in found)
    assert {each.dose for each in state.doses if each.blocks == ("to_be_confirmed",)} == alone
    assert dose_of(state, "J1b").go_ahead in {one.ref, other.ref}
    confirmed = split.joined().goes_ahead("J1", "J1c")
    assert all(each.go_ahead for each in split.state.doses)
    assert {each.settled for each in conflicts_of(split.state, "go_ahead_apart")} == {confirmed.ref}


def test_what_each_side_gave_in_several_acts_is_compared_in_all(split: Split) -> None:
    split.history.rules = frozenset({GO_AHEADS_OVERLAP})
    start(split.base, dose("J1"), dose("J1b", line="L2"), dose("J1c", line="L3"))
    x, y = split.apart()
    one, other = x.goes_ahead("J1"), x.goes_ahead("J1b")
    both = y.goes_ahead("J1b", "J1c")
    state = split.state
    found = conflicts_of(state, "go_ahead_apart")
    assert {each.dose for each in found} == {dose_of(state, "J1").dose, dose_of(state, "J1c").dose}
    assert conflicts_of(state, "go_ahead_apart")[0].settled is None
    assert {ref for each in found for ref in each.acts} == {one.ref, other.ref, both.ref}
    assert dose_of(state, "J1").go_ahead is None
    assert dose_of(state, "J1b").go_ahead in {other.ref, both.ref}


def test_the_same_doses_given_one_by_one_and_together_agree(split: Split) -> None:
    split.history.rules = frozenset({GO_AHEADS_OVERLAP})
    start(split.base, dose("J1"), dose("J1b", line="L2"))
    x, y = split.apart()
    x.goes_ahead("J1")
    x.goes_ahead("J1b")
    y.goes_ahead("J1", "J1b")
    assert conflicts_of(split.state, "go_ahead_apart") == []
    assert all(each.go_ahead for each in split.state.doses)


def test_of_three_each_dose_that_one_of_them_leaves_out_is_looked_at(split: Split) -> None:
    split.history.rules = frozenset({GO_AHEADS_OVERLAP})
    start(split.base, dose("J1"), dose("J1b", line="L2"), dose("J1c", line="L3"))
    x, y = split.apart()
    split.z.sees(split.base)
    acts = x.goes_ahead("J1", "J1b"), y.goes_ahead("J1b", "J1c"), split.z.goes_ahead("J1c", "J1")
    state = split.state
    found = conflicts_of(state, "go_ahead_apart")
    assert {each.dose for each in found} == {each.dose for each in state.doses}
    assert all(each.acts == refs(*acts) for each in found)
    assert not any(each.go_ahead for each in state.doses)


def test_what_only_one_of_two_names_of_a_day_that_the_other_does_not_speak_of(split: Split) -> None:
    split.history.rules = frozenset({GO_AHEADS_OVERLAP})
    start(split.base, dose("J1"), dose("J1b", line="L2"), dose("J8", day=8))
    x, y = split.apart()
    x.goes_ahead("J1", "J8")
    y.goes_ahead("J1", "J1b")
    state = split.state
    # Only x spoke of day 8; of day 1 both did, and x did not name J1b.
    assert [each.dose for each in conflicts_of(state, "go_ahead_apart")] == [dose_of(state, "J1b").dose]
    assert dose_of(state, "J8").go_ahead is not None


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
