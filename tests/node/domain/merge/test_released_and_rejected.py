"""Released ‖ rejected."""

from __future__ import annotations

from tests.node.domain.builder import brings, ready
from tests.node.domain.builder_orders import bag_id
from tests.node.domain.builder_states import bag_of, breaches, conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import Split


def test_rejected_wins_and_the_dose_may_be_prepared_anew(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "checks")
    x, y = split.apart()
    released = x.releases("b")
    rejected = y.rejects("b")
    state = split.state
    conflict = conflict_of(state, "released_and_rejected")
    assert (conflict.subject, conflict.acts) == (bag_id("b"), refs(released, rejected))
    assert (conflict.owners, conflict.choices, conflict.alarm) == (("release",), ("reviewed",), False)
    bag = bag_of(state, "b")
    assert (bag.status, bag.released, bag.rejected) == ("rejected", None, rejected.ref)
    assert dose_of(state).waits_for == ("prepare", "settle")
    settled = split.joined().settles(conflict, "reviewed")
    assert conflict_of(split.state, "released_and_rejected").settled == settled.ref
    assert bag_of(split.state, "b").status == "rejected"


def test_a_pharmacist_who_knows_both_may_release_it(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "checks")
    x, y = split.apart()
    x.releases("b")
    y.rejects("b")
    last = split.joined().releases("b")
    state = split.state
    assert conflict_of(state, "released_and_rejected").settled == last.ref
    assert bag_of(state, "b").released == last.ref
    assert dose_of(state).waits_for == ("dispense",)


def test_dispensed_meanwhile_is_an_alarm_and_blocks_the_dose(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "checks")
    x, y = split.apart()
    x.releases("b")
    x.dispenses("b")
    y.rejects("b")
    state = split.state
    conflict = conflict_of(state, "released_and_rejected")
    assert conflict.alarm
    assert conflict.blocks
    bag = bag_of(state, "b")
    assert (bag.status, bag.waits_for) == ("rejected", ())
    assert "do_not_connect" in bag.blocks
    assert "prepare" not in dose_of(state).waits_for


def test_given_meanwhile_is_an_alarm(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    x.rejects("b")
    y.gives("J1", "b")
    state = split.state
    assert conflict_of(state, "released_and_rejected").alarm
    assert dose_of(state).status == "given"
    assert bag_of(state, "b").status == "given"


def test_two_releases_are_harmless(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "checks")
    x, y = split.apart()
    x.releases("b")
    y.releases("b")
    state = split.state
    assert state.conflicts == ()
    assert breaches(state) == []
    assert dose_of(state).waits_for == ("dispense",)


def test_a_rejection_that_knew_of_the_release_is_no_conflict(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "releases")
    x, _ = split.apart()
    x.rejects("b")
    state = split.state
    assert conflicts_of(state, "released_and_rejected") == []
    assert (bag_of(state, "b").status, bag_of(state, "b").released) == ("rejected", None)
