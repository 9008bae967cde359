"""One node per replica, for as long as its process lives."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from node.store.errors import InUseError
from node.store.lock import Lock
from tests.node.killed import killed_at


def test_held_until_it_is_released(tmp_path: Path) -> None:
    first = Lock(tmp_path / "lock")
    with pytest.raises(InUseError) as caught:
        Lock(tmp_path / "lock")
    assert caught.value.values == {"path": "lock"}
    first.release()
    Lock(tmp_path / "lock").release()


def hold(path: Path, at_point: Callable[[str], None]) -> None:
    lock = Lock(path)
    at_point("held")
    lock.release()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked to be killed")
def test_it_dies_with_its_process(tmp_path: Path) -> None:
    killed_at("held", lambda at_point: hold(tmp_path / "lock", at_point))
    Lock(tmp_path / "lock").release()
