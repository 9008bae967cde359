"""Go-ahead ‖ deferral, and a bag handed over or given meanwhile."""

from __future__ import annotations

from tests.node.domain.builder import brings, ready, start
from tests.node.domain.builder_states import bag_of, conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import Split


def test_deferred_until_a_prescriber_who_knows_both(split: Split) -> None:
    start(split.base)
    split.base.validates("J1")
    x, y = split.apart()
    go_ahead = x.goes_ahead("J1")
    deferred = y.defers("J1")
    state = split.state
    conflict = conflict_of(state, "go_ahead_deferred")
    assert conflict.acts == refs(go_ahead, deferred)
    assert (conflict.owners, conflict.alarm) == (("go_ahead",), False)
    here = dose_of(state)
    assert (here.go_ahead, here.deferred) == (None, deferred.ref)
    assert here.waits_for == ("go_ahead", "settle")
    assert here.blocks == ("deferred",)
    again = split.joined().goes_ahead("J1")
    state = split.state
    assert conflict_of(state, "go_ahead_deferred").settled == again.ref
    assert dose_of(state).status == "ready"


def test_a_bag_handed_over_meanwhile_is_an_alarm(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "releases")
    x, y = split.apart()
    x.defers("J1")
    y.dispenses("b")
    state = split.state
    assert conflict_of(state, "go_ahead_deferred").alarm
    assert "do_not_connect" in bag_of(state, "b").blocks
    assert dose_of(state).waits_for == ("go_ahead", "settle")


def test_given_meanwhile_is_an_alarm_to_be_reviewed(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    x.defers("J1")
    y.gives("J1", "b")
    conflict = conflict_of(split.state, "go_ahead_deferred")
    assert conflict.alarm
    settled = split.joined().settles(conflict, "reviewed", by="prescriber")
    assert conflict_of(split.state, "go_ahead_deferred").settled == settled.ref
    assert dose_of(split.state).status == "given"


def test_a_withdrawal_that_knew_the_go_ahead_is_no_conflict(split: Split) -> None:
    ready(split.base)
    x, _ = split.apart()
    deferred = x.defers("J1")
    state = split.state
    assert conflicts_of(state, "go_ahead_deferred") == []
    assert dose_of(state).deferred == deferred.ref
    assert dose_of(state).waits_for == ("go_ahead",)
