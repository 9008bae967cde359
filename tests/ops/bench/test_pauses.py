"""The window under arriving transactions, small: figures in order, everything arrived."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from ops.bench.pauses import MARKS, measure


def test_figures(tmp_path: Path, qtbot: QtBot) -> None:
    del qtbot  # it makes the one application of this process
    found = measure(40, 1.0, lambda _line: None, tmp_path, shared=200)
    assert set(found) >= set(MARKS)
    for before in ("", "alone_"):
        shares = [found[f"{before}{name}_ms"] for name in ("p50", "p99", "max")]
        numbers = [share for share in shares if isinstance(share, float)]
        assert numbers == sorted(numbers)
        assert len(numbers) == 3
    assert found["written_per_s"] != 0
