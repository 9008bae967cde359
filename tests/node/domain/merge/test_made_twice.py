"""Made ‖ made."""

from __future__ import annotations

import pytest

from schema.rules import GIVEN_AS_ANOTHER
from tests.node.domain.builder import brings, ready
from tests.node.domain.builder_orders import bag_id
from tests.node.domain.builder_states import bag_of, breaches, conflict_of, conflicts_of, dose_of
from tests.node.domain.splits import Split


def _two_made(split: Split, until: str = "makes") -> None:
    ready(split.base)
    x, y = split.apart()
    brings(x, "J1", "bx", until)
    brings(y, "J1", "by", "makes")


def test_both_are_kept_and_held(split: Split) -> None:
    _two_made(split)
    state = split.state
    conflict = conflict_of(state, "made_twice")
    assert conflict.subject == dose_of(state).dose
    assert (conflict.owners, conflict.choices, conflict.alarm) == (("release",), ("keep",), False)
    assert conflicts_of(state, "claimed_twice") == []
    assert [(bag.status, bag.held, bag.waits_for) for bag in state.bags] == [("made", True, ())] * 2
    assert dose_of(state).waits_for == ("settle",)
    assert dose_of(state).blocks == ("made_twice",)


def test_the_one_kept_goes_on_and_the_other_stays_held_until_destroyed(split: Split) -> None:
    _two_made(split)
    z = split.joined()
    settled = z.settles(conflict_of(split.state, "made_twice"), "keep", bag_id("by"))
    state = split.state
    assert conflict_of(state, "made_twice").settled == settled.ref
    assert not bag_of(state, "by").held
    assert (bag_of(state, "bx").held, bag_of(state, "bx").blocks) == (True, ("another_bag_kept",))
    assert (dose_of(state).waits_for, dose_of(state).blocks) == (("check",), ())
    z.destroys("bx")
    assert (bag_of(split.state, "bx").status, bag_of(split.state, "bx").held) == ("destroyed", False)


def test_a_bag_that_is_none_of_them_cannot_be_kept(split: Split) -> None:
    _two_made(split)
    split.joined().settles(conflict_of(split.state, "made_twice"), "keep", bag_id("another"))
    assert conflict_of(split.state, "made_twice").settled is None


def test_if_one_was_given_only_the_other_is_held(split: Split) -> None:
    _two_made(split, "receives")
    split.x.gives("J1", "bx")
    state = split.state
    assert (bag_of(state, "bx").status, bag_of(state, "bx").held) == ("given", False)
    assert bag_of(state, "by").held
    assert dose_of(state).status == "given"


def test_one_on_the_ward_is_an_alarm(split: Split) -> None:
    _two_made(split, "dispenses")
    state = split.state
    assert conflict_of(state, "made_twice").alarm
    assert "do_not_connect" in bag_of(state, "bx").blocks


def test_destroying_one_settles_it(split: Split) -> None:
    _two_made(split)
    destroyed = split.joined().destroys("bx")
    state = split.state
    assert conflict_of(state, "made_twice").settled == destroyed.ref
    assert dose_of(state).waits_for == ("check",)


def test_people_who_keep_different_bags_apart_reopen_it(split: Split) -> None:
    _two_made(split)
    z = split.joined()
    conflict = conflict_of(split.state, "made_twice")
    split.x.sees(z)
    one = z.settles(conflict, "keep", bag_id("bx"))
    other = split.x.settles(conflict, "keep", bag_id("by"))
    state = split.state
    reopened = conflict_of(state, "made_twice")
    assert reopened.settled is None
    assert {one.ref, other.ref} < set(reopened.acts)
    assert all(bag.held for bag in state.bags)
    note = conflict_of(state, "settled_apart")
    assert (note.settled, note.owners) == (None, ())
    split.y.sees(z, split.x)
    last = split.y.settles(reopened, "keep", bag_id("bx"))
    state = split.state
    assert conflict_of(state, "made_twice").settled == last.ref
    assert conflict_of(state, "settled_apart").settled == last.ref
    assert bag_of(state, "by").held
    assert not bag_of(state, "bx").held


def test_a_third_bag_reopens_it(split: Split) -> None:
    _two_made(split)
    z = split.joined()
    z.settles(conflict_of(split.state, "made_twice"), "keep", bag_id("by"))
    brings(split.base, "J1", "bz", "makes")
    state = split.state
    assert conflict_of(state, "made_twice").settled is None
    assert all(bag.held for bag in state.bags)


def test_a_bag_made_instead_of_a_destroyed_one_is_no_conflict(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b1", "makes")
    x, _ = split.apart()
    x.destroys("b1")
    brings(x, "J1", "b2", "makes")
    state = split.state
    assert conflicts_of(state, "made_twice") == []
    assert dose_of(state).waits_for == ("check",)
    assert breaches(state) == []


def test_a_second_bag_made_knowing_the_first_is_held_all_the_same(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b1", "makes")
    x, _ = split.apart()
    brings(x, "J1", "b2", "makes")
    assert [bag.held for bag in split.state.bags] == [True, True]


def test_a_mere_claim_is_none_of_them(split: Split) -> None:
    _two_made(split)
    split.base.claims("J1", "bz")
    conflict = conflict_of(split.state, "made_twice")
    z = split.joined()
    z.settles(conflict, "keep", bag_id("bz"))
    assert conflict_of(split.state, "made_twice").settled is None
    z.settles(conflict, "keep", bag_id("by"))
    state = split.state
    assert "another_bag_kept" not in bag_of(state, "bz").blocks
    assert bag_of(state, "bz").yielded


@pytest.mark.parametrize("told", ["checks", "dispenses", "receives", "gives"])
def test_a_bag_whose_making_nobody_told_was_made_all_the_same(split: Split, told: str) -> None:
    """Its sheet burnt, or its acts are still elsewhere: two bags of one dose are never a silent matter."""
    ready(split.base)
    x, y = split.apart()
    brings(x, "J1", "bx", "makes")
    y.claims("J1", "by")
    if told == "gives":
        y.gives("J1", "by")
    else:
        getattr(y, told)("by")
    state = split.state
    conflict = conflict_of(state, "made_twice")
    assert len(conflict.acts) == 2
    assert bag_of(state, "bx").held
    assert conflicts_of(state, "claimed_twice") == []


def test_what_is_told_of_a_bag_after_its_making_adds_no_side(split: Split) -> None:
    _two_made(split)
    before = conflict_of(split.state, "made_twice").acts
    split.x.checks("bx")
    assert conflict_of(split.state, "made_twice").acts == before


@pytest.mark.parametrize("rules", [(), (GIVEN_AS_ANOTHER,)])
def test_one_of_which_is_only_known_that_it_was_given_as_another_dose(
    split: Split, rules: tuple[str, ...]
) -> None:
    split.history.rules = frozenset(rules)
    ready(split.base)
    x, y = split.apart()
    brings(x, "J1", "bx", "makes")
    brings(y, "J1", "by", "claims")
    y.gives("J8", "by")
    found = conflicts_of(split.state, "made_twice")
    assert [one.subject for one in found] == [dose_of(split.state).dose][: len(rules)]
