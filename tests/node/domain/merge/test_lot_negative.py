"""Movement ‖ movement: all kept, the balance is their sum; negative is an alarm, never clamped."""

from __future__ import annotations

from tests.node.domain.lot_splits import LotSplit, counted, moved, received, set_out

RULE = "lot_negative"


def test_movements_apart_are_all_kept_and_add_up(lot_split: LotSplit) -> None:
    lot_split.at("base", received(10))
    lot_split.part()
    lot_split.at("x", moved(-3))
    lot_split.at("y", set_out(2))
    state = lot_split.state
    assert (state.balance, sum(line.change for line in state.lines), state.kept) == (5, 5, True)
    assert state.conflicts == ()


def test_below_nothing_is_an_alarm_naming_the_lines_that_took_too_much(lot_split: LotSplit) -> None:
    lot_split.at("base", received(5))
    lot_split.part()
    one, other = lot_split.at("x", moved(-3)), lot_split.at("y", set_out(4))
    conflict = lot_split.conflict(RULE)
    assert lot_split.state.balance == -2
    assert {one.ref, other.ref} == set(conflict.acts)
    assert (conflict.alarm, conflict.owners, conflict.settled) == (True, ("stock",), None)


def test_a_count_that_knew_of_both_sets_it_right(lot_split: LotSplit) -> None:
    lot_split.at("base", received(5))
    lot_split.part()
    lot_split.at("x", moved(-3))
    lot_split.at("y", set_out(4))
    lot_split.at(lot_split.join(), counted(1, -2))
    state = lot_split.state
    assert (state.balance, state.conflicts) == (1, ())


def test_a_lot_that_no_stock_knows_owes_nothing(lot_split: LotSplit) -> None:
    lot_split.at("base", set_out(2, "a"))
    lot_split.part()
    lot_split.at("y", set_out(1))
    state = lot_split.state
    assert (state.balance, state.conflicts) == (-3, ())
