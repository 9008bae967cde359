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
from tests.ops.simulate.played import Played, play_a_few

HERE = Path(__file__).parent
_GATE = pytest.StashKey[Gate]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the tests, one waits for the gate's sites from the beginning."""
    if _is_one_of_several(config):
        items.sort(key=lambda item: not _waits(item))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Where one process runs all tests, the gate's sites are played beside it from now on."""
    alone = not (session.config.option.collectonly or _is_one_of_several(session.config))
    if alone and any(map(_waits, session.items)):
        session.config.stash[_GATE] = Gate()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing goes on after the tests."""
    if _GATE in config.stash:
        config.stash[_GATE].close()


def _is_one_of_several(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")  # as pytest-xdist tells its processes


def _waits(item: pytest.Item) -> bool:
    return item.path.is_relative_to(HERE) and "gate" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def gate(pytestconfig: pytest.Config) -> Gate:
    if _GATE not in pytestconfig.stash:
        pytestconfig.stash[_GATE] = Gate()
    return pytestconfig.stash[_GATE]


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> FoundedSite:
    return found(tmp_path_factory.mktemp("simulated"), 3)


@pytest.fixture(scope="session")
def played(founded: FoundedSite, tmp_path_factory: pytest.TempPathFactory) -> Played:
    return play_a_few(founded, lambda: tmp_path_factory.mktemp("played"))


@pytest.fixture
def world_of(founded: FoundedSite, tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Worlds by seed, and by the number of acts if that matters; closed afterwards."""
    worlds: list[World] = []

    def make(seed: int, acts: int = 25) -> World:
        folder = tmp_path / str(len(worlds))
        folder.mkdir()
        worlds.append(World(Plan(seed=seed, workstations=3, acts=acts), founded, folder))
        return worlds[-1]

    with remembering():
        yield make
    for world in worlds:
        world.close()
