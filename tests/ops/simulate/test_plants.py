"""Every plant has its words and its own name; at least ten of them, of every sort."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ops.simulate.plants import PLANTS


def test_there_are_enough_of_every_sort() -> None:
    sorts = {str(plant.__doc__).split(":")[0] for plant in PLANTS.values()}
    assert sorts >= {"Clock", "Chain", "Causality", "Conversation", "Rules"}
    assert len(PLANTS) >= 10


@pytest.mark.parametrize("name", PLANTS)
def test_each_says_what_it_spoils(name: str) -> None:
    assert ":" in (PLANTS[name].__doc__ or "")


def test_each_still_finds_what_it_spoils() -> None:
    """In a process of its own, for they cannot be pulled out again."""
    words = "from ops.simulate.plants import PLANTS; [plant() for plant in PLANTS.values()]"
    done = subprocess.run([sys.executable, "-c", words], stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 0, done.stderr
