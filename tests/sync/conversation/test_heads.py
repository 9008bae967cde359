"""Vectors compared."""

from schema.transaction import Tip
from sync.conversation.heads import by_journal, lacking, shrank

A, B = bytes(16), b"b" * 16
X, Y, Z = bytes(32), b"y" * 32, b"z" * 32


def test_lacking_counts_what_lies_between() -> None:
    assert lacking([Tip(A, 5, X), Tip(B, 2, X)], [Tip(A, 3, X)]) == 4
    assert lacking([Tip(A, 3, X)], [Tip(A, 5, X)]) == 0


def test_after_a_fork_something_is_lacking_wherever_tips_differ() -> None:
    assert lacking([Tip(A, 5, X)], [Tip(A, 5, Y)]) == 1
    assert lacking([Tip(A, 5, X), Tip(A, 3, Y)], [Tip(A, 5, X)]) == 1
    assert lacking([Tip(A, 5, X)], [Tip(A, 5, X), Tip(A, 3, Y)]) == 0
    assert lacking([Tip(A, 9, Z)], [Tip(A, 5, X), Tip(A, 3, Y)]) == 4


def test_the_tips_of_a_journal_stand_together() -> None:
    tips = [Tip(A, 3, Y), Tip(B, 1, X), Tip(A, 2, X)]
    assert by_journal(tips) == {A: {Tip(A, 2, X), Tip(A, 3, Y)}, B: {Tip(B, 1, X)}}


def test_a_strand_that_ends_earlier_than_before_has_shrunk() -> None:
    before = {A: Tip(A, 3, X), B: Tip(A, 2, Y)}
    assert not shrank(before, {**before, A: Tip(A, 4, Z)})
    assert shrank(before, {A: Tip(A, 3, X)})
    assert shrank(before, {**before, A: Tip(A, 2, Z)})
