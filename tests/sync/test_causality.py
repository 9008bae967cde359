"""Causal pasts as maps."""

from sync.causality import NOTHING, Past

A, B = b"a" * 16, b"b" * 16


def test_holds_everything_up_to_a_seq() -> None:
    """Downward closed in each journal; nothing of an unknown one."""
    past = Past({A: 3})
    assert [past.holds(A, seq) for seq in (1, 3, 4)] == [True, True, False]
    assert not past.holds(B, 1)
    assert not NOTHING.holds(A, 1)


def test_joining_takes_the_further_of_each() -> None:
    """The union, whichever way round."""
    one, other = Past({A: 3}), Past({A: 2, B: 5})
    assert one.joined([other]).seqs == other.joined([one]).seqs == {A: 3, B: 5}


def test_a_tip_never_shortens() -> None:
    """Adding what is held already changes nothing."""
    assert Past({A: 3}).with_tip(A, 2).seqs == {A: 3}
    assert Past({A: 3}).with_tip(B, 1).seqs == {A: 3, B: 1}
