"""Takeover ‖ made."""

from __future__ import annotations

from tests.node.domain.builder import brings, ready
from tests.node.domain.builder_orders import bag_id
from tests.node.domain.builder_states import anomalies, bag_of, conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import Split


def test_the_bag_exists_and_is_held_with_what_was_claimed_instead(split: Split) -> None:
    ready(split.base)
    split.base.claims("J1", "b1")
    x, y = split.apart()
    voided = x.voids("b1")
    x.claims("J1", "b2")
    made = y.makes("b1")
    state = split.state
    conflict = conflict_of(state, "taken_over")
    assert (conflict.subject, conflict.acts) == (bag_id("b1"), refs(voided, made))
    assert (conflict.owners, conflict.choices) == (("release",), ("keep",))
    first, second = bag_of(state, "b1"), bag_of(state, "b2")
    assert (first.status, first.held, first.voided) == ("made", True, None)
    assert (second.status, second.waits_for) == ("yielded", ())
    assert dose_of(state).waits_for == ("settle",)


def test_kept_it_goes_on(split: Split) -> None:
    ready(split.base)
    split.base.claims("J1", "b1")
    x, y = split.apart()
    x.voids("b1")
    y.makes("b1")
    settled = split.joined().settles(conflict_of(split.state, "taken_over"), "keep", bag_id("b1"))
    state = split.state
    assert conflict_of(state, "taken_over").settled == settled.ref
    assert dose_of(state).waits_for == ("check",)


def test_destroyed_the_other_claim_has_the_dose(split: Split) -> None:
    ready(split.base)
    split.base.claims("J1", "b1")
    x, y = split.apart()
    x.voids("b1")
    x.claims("J1", "b2")
    y.makes("b1")
    destroyed = split.joined().destroys("b1")
    state = split.state
    assert conflict_of(state, "taken_over").settled == destroyed.ref
    assert bag_of(state, "b2").waits_for == ("make",)


def test_both_made_are_two_bags(split: Split) -> None:
    ready(split.base)
    split.base.claims("J1", "b1")
    x, y = split.apart()
    x.voids("b1")
    x.claims("J1", "b2")
    x.makes("b2")
    y.makes("b1")
    state = split.state
    assert conflict_of(state, "made_twice").blocks
    assert [bag.held for bag in state.bags] == [True, True]


def test_made_by_somebody_who_knew_that_it_was_given_up(split: Split) -> None:
    ready(split.base)
    split.base.claims("J1", "b1")
    x, _ = split.apart()
    x.voids("b1")
    x.makes("b1")
    state = split.state
    assert conflict_of(state, "taken_over").blocks
    assert bag_of(state, "b1").held


def test_given_up_by_somebody_who_knew_that_it_was_made_has_no_effect(split: Split) -> None:
    ready(split.base)
    split.base.claims("J1", "b1")
    split.base.makes("b1")
    x, y = split.apart()
    x.voids("b1")
    y.checks("b1")
    state = split.state
    assert conflicts_of(state, "taken_over") == []
    assert anomalies(state) == ["voided_after_made"]
    assert dose_of(state).waits_for == ("release",)


def test_on_the_ward_it_is_an_alarm(split: Split) -> None:
    ready(split.base)
    split.base.claims("J1", "b1")
    x, y = split.apart()
    x.voids("b1")
    y.makes("b1")
    assert not conflict_of(split.state, "taken_over").alarm
    y.dispenses("b1")
    state = split.state
    assert conflict_of(state, "taken_over").alarm
    assert "do_not_connect" in bag_of(state, "b1").blocks


def test_told_made_again_after_it_was_given_up(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b1", "makes")
    x, _ = split.apart()
    x.voids("b1")
    x.makes("b1")
    assert anomalies(split.state) == ["voided_after_made"]
