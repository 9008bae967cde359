"""A fictive site of three workstations, founded once; each test that changes it takes a world of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ops.simulate.founding import FoundedSite, found
from ops.simulate.plan import Plan
from ops.simulate.remembered import remembering
from ops.simulate.world import World
from tests.ops.simulate.gate import Gate

_GATE = pytest.StashKey[Gate]()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Whoever asks for the gate's sites has them played from now on."""
    if not session.config.option.collectonly and any("gate" in _wanted(item) for item in session.items):
        session.config.stash[_GATE] = Gate()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing goes on after the tests."""
    if _GATE in config.stash:
        config.stash[_GATE].close()


def _wanted(item: pytest.Item) -> list[str]:
    names: list[str] = getattr(item, "fixturenames", [])
    return names


@pytest.fixture(scope="session")
def gate(pytestconfig: pytest.Config) -> Gate:
    return pytestconfig.stash[_GATE]


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
