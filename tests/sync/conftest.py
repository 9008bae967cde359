"""What the tests of sync share: a made-up site, and multicast on loopback, which all processes hear."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from node.store.errors import InUseError
from node.store.lock import Lock
from tests.sync.membership.scene import Post, Scene


@pytest.fixture
def multicast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """For one test at a time, of all processes that share the tests: it alone announces and looks around."""
    path = tmp_path_factory.getbasetemp().parent / "multicast.lock"
    held: Lock | None = None
    while held is None:
        try:
            held = Lock(path)
        except InUseError:
            time.sleep(0.05)
    yield
    held.release()


@pytest.fixture
def scene() -> Scene:
    """A site whose three workstations have heard of each other."""
    found = Scene()
    found.meet()
    return found


@pytest.fixture(params=[False, True], ids=["one first", "other first"])
def later(request: pytest.FixtureRequest, scene: Scene) -> tuple[Post, Post]:
    """Two workstations apart; either writes first in the order in which acts are folded."""
    one, other = scene.one, scene.other
    for _ in range(4):
        scene.sees(other if request.param else one)
    return one, other
