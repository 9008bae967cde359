"""Claim ‖ claim, nothing made."""

from __future__ import annotations

from tests.node.domain.builder import brings, ready
from tests.node.domain.builder_states import bag_of, conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import Split


def test_one_yields_and_nothing_is_held(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    one = x.claims("J1", "bx")
    other = y.claims("J1", "by")
    state = split.state
    conflict = conflict_of(state, "claimed_twice")
    assert conflict.acts == refs(one, other)
    assert (conflict.owners, conflict.settled, conflict.blocks, conflict.alarm) == ((), None, False, False)
    kept, yielded = ("bx", "by") if one.place < other.place else ("by", "bx")
    assert (bag_of(state, kept).status, bag_of(state, kept).waits_for) == ("claimed", ("make",))
    gives_way = bag_of(state, yielded)
    assert (gives_way.status, gives_way.yielded, gives_way.waits_for) == ("yielded", True, ())
    assert not any(bag.held for bag in state.bags)
    assert dose_of(state).waits_for == ("make",)
    assert dose_of(state).blocks == ()


def test_the_bag_that_was_made_keeps_whichever_came_first(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    x.claims("J1", "bx")
    y.claims("J1", "by")
    y.makes("by")
    state = split.state
    assert bag_of(state, "bx").yielded
    assert (bag_of(state, "by").status, bag_of(state, "by").waits_for) == ("made", ("check",))


def test_when_the_one_that_kept_is_given_up_the_other_has_the_dose(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    one = x.claims("J1", "bx")
    other = y.claims("J1", "by")
    kept, yielded = ("bx", "by") if one.place < other.place else ("by", "bx")
    split.joined().voids(kept)
    state = split.state
    assert (bag_of(state, kept).status, bag_of(state, yielded).status) == ("voided", "claimed")
    assert dose_of(state).waits_for == ("make",)


def test_a_takeover_that_gave_up_the_first_claim_is_no_conflict(split: Split) -> None:
    ready(split.base)
    split.base.claims("J1", "b1")
    x, _ = split.apart()
    x.voids("b1")
    x.claims("J1", "b2")
    state = split.state
    assert conflicts_of(state, "claimed_twice") == []
    assert (bag_of(state, "b1").status, bag_of(state, "b2").status) == ("voided", "claimed")


def test_a_second_claim_that_knew_of_the_first_yields_too(split: Split) -> None:
    ready(split.base)
    split.base.claims("J1", "b1")
    x, _ = split.apart()
    x.claims("J1", "b2")
    state = split.state
    assert conflict_of(state, "claimed_twice").owners == ()
    assert bag_of(state, "b2").yielded


def test_three_claims_leave_one(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    x.claims("J1", "bx")
    y.claims("J1", "by")
    split.base.claims("J1", "bz")
    state = split.state
    assert len(conflict_of(state, "claimed_twice").acts) == 3
    assert sorted(bag.status for bag in state.bags) == ["claimed", "yielded", "yielded"]


def test_both_made_is_another_and_graver_matter(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    brings(x, "J1", "bx", "makes")
    brings(y, "J1", "by", "makes")
    state = split.state
    assert conflicts_of(state, "claimed_twice") == []
    assert conflict_of(state, "made_twice").blocks
