"""Pairs of processes of an engine, and what cannot be installed."""

import sys
from pathlib import Path

import pytest

from ops.bench.peers import engines
from ops.bench.peers.engines import DRIVERS, ENGINES, Engine, Pair, UnavailableError, installed
from ops.bench.peers.records import write_records

TOY = [sys.executable, str(Path(__file__).parent / "toy.py")]
ENGINE = Engine("toy", "toy.py", python=True)


def test_every_driver_is_there() -> None:
    assert all((DRIVERS / engine.driver).is_file() for engine in ENGINES)
    assert len({engine.name for engine in ENGINES}) == len(ENGINES)


def test_two_sides_become_equal(tmp_path: Path) -> None:
    write_records(tmp_path / "some.jsonl", [{"id": "a", "value": {"text": "é"}}])
    pair = Pair(ENGINE, TOY, tmp_path)
    try:
        pair.holder(do="write", file=str(tmp_path / "some.jsonl"))
        with pytest.raises(UnavailableError, match="do not hold the same"):
            pair.equal()
        assert pair.other(do="sync", port=1)["seconds"] == 0.5
        assert pair.equal()["records"] == 1
    finally:
        pair.close()


def test_an_engine_that_ends_is_named(tmp_path: Path) -> None:
    pair = Pair(ENGINE, [sys.executable, "-c", "pass"], tmp_path)
    try:
        with pytest.raises(UnavailableError, match="toy"):
            pair.holder(do="hold")
    finally:
        pair.close()


def test_what_cannot_be_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_name: str) -> None:
        return None

    monkeypatch.setattr("shutil.which", none)
    with pytest.raises(UnavailableError, match="pouchdb: npm is not installed"):
        installed(ENGINES[0], tmp_path)


def test_installed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def note(engine: Engine, _place: Path) -> None:
        made.append(engine.name)

    monkeypatch.setattr(engines, "_install_node", note)
    commands = [installed(ENGINES[0], tmp_path) for _ in range(2)]
    assert made == ["pouchdb"]
    assert commands[0] == commands[1] == ["node", str(tmp_path / "node" / "pouchdb_driver.cjs")]
