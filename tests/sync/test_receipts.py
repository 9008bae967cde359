"""Receipts: what a workstation says it holds."""

from schema.transaction import Tip
from sync.receipts import RULES, read_receipt, receipt_of, write_receipt

A, B = b"a" * 16, b"b" * 16


def test_reads_back_and_is_sorted() -> None:
    """The same heads give the same bytes, whatever their order."""
    tips = {B: Tip(B, 2, bytes(32)), A: Tip(A, 5, bytes(32))}
    receipt = receipt_of(tips, b"s" * 32, 7)
    again = receipt_of(dict(reversed(tips.items())), b"s" * 32, 7)
    assert write_receipt(receipt) == write_receipt(again)
    assert read_receipt(write_receipt(receipt)) == receipt
    assert receipt.rules == RULES


def test_every_tip_of_a_forked_journal_is_named() -> None:
    """By its journal, whatever the strand is called where it was written."""
    tips = {A: Tip(A, 5, bytes(32)), B: Tip(A, 4, b"x" * 32)}
    assert receipt_of(tips, b"s" * 32, 7).tips == (tips[B], tips[A])


def test_a_newer_form_is_not_guessed_at() -> None:
    """Another program's receipt says nothing to this one."""
    assert read_receipt(b"\x95newer") is None
