"""A planted bug is caught, in a process of its own, and the check says so by its exit code."""

from __future__ import annotations

import re

import pytest

from ops.simulate import mutants


@pytest.mark.timeout(120)
def test_a_planted_bug_is_caught(capsys: pytest.CaptureFixture[str]) -> None:
    assert mutants.main(["order_without_saw", "--seeds", "1", "--acts", "10"]) == mutants.CAUGHT
    said = capsys.readouterr().out
    assert said.startswith("caught")
    assert "order_without_saw" in said
    assert re.search("^sound +nothing +seeds 0:1$", said, re.MULTILINE)


def test_where_nothing_planted_is_noticed_too_nothing_is_proven(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, str]] = []

    def elsewhere(_acts: int, seeds: int, name: str) -> tuple[bool, str]:
        asked.append((seeds, name))
        return True, "seed 7: two_truths at W1"

    monkeypatch.setattr(mutants, "_elsewhere", elsewhere)
    assert mutants.main(["order_without_saw"]) == mutants.SURVIVED
    assert "UNSOUND" in capsys.readouterr().out
    assert asked == [(60, "order_without_saw"), (8, mutants.NOTHING)]


def test_what_is_not_noticed_has_survived(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutants, "PLANTS", {"harmless": lambda: None})
    monkeypatch.setattr(mutants, "run_all", lambda _plans: iter(()))
    assert mutants.main(["harmless", "--here", "--seeds", "1"]) == mutants.SURVIVED
    assert capsys.readouterr().out.strip() == ""


def test_a_name_that_is_no_plant_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        mutants.main(["order_without_saws"])
    assert ended.value.code == 2
    assert "no such plant: order_without_saws" in capsys.readouterr().err
