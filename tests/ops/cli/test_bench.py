"""Measures are printed for people, or as JSON for programs."""

import json
from pathlib import Path

import pytest

from ops.cli.exits import Exit
from schema.i18n import LANGUAGES
from tests.ops.cli.scene import Heard, run

FIGURES = {
    "join": ("acts", "acts_per_s", "raw_acts_per_s", "ratio", "peak_mb", "disk_bytes_per_act"),
    "commit": ("p50_ms", "p99_ms", "raw_p50_ms", "acts"),
    "papers": ("sheets", "labels", "seconds", "blank_seconds", "bytes"),
    "catalogue": ("rows", "taken", "rejected", "anticancer", "seconds", "read_seconds", "peak_mb"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FIGURES)
def test_figures_for_people_and_for_programs(
    name: str, language: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    figures = dict.fromkeys(FIGURES[name], 7)
    monkeypatch.setattr(f"ops.bench.{name}.measure", lambda *_: figures)
    words = ("bench", name, *((str(tmp_path),) if name == "catalogue" else ()))
    people, programs = Heard(language=language), Heard(language=language)
    assert run(people, *words) == Exit.DONE
    assert run(programs, *words, "--json") == Exit.DONE
    assert json.loads(programs.said.getvalue()) == figures
    lines = people.said.getvalue().splitlines()
    assert len(lines) == len(figures)
    assert not [line for line in lines if line.startswith("cli.")]
