"""Many seeds, one after the other or side by side, and nothing left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from ops.simulate import runner
from ops.simulate.world import Plan
from sync import journal

SEEDS = 4
"""So many whole runs in the tests; the gate and the soak run more through the command."""


def test_a_few_seeds_hold(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(runner, "MEMORY", tmp_path)
    outcomes = list(runner.run_all(Plan(seed=seed, workstations=4, acts=30) for seed in range(SEEDS)))
    assert [str(broken) for one in outcomes for broken in one.broken] == []
    assert sum(one.compared for one in outcomes) > 30 * SEEDS
    assert list(tmp_path.iterdir()) == []


def test_signatures_are_remembered_only_meanwhile() -> None:
    real = journal.verifies
    with runner.remembering_signatures():
        assert journal.verifies is not real
        assert not journal.verifies(bytes(32), bytes(64), b"words")
    assert journal.verifies is real
