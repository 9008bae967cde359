"""What waits: found by what it waits for, and bounded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from node.store.waiting import Waiting
from tests.node.store.builders import Ward

A, B = b"a" * 32, b"b" * 16


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[Waiting]:
    """An empty table."""
    replica = Ward().replica(tmp_path)
    with replica.writing():
        yield Waiting(replica.connection)
    replica.close()


def test_what_waits_for_something_is_taken_out_with_it_and_nothing_else(waiting: Waiting) -> None:
    waiting.keep([(A, 3, b"one"), (A, 1, b"two"), (B, 2, b"three"), (A, 3, b"one")])
    assert waiting.count() == 3
    assert sorted(waiting.take({A})) == [b"one", b"two"]
    assert (waiting.take({A}), waiting.count()) == ([], 1)
    assert waiting.take([bytes([number]) * 32 for number in range(250)] * 3 + [B]) == [b"three"]
    assert waiting.count() == 0


def test_beyond_the_bounds_the_oldest_by_order_stay(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("node.store.waiting.KEPT", 3)
    waiting.keep((A, order, bytes([order])) for order in (5, 1, 4))
    waiting.keep((A, order, bytes([order])) for order in (2, 3))
    assert sorted(waiting.take({A})) == [b"\x01", b"\x02", b"\x03"]
    monkeypatch.setattr("node.store.waiting.BYTES", 10)
    waiting.keep([(A, 1, b"x" * 6), (A, 2, b"y" * 5), (A, 3, b"z")])
    assert waiting.take({A}) == [b"x" * 6]
