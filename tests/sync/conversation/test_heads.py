"""Vectors compared."""

from schema.transaction import Tip
from sync.conversation.heads import forks, lacking, vector_of

A, B = bytes(16), b"b" * 16
X, Y = bytes(32), b"y" * 32


def test_lacking_counts_what_lies_between() -> None:
    assert lacking({A: Tip(A, 5, X), B: Tip(B, 2, X)}, {A: Tip(A, 3, X)}) == 4
    assert lacking({A: Tip(A, 3, X)}, {A: Tip(A, 5, X)}) == 0


def test_of_several_tips_the_longest_counts() -> None:
    assert vector_of([Tip(A, 2, X), Tip(A, 3, Y), Tip(A, 1, X)]) == {A: Tip(A, 3, Y)}


def test_equal_length_and_other_content_is_a_fork() -> None:
    ours = {A: Tip(A, 2, X), B: Tip(B, 2, X)}
    assert forks(ours, {A: Tip(A, 2, Y), B: Tip(B, 3, Y)}) == [A]
    assert forks(ours, ours) == []
