"""Delays double up to a cap, around which they are scattered downwards."""

import pytest

from sync.backoff import Backoff


def test_delays_double_to_the_cap_and_begin_again() -> None:
    backoff = Backoff(lambda count: b"\x80" * count)
    delays = [backoff.delay(2.5) for _ in range(8)]
    assert delays == sorted(delays)
    assert 0.15 <= delays[0] <= 0.25
    assert 1.8 <= delays[-1] <= 2.5
    backoff.reset()
    assert backoff.delay(2.5) == delays[0]


@pytest.mark.parametrize(("byte", "expected"), [(0, 0.75), (255, 1.25)])
def test_jitter_stays_within_a_quarter(byte: int, expected: float) -> None:
    assert Backoff(lambda count: bytes([byte]) * count, first=1.0).delay(10) == expected
