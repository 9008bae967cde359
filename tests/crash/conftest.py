"""What the tests of crashes share: the program that forks, and a site to begin from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cheap import cheap_secrets
from tests.crash.forking import Forker
from tests.node.conftest import site, stations, template
from tests.node.stations import Template, build

__all__ = ["alone", "cheap_secrets", "forker", "site", "stations", "template"]


@pytest.fixture(scope="session")
def forker() -> Iterator[Forker]:
    """Ends with the session; each test ends its own children."""
    with Forker() as forker:
        yield forker


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A site of one workstation with its people; not to be changed."""
    return build(tmp_path_factory.mktemp("alone"), ("PUI-1",))
