"""Many seeds, one after the other or side by side, and nothing left behind."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ops.simulate import runner
from ops.simulate.world import Plan

SEEDS = 4
"""So many whole runs in the tests; the gate and the soak run more through the command."""


def test_a_few_seeds_hold(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(runner, "MEMORY", tmp_path)
    outcomes = list(runner.run_all(Plan(seed=seed, workstations=4, acts=30) for seed in range(SEEDS)))
    assert [str(broken) for one in outcomes for broken in one.broken] == []
    assert sum(one.compared for one in outcomes) > 30 * SEEDS
    assert list(tmp_path.iterdir()) == []


def test_another_process_plays_the_same_run(tmp_path: Path) -> None:
    """What a set happens to yield first differs between processes; what happens on the site must not."""
    traces = []
    for salt in ("1", "2"):
        report = tmp_path / f"{salt}.json"
        command = [sys.executable, "-m", "ops.cli", "simulate", "--seeds", "1:2", "--workstations", "3"]
        command += ["--acts", "20", "--report", str(report)]
        done = subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": salt}, check=False)
        assert done.returncode == 0
        traces.append(json.loads(report.read_text())["traces"])
    assert traces[0] == traces[1]
    assert list(traces[0]) == ["1"]
