"""`veilleuse simulate`: seeds are read, failures are told with their replay, the report is written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.simulate import processors, seeds_of
from ops.simulate.invariants import Broken
from ops.simulate.plan import Outcome, Plan
from schema.i18n import LANGUAGES
from tests.ops.cli.scene import Heard, run


def test_seeds_are_a_range() -> None:
    assert seeds_of("3:6") == range(3, 6)
    for wrong in ("6:3", "3", "a:b", ":", "-1:4"):
        with pytest.raises(StopError):
            seeds_of(wrong)


def test_there_is_a_processor_at_least() -> None:
    assert processors() >= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_failing_seed_is_told(language: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    good = Outcome(7, "ab", 40, 90, 70, (), {}, {}, ())
    bad = Outcome(8, "cd", 40, 90, 70, (Broken("two_truths", "W2", "why"),), {}, {}, ())
    monkeypatch.setattr("ops.simulate.runner.run_in_jobs", lambda _plans, _jobs: iter((good, bad)))
    heard, report = Heard(language=language), tmp_path / "report.json"
    assert run(heard, "simulate", "--seeds", "7:9", "--acts", "40", "--report", str(report)) == Exit.FOUND
    said = heard.said.getvalue()
    assert "veilleuse simulate --seeds 8:9 --workstations 5 --acts 40" in said
    assert "simulate." not in said
    assert json.loads(report.read_text(encoding="utf-8"))["failed"] == 1


def test_one_seed_that_holds_says_its_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    good = Outcome(7, "abcdef", 40, 90, 70, (), {}, {}, ())
    monkeypatch.setattr("ops.simulate.runner.run_in_jobs", lambda _plans, _jobs: iter((good,)))
    heard = Heard()
    assert run(heard, "simulate", "--seeds", "7:8") == Exit.DONE
    assert "abcdef" in heard.said.getvalue()


def test_every_fault_everywhere_is_replayed_so(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Plan] = []

    def played(plans: list[Plan], _jobs: int) -> Iterator[Outcome]:
        asked.extend(plans)
        yield Outcome(8, "cd", 40, 90, 70, (Broken("two_truths", "W2", "why"),), {}, {}, ())

    monkeypatch.setattr("ops.simulate.runner.run_in_jobs", played)
    heard = Heard()
    assert run(heard, "simulate", "--seeds", "8:9", "--acts", "40", "--everything") == Exit.FOUND
    assert [plan.everything for plan in asked] == [True]
    assert "--seeds 8:9 --workstations 5 --acts 40 --everything" in heard.said.getvalue()


@pytest.mark.parametrize("words", [("--workstations", "2"), ("--jobs", "0"), ("--seeds", "nine")])
def test_a_site_has_a_size(words: tuple[str, str]) -> None:
    with pytest.raises(StopError, match=r"simulate\.error"):
        run(Heard(), "simulate", *words)


def test_a_report_whose_folder_is_missing_is_said_before_anything_is_played(tmp_path: Path) -> None:
    with pytest.raises(StopError) as stopped:
        run(Heard(), "simulate", "--report", str(tmp_path / "missing" / "report.json"))
    assert stopped.value.code == "cli.error.no_folder"


def test_interrupted_it_goes_on_after_the_last_seed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bad = Outcome(7, "cd", 40, 90, 70, (Broken("two_truths", "W2", "why"),), {}, {}, ())
    good = Outcome(8, "ab", 40, 90, 70, (), {}, {}, ())
    asked: list[list[int]] = []

    def interrupted(plans: list[Plan], _jobs: int) -> Iterator[Outcome]:
        asked.append([plan.seed for plan in plans])
        yield bad
        raise KeyboardInterrupt

    def whole(plans: list[Plan], _jobs: int) -> Iterator[Outcome]:
        asked.append([plan.seed for plan in plans])
        yield good

    words = ("simulate", "--seeds", "7:9", "--acts", "40", "--report", str(tmp_path / "report.json"))
    monkeypatch.setattr("ops.simulate.runner.run_in_jobs", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(Heard(), *words)
    monkeypatch.setattr("ops.simulate.runner.run_in_jobs", whole)
    heard = Heard(language="en")
    assert run(heard, *words) == Exit.FOUND
    assert asked == [[7, 8], [8]]
    assert "Already there, in the file begun: 1 seed." in heard.said.getvalue()
    assert "--seeds 7:8" in heard.said.getvalue()
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert (report["seeds"], report["failed"]) == (2, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]
