"""The comparison, small, with an engine of the tests: every engine is named, with figures or without."""

import sys
from pathlib import Path

import pytest

from ops.bench.peers import compare
from ops.bench.peers.compare import US, measure
from ops.bench.peers.engines import Engine, UnavailableError
from ops.bench.peers.records import CHANGED

TOY = Path(__file__).parent / "toy.py"


def _installed(engine: Engine, _folder: Path) -> list[str]:
    if engine.name == "absent":
        raise UnavailableError(engine.name, "no cable")
    return [sys.executable, str(TOY)]


def test_every_engine_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "installed", _installed)
    told: list[str] = []
    engines = [Engine(name, "toy.py", python=True) for name in ("toy", "absent")]
    found = measure(told.append, tmp_path / "cache", records=200, acts_apart=10, engines=engines)
    divergence = found.pop("divergence")
    assert set(found) == {"first_sync_per_s", "merge_s", "ratio_first_sync"}
    # Two patients are all that so small a site has.
    assert divergence == {"records_each": 10, "changed_on_both_sides": CHANGED, "our_conflicts_shown": 2}
    assert all(list(part) == [US, "toy", "absent"] for part in found.values())
    assert told == ["absent: no cable"]
    assert found["first_sync_per_s"]["absent"] is None
    assert found["ratio_first_sync"][US] == 1
    assert found["merge_s"]["toy"] == 0.5
    ours, theirs, ratio = (found[part][name] for part, name in _RATIO)
    assert ours is not None
    assert theirs is not None
    assert ratio is not None
    assert abs(ratio - ours / theirs) < 0.01 * ratio + 0.01


_RATIO = (("first_sync_per_s", US), ("first_sync_per_s", "toy"), ("ratio_first_sync", "toy"))
