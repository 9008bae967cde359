"""Every shape joins all workstations, directly or through others."""

from __future__ import annotations

import pytest

from ops.simulate.cables import wirings


@pytest.mark.parametrize("size", [2, 3, 5])
@pytest.mark.parametrize("shape", ["all", "chain", "star", "ring"])
def test_each_hears_of_each(shape: str, size: int) -> None:
    names = [f"USC-{number}" for number in range(size)]
    pairs = wirings(names)[shape]
    reached = {names[0]}
    for _ in names:
        reached |= {name for pair in pairs if reached & set(pair) for name in pair}
    assert reached == set(names)


def test_a_cable_is_laid_once_and_not_to_oneself() -> None:
    for pairs in wirings(["USC-2", "PUI-1"]).values():
        assert pairs == [("PUI-1", "USC-2")]
