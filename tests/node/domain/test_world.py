"""The world that checks look at may be any part of it."""

from __future__ import annotations

from node.domain.crosscheck import cross_check
from node.domain.world import World


def test_nothing_known_finds_nothing() -> None:
    assert cross_check(World()) == ()
