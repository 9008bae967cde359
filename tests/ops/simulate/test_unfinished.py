"""What was played stays, for the same run of the same program only."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from ops.simulate import unfinished
from ops.simulate.invariants import Broken
from ops.simulate.plan import Outcome, Plan
from ops.simulate.unfinished import Unfinished

PLAN = Plan(seed=0, workstations=4, acts=60)
GOOD = Outcome(3, "ab", 40, 90, 70, (), {"cable": 2}, {}, ())
BAD = Outcome(4, "cd", 40, 90, 70, (Broken("two_truths", "W2", "why"),), {}, {"divergent": 1}, ("last",))


def begun(report: Path) -> Unfinished:
    run = Unfinished(report, PLAN)
    run.add(GOOD)
    run.add(BAD)
    return run


def test_it_goes_on_after_what_ended(tmp_path: Path) -> None:
    report = tmp_path / "soak.json"
    assert begun(report).outcomes == {3: GOOD, 4: BAD}
    again = Unfinished(report, msgspec.structs.replace(PLAN, seed=9))
    assert again.outcomes == {3: GOOD, 4: BAD}
    again.finish()
    assert list(tmp_path.iterdir()) == []


def test_a_seed_that_was_being_written_is_played_again(tmp_path: Path) -> None:
    report = tmp_path / "soak.json"
    begun(report)
    part = tmp_path / "soak.json.part"
    part.write_bytes(part.read_bytes()[:-5])
    again = Unfinished(report, PLAN)
    assert again.outcomes == {3: GOOD}
    again.add(BAD)
    assert Unfinished(report, PLAN).outcomes == {3: GOOD, 4: BAD}


@pytest.mark.parametrize("left", [b"", b"\n", b"not JSON\n", b'{"workstations":4}\n'])
def test_what_is_no_beginning_is_begun_anew(tmp_path: Path, left: bytes) -> None:
    report = tmp_path / "soak.json"
    (tmp_path / "soak.json.part").write_bytes(left)
    assert Unfinished(report, PLAN).outcomes == {}
    assert begun(report).outcomes == Unfinished(report, PLAN).outcomes


def test_other_runs_and_another_program_begin_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = tmp_path / "soak.json"
    begun(report)
    assert Unfinished(report, msgspec.structs.replace(PLAN, acts=61)).outcomes == {}
    begun(report)
    assert Unfinished(report, msgspec.structs.replace(PLAN, workstations=5)).outcomes == {}
    begun(report)
    assert Unfinished(report, msgspec.structs.replace(PLAN, everything=True)).outcomes == {}
    begun(report)
    monkeypatch.setattr(unfinished, "_program", lambda: "another")
    assert Unfinished(report, PLAN).outcomes == {}
