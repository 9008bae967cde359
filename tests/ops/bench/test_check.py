"""Checking a replica, measured in a process of its own: figures, and every seal when asked."""

from pathlib import Path

from ops.bench.check import MARKS, measure


def test_figures(tmp_path: Path) -> None:
    last, every = (measure(100, lambda _line: None, tmp_path, all_seals=seals) for seals in (False, True))
    for found in (last, every):
        assert set(found) >= set(MARKS)
        assert found["signatures"] == last["signatures"] != 0
    assert isinstance(last["seals"], int)
    assert isinstance(every["seals"], int)
    assert 0 < last["seals"] < every["seals"]
