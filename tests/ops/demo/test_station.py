"""A workstation's process: what is said when it does not start. Its whole life is in `test_stage.py`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ops.demo.station import StageError, Station


def test_a_process_that_does_not_start_says_where_to_look(tmp_path: Path) -> None:
    station = Station("PUI-9", "nulle part", tmp_path / "pui-9", "127.0.0.9", "no such passphrase")
    with pytest.raises(StageError, match=os.fspath(station.log)):
        station.start()
    assert station.log.read_bytes()
    station.stop()
