"""A fictive site for whoever needs one: founded once, copied for each test."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cheap import cheap_secrets
from tests.node.kept_site import Kept, kept_in
from tests.node.stations import Clock, Station, Template, build, copied, opened
from tests.node.without_room import Scene, came_unfolded

__all__ = ["cheap_secrets", "site", "stations", "template"]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A site of three workstations with people and the starter library; not to be changed."""
    return build(tmp_path_factory.mktemp("template"))


@pytest.fixture
def folder(template: Template, tmp_path: Path) -> Path:
    """A copy of the site, to be worked on."""
    return copied(template, tmp_path)


@pytest.fixture
def site(template: Template, tmp_path: Path) -> Iterator[Station]:
    """The pharmacy's workstation, alone."""
    folder = copied(template, tmp_path)
    with opened(folder, "PUI-1", template.contents["PUI-1"], template.people, Clock(), seed=11) as station:
        yield station


@pytest.fixture
def stations(template: Template, tmp_path: Path) -> Iterator[tuple[Station, Station, Station]]:
    """Pharmacy, day hospital and ward, with one clock, apart until the test lets them exchange."""
    folder, clock = copied(template, tmp_path), Clock()
    with ExitStack() as stack:
        one, two, three = (
            stack.enter_context(
                opened(folder, name, template.contents[name], template.people, clock, seed=seed)
            )
            for seed, name in enumerate(("PUI-1", "HDJ-1", "USC-1"), start=11)
        )
        yield one, two, three


@pytest.fixture
def scene(stations: tuple[Station, Station, Station]) -> Scene:
    """What came is durable and not folded yet where the disk is going to take nothing."""
    return came_unfolded(stations)


@pytest.fixture
def writer() -> Iterator[ThreadPoolExecutor]:
    """The one thread that owns a replica."""
    with ThreadPoolExecutor(1) as writer:
        yield writer


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """A site of which a snapshot was taken; not to be changed."""
    with kept_in(tmp_path_factory.mktemp("kept")) as kept:
        yield kept
