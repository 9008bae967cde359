"""How long is long: the patience that many connections together need."""

from __future__ import annotations

import pytest

from sync.pace import Pace

PACE = Pace(ping=1.0, few=10, share=0.4, dead=4.0)


@pytest.mark.parametrize(("connections", "seconds"), [(1, 1.0), (10, 1.0), (12, 1.0), (20, 4.0), (49, 15.6)])
def test_many_connections_together_say_no_more_than_few(connections: int, seconds: float) -> None:
    assert PACE.quiet(connections, pinged_last=False) == pytest.approx(seconds)


def test_who_pinged_last_waits_longer_so_that_both_take_turns() -> None:
    assert PACE.quiet(1, pinged_last=True) > PACE.quiet(1, pinged_last=False)


@pytest.mark.parametrize("connections", [1, 10, 20, 50])
def test_after_the_latest_ping_a_peer_has_as_long_however_many_there_are(connections: int) -> None:
    left = PACE.silent(connections) - PACE.quiet(connections, pinged_last=True)
    assert left == pytest.approx(PACE.silent(1) - PACE.quiet(1, pinged_last=True))
    assert PACE.silent(1) == pytest.approx(PACE.dead)
