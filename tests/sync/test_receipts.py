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


def test_holds_what_it_names_and_all_before() -> None:
    """And nothing else."""
    receipt = receipt_of({A: Tip(A, 5, bytes(32))}, b"s" * 32, 7)
    assert [receipt.holds(A, seq) for seq in (1, 5, 6)] == [True, True, False]
    assert not receipt.holds(B, 1)


def test_a_newer_form_is_not_guessed_at() -> None:
    """Another program's receipt says nothing to this one."""
    assert read_receipt(b"\x95newer") is None
