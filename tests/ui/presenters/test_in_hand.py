"""The row in hand stays while the list is read again; gone, another one is."""

from __future__ import annotations

from schema.transaction import ActRef
from ui.presenters.in_hand import InHand, act_id, first


def hand() -> InHand[str]:
    return InHand(str.lower)


def test_nothing_is_in_hand_before_the_list_is_read() -> None:
    empty = hand()
    assert (empty.rows, empty.row, empty.id) == (None, None, "")
    assert not empty.take((), first)
    assert (empty.rows, empty.row) == ((), None)


def test_it_stays_in_hand_wherever_it_stands() -> None:
    one = hand()
    assert one.take(("A", "B"), first)
    assert one.choose("b")
    assert not one.choose("b")
    assert not one.take(("C", "B"), first)
    assert one.row == "B"


def test_gone_another_is_in_hand_if_there_is_one() -> None:
    one = hand()
    one.take(("A",), first)
    assert one.take(("B", "C"), lambda rows: rows[-1])
    assert one.row == "C"
    assert one.take(("D",), lambda _: None)
    assert not one.id


def test_acts_of_one_transaction_are_told_apart() -> None:
    ids = {
        act_id(ActRef(bytes([journal]) * 16, 1, index, bytes(32))) for journal in (1, 2) for index in (0, 1)
    }
    assert len(ids) == 4
