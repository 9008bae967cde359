"""Every plant has its words and its own name; at least ten of them, of every sort."""

from __future__ import annotations

import pytest

from ops.simulate.plants import PLANTS


def test_there_are_enough_of_every_sort() -> None:
    sorts = {str(plant.__doc__).split(":")[0] for plant in PLANTS.values()}
    assert sorts >= {"Clock", "Chain", "Causality", "Conversation", "Rules"}
    assert len(PLANTS) >= 10


@pytest.mark.parametrize("name", PLANTS)
def test_each_says_what_it_spoils(name: str) -> None:
    assert ":" in (PLANTS[name].__doc__ or "")
