"""The same remainder used twice, or used ‖ discarded."""

from __future__ import annotations

from tests.node.domain.lot_splits import LotSplit, discarded, kept, used

RULE = "remainder_twice"


def test_used_in_two_bags_apart_both_are_kept_and_both_numbers_named(lot_split: LotSplit) -> None:
    lot_split.at("base", kept())
    lot_split.part()
    one, other = lot_split.at("x", used("bx", 7)), lot_split.at("y", used("by", 12))
    conflict = lot_split.conflict(RULE)
    assert {one.ref, other.ref} == set(conflict.acts)
    assert (conflict.alarm, conflict.owners, conflict.choices) == (True, ("release",), ("reviewed",))
    (left,) = lot_split.state.remainders
    assert sorted(use.number for use in left.uses) == [7, 12]
    settled = lot_split.settle(lot_split.join(), conflict, "reviewed")
    assert lot_split.conflict(RULE).settled == settled.ref
    lot_split.at("x", used("bz", 8))
    assert lot_split.conflict(RULE).settled is None


def test_used_apart_from_being_discarded(lot_split: LotSplit) -> None:
    lot_split.at("base", kept())
    lot_split.part()
    lot_split.at("x", used("bx", 7))
    lot_split.at("y", discarded())
    assert lot_split.conflict(RULE).alarm
    (left,) = lot_split.state.remainders
    assert (len(left.uses), len(left.discarded), left.left) == (1, 1, False)


def test_used_by_somebody_who_knew_is_no_better(lot_split: LotSplit) -> None:
    lot_split.at("base", kept())
    lot_split.part()
    lot_split.at("x", discarded())
    lot_split.at("x", used("bx", 7))
    assert lot_split.conflict(RULE).alarm


def test_thrown_away_once_used_or_told_twice_of_one_bag_is_nothing(lot_split: LotSplit) -> None:
    lot_split.at("base", kept())
    lot_split.part()
    lot_split.at("x", used("bx", 7))
    lot_split.at("y", used("bx", 7))
    z = lot_split.join()
    lot_split.at(z, discarded())
    assert lot_split.conflicts(RULE) == []


def test_two_remainders_of_one_lot_have_nothing_to_do_with_each_other(lot_split: LotSplit) -> None:
    lot_split.at("base", kept())
    lot_split.at("base", kept("other"))
    lot_split.part()
    lot_split.at("x", used("bx", 7))
    lot_split.at("y", used("by", 8, "other"))
    assert lot_split.state.conflicts == ()
