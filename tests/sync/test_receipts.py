"""Receipts: what a workstation says it holds."""

from collections.abc import Sequence

from schema.transaction import Tip
from sync.receipts import MOST, RULES, read_receipt, receipt_of, what_of, write_receipt

A, B = b"a" * 16, b"b" * 16


def few(tips: Sequence[Tip], most: int) -> Sequence[Tip]:
    """The first ones."""
    return tips[:most]


def test_reads_back_and_is_sorted() -> None:
    """The same heads give the same bytes, whatever their order."""
    tips = {B: Tip(B, 2, bytes(32)), A: Tip(A, 5, bytes(32))}
    receipt = receipt_of(tips, few, b"s" * 32, 7)
    again = receipt_of(dict(reversed(tips.items())), few, b"s" * 32, 7)
    assert write_receipt(receipt) == write_receipt(again)
    assert read_receipt(write_receipt(receipt)) == receipt
    assert receipt.rules == RULES


def test_every_tip_of_a_forked_journal_is_named() -> None:
    """By its journal, whatever the strand is called where it was written."""
    tips = {A: Tip(A, 5, bytes(32)), B: Tip(A, 4, b"x" * 32)}
    assert receipt_of(tips, few, b"s" * 32, 7).tips == (tips[B], tips[A])


def test_of_more_than_there_is_room_for_some_are_named_and_all_are_compared() -> None:
    """A record holds so much and no more; two who name others of the same tips hold the same."""
    tips = {n.to_bytes(16): Tip(n.to_bytes(16), 2**53 - 1, n.to_bytes(32)) for n in range(5 * MOST)}
    receipt = receipt_of(tips, few, b"s" * 32, 7)
    other = receipt_of(tips, lambda every, most: every[-most:], b"s" * 32, 7)
    assert len(receipt.tips) == len(other.tips) == MOST
    assert receipt.tips != other.tips
    assert receipt.what == other.what == what_of(tips)
    payload = write_receipt(receipt)
    assert len(payload) <= 64 * 1024
    assert read_receipt(payload) == receipt
    fewer = dict(list(tips.items())[1:])
    assert receipt_of(fewer, few, b"s" * 32, 7).what != receipt.what
    assert what_of(dict(list(tips.items())[:MOST])) == receipt.tips


def test_a_newer_form_is_not_guessed_at() -> None:
    """Another program's receipt says nothing to this one."""
    assert read_receipt(b"\x95newer") is None
