"""What tests of the store share: a ward's journals, and a replica that received them all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from node.store.replica import Replica
from tests.node.store.builders import Ward, by_turns


@pytest.fixture
def ward() -> Ward:
    """Two workstations that wrote by turns."""
    return by_turns()


@pytest.fixture
def replica(ward: Ward, tmp_path: Path) -> Iterator[Replica]:
    """A replica that holds everything of this ward."""
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    yield replica
    replica.close()
