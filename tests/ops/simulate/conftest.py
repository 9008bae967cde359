"""A fictive site of three workstations, founded once; each test that changes it takes a world of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ops.simulate.founding import FoundedSite, found
from ops.simulate.remembered import remembering
from ops.simulate.world import Plan, World


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> FoundedSite:
    return found(tmp_path_factory.mktemp("simulated"), 3)


@pytest.fixture
def world_of(founded: FoundedSite, tmp_path: Path) -> Iterator[Callable[[int], World]]:
    """Worlds by seed, closed afterwards."""
    worlds: list[World] = []

    def make(seed: int) -> World:
        folder = tmp_path / str(len(worlds))
        folder.mkdir()
        worlds.append(World(Plan(seed=seed, workstations=3, acts=25), founded, folder))
        return worlds[-1]

    with remembering():
        yield make
    for world in worlds:
        world.close()
