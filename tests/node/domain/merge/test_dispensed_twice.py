"""Dispensed ‖ dispensed elsewhere."""

from __future__ import annotations

from tests.node.domain.builder import brings, ready
from tests.node.domain.builder_states import bag_of, breaches, conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import Split


def test_held_with_an_alarm(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "releases")
    x, y = split.apart()
    one, other = x.dispenses("b"), y.dispenses("b")
    state = split.state
    conflict = conflict_of(state, "dispensed_twice")
    assert (conflict.acts, conflict.alarm, conflict.owners) == (refs(one, other), True, ("release",))
    assert bag_of(state, "b").blocks == ("dispensed_twice", "do_not_connect")
    assert dose_of(state).waits_for == ("settle",)
    settled = split.joined().settles(conflict, "reviewed")
    state = split.state
    assert conflict_of(state, "dispensed_twice").settled == settled.ref
    assert dose_of(state).waits_for == ("receive",)


def test_destroyed_by_somebody_who_knew_both_is_over(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "releases")
    x, y = split.apart()
    x.dispenses("b")
    y.dispenses("b")
    destroyed = split.joined().destroys("b")
    state = split.state
    assert conflict_of(state, "dispensed_twice").settled == destroyed.ref
    assert dose_of(state).waits_for == ("prepare",)


def test_handed_over_again_knowingly_is_a_breach_at_most(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "dispenses")
    x, _ = split.apart()
    x.dispenses("b")
    state = split.state
    assert conflicts_of(state, "dispensed_twice") == []
    assert breaches(state) == ["dispensed_again"]
