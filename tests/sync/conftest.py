"""What the tests of sync share: multicast on loopback, which every process of a machine hears."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from node.store.errors import InUseError
from node.store.lock import Lock


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
