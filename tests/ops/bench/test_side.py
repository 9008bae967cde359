"""The other process is told what to do in one line, and answers in two."""

from pathlib import Path

import msgspec
import pytest

from ops.bench.side import Held, Order, Reached, Ready, Side, SideError


def test_an_order_and_its_answers_survive_the_pipe() -> None:
    for said in (
        Order("folder", "six mots", "127.0.0.3", "127.0.0.2:1", 40_000),
        Ready("127.0.0.2:1"),
        Reached(1.5, 1.75, 2.0, 2048, 1024, 0.25, 0.5),
        Held(0, "aa", "bb"),
    ):
        assert msgspec.json.decode(msgspec.json.encode(said), type=type(said)) == said


def test_a_side_that_cannot_start_says_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SideError):
        Side(Order(str(tmp_path), "six mots", "127.0.0.3", "", 1))
    assert "Traceback" in capfd.readouterr().err
