"""What went wrong explains what it concerns, and nothing that others say."""

from __future__ import annotations

from ops.simulate.excuses import Excuses

ONE, OTHER, THIRD = (bytes([number]) * 16 for number in range(3))


def test_only_those_concerned() -> None:
    excuses = Excuses()
    assert not excuses.of(ONE, OTHER, ONE)
    excuses.pairs.add(frozenset({ONE, OTHER}))
    assert excuses.of(OTHER, ONE, THIRD)
    assert not excuses.of(OTHER, THIRD, ONE), "another pair, whosever journal it is"
    excuses.workstations.add(THIRD)
    assert excuses.of(OTHER, THIRD)
    assert excuses.of(ONE, OTHER, THIRD), "a journal of theirs, relayed"
