"""A count ‖ a movement or another count: a difference may have been found twice."""

from __future__ import annotations

from tests.node.domain.lot_splits import LotSplit, counted, moved, received

RULE = "lot_count_apart"


def test_a_movement_that_the_count_did_not_see(lot_split: LotSplit) -> None:
    lot_split.at("base", received(10))
    lot_split.part()
    one, other = lot_split.at("x", moved(-2, hour=0)), lot_split.at("y", counted(8, 10, hour=1))
    conflict = lot_split.conflict(RULE)
    assert {one.ref, other.ref} <= set(conflict.acts)
    assert (conflict.owners, conflict.alarm, conflict.settled) == (("stock",), False, None)
    assert lot_split.state.balance == 6
    again = lot_split.at(lot_split.join(), counted(8, 6, hour=2))
    assert lot_split.state.balance == 8
    assert lot_split.conflict(RULE).settled == again.ref


def test_two_counts_of_one_shelf_find_one_difference_twice(lot_split: LotSplit) -> None:
    lot_split.at("base", received(10))
    lot_split.part()
    lot_split.at("x", counted(9, 10))
    lot_split.at("y", counted(9, 10))
    assert lot_split.state.balance == 8
    assert lot_split.conflict(RULE).settled is None


def test_a_count_without_difference_or_a_movement_after_it_is_nothing(lot_split: LotSplit) -> None:
    lot_split.at("base", received(10))
    lot_split.site.meet("base", "x", "y")
    lot_split.at("x", counted(10, 10, hour=1))
    lot_split.at("y", moved(-2, hour=2))
    lot_split.at("y", counted(8, 8, hour=3))
    assert lot_split.conflicts(RULE) == []
