"""One founded workstation for all tests of commands: founding is slow by design."""

from pathlib import Path

import pytest

from tests.ops.cli.scene import Workstation, found


@pytest.fixture(scope="session", name="original")
def _original(tmp_path_factory: pytest.TempPathFactory) -> Workstation:
    return found(tmp_path_factory.mktemp("site"))


@pytest.fixture
def workstation(original: Workstation, tmp_path: Path) -> Workstation:
    """A copy of it, for this test alone."""
    return original.copy(tmp_path / "workstation")
