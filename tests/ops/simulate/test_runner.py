"""Many seeds, one after the other or side by side, and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ops.cli.exits import Exit
from ops.simulate import runner
from ops.simulate.faults.drawn import DRAWN
from ops.simulate.plan import Plan
from ops.simulate.work import Work
from tests.ops.simulate import gate as gates
from tests.ops.simulate.gate import Gate

SEEDS = 4


def test_a_few_seeds_hold(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(runner, "MEMORY", tmp_path)
    outcomes = list(runner.run_all(Plan(seed=seed, workstations=4, acts=30) for seed in range(SEEDS)))
    assert [str(broken) for one in outcomes for broken in one.broken] == []
    assert sum(one.compared for one in outcomes) > 30 * SEEDS
    assert list(tmp_path.iterdir()) == []


def test_another_process_plays_the_same_run() -> None:
    """What a set happens to yield first differs between processes; what happens on the site must not.

    Nor must the order in which rows are written: where a disk is full, that decides what still fits.
    """
    told = (
        "import hashlib\n"
        "from node.store.connection import Connection\n"
        "from ops.simulate.plan import Plan\n"
        "from ops.simulate.runner import run_all\n"
        "written = hashlib.sha256()\n"
        "def watched(real):\n"
        "    def writing(self, statement, values=()):\n"
        "        values = list(values)\n"
        "        if statement.startswith(('INSERT', 'UPDATE', 'DELETE')):\n"
        "            written.update(repr((statement, values)).encode())\n"
        "        return real(self, statement, values)\n"
        "    return writing\n"
        "Connection.do, Connection.do_many = watched(Connection.do), watched(Connection.do_many)\n"
        "traces = [one.trace for one in run_all(Plan(seed=s, workstations=3, acts=40) for s in (1, 5))]\n"
        "print(*traces, written.hexdigest())\n"
    )
    ways = os.pathsep.join(filter(None, (str(Path.cwd()), os.environ.get("PYTHONPATH"))))
    runs = [
        subprocess.run(
            [sys.executable, "-c", told],
            env={**os.environ, "PYTHONPATH": ways, "PYTHONHASHSEED": salt},
            check=True,
            stdout=subprocess.PIPE,
            encoding="ascii",
        ).stdout
        for salt in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert len(set(runs[0].split())) == 3


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ended_from_outside_it_leaves_nothing_in_memory(tmp_path: Path, jobs: str) -> None:
    told = (
        "import sys\n"
        "from pathlib import Path\n"
        "from ops.cli import main\n"
        "from ops.simulate import runner\n"
        "if __name__ == '__main__':\n"
        "    runner.MEMORY = Path(sys.argv[1])\n"
        "    sys.exit(main(sys.argv[2:]))\n"
    )
    script, memory = tmp_path / "told.py", tmp_path / "memory"
    script.write_text(told, encoding="utf-8")
    memory.mkdir()
    words = ("simulate", "--seeds", "0:40", "--acts", "400", "--jobs", jobs)
    ways = os.pathsep.join(filter(None, (str(Path.cwd()), os.environ.get("PYTHONPATH"))))
    with subprocess.Popen(
        [sys.executable, str(script), str(memory), *words], env={**os.environ, "PYTHONPATH": ways}
    ) as process:
        while not list(memory.glob("**/*.db")):
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == Exit.INTERRUPTED
    assert list(memory.iterdir()) == []


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_two_hundred_sites_hold(gate: Gate) -> None:
    code, said, report = gate.outcome()
    assert code == 0, said
    assert (report["seeds"], report["acts"]) == (gates.SEEDS, gates.ACTS)
    assert {name for name, times in report["faults"].items() if times} == {
        name for names in DRAWN.values() for name in names
    }


def test_a_seed_that_raises_is_told_like_any_other_and_the_next_is_played(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A defect that nobody foresaw must not cost a soak its other seeds."""
    steps = Work.step  # the one place through which every act goes

    def step(self: Work) -> None:
        if self.world.plan.seed == 1 and self.world.acts == 3:
            raise KeyError("a patient's name")
        steps(self)

    monkeypatch.setattr(Work, "step", step)
    monkeypatch.setattr(runner, "MEMORY", tmp_path)
    one, other = runner.run_all(Plan(seed=seed, workstations=3, acts=6) for seed in (1, 2))
    assert [(broken.hazard, broken.detail) for broken in one.broken] == [("raised", "KeyError")]
    assert one.broken[0].where.startswith("test_runner.py:")
    assert one.trace
    assert one.lines
    assert not other.broken
