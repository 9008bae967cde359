"""Places of a strand, in order and behind gaps."""

from node.store.trail import Trail
from sync.causality import Past

ONE, OTHER = Past({b"a" * 16: 3}), Past({b"b" * 16: 4})


def test_places_from_any_seq_on() -> None:
    trail = Trail(5)
    trail.put(5, 11, ONE)
    trail.put(6, 12, ONE)
    assert [trail.order(seq) for seq in (4, 5, 6, 7)] == [0, 11, 12, 0]
    assert trail.base(6) is ONE
    assert trail.base(7) is None


def test_a_gap_leaves_the_rest_in_its_place() -> None:
    trail = Trail(1)
    trail.put(1, 1, ONE)
    trail.put(2**40, 9, OTHER)
    trail.put(2, 2, ONE)
    assert [trail.order(seq) for seq in (1, 2, 3, 2**40)] == [1, 2, 0, 9]
    assert trail.base(2**40) is OTHER
