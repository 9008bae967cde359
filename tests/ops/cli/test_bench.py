"""Measures are printed for people, or as JSON for programs."""

import json
from pathlib import Path

import pytest

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from schema.i18n import LANGUAGES
from tests.ops.cli.scene import Heard, run

FIGURES = {
    "join": (
        *("acts", "transactions", "signed", "bytes_per_act", "seconds", "acts_per_s", "raw_acts_per_s"),
        *("ratio", "peak_mb", "beside_mb", "cpu_s", "beside_cpu_s", "sender_cpu_s"),
        *("disk_bytes_per_act", "disk_ratio"),
    ),
    "verify": ("acts", "acts_per_s", "seconds", "seconds_per_million", "signatures", "seals", "peak_mb"),
    "merge": ("acts_apart", "transactions_apart", "acts_shared", "connect_s", "merge_s"),
    "pauses": ("p50_ms", "p99_ms", "max_ms", "alone_p50_ms", "alone_p99_ms", "written_per_s", "behind_s"),
    "idle": ("workstations", "bytes_per_s", "payload_bytes_per_s", "messages_per_s"),
    "commit": ("p50_ms", "p99_ms", "raw_p50_ms", "acts"),
    "papers": ("sheets", "labels", "seconds", "blank_seconds", "bytes"),
    "catalogue": ("rows", "taken", "rejected", "anticancer", "seconds", "read_seconds", "peak_mb"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FIGURES)
def test_figures_for_people_and_for_programs(
    name: str, language: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    marks = {FIGURES[name][0]: 9}
    figures: dict[str, object] = {**dict.fromkeys(FIGURES[name], 7), "marks": marks}
    module = {"verify": "check"}.get(name, name)
    monkeypatch.setattr(f"ops.bench.{module}.measure", lambda *_, **__: dict(figures))
    (tmp_path / "CIS_bdpm.txt").touch()
    words = ("bench", name, *((str(tmp_path),) if name == "catalogue" else ()))
    people, programs = Heard(language=language), Heard(language=language)
    assert run(people, *words) == Exit.DONE
    assert run(programs, *words, "--json") == Exit.DONE
    assert json.loads(programs.said.getvalue()) == figures
    lines = people.said.getvalue().splitlines()
    assert len(lines) == len(FIGURES[name])
    assert "9" in lines[0]
    assert not [line for line in lines if line.startswith("cli.")]


def test_engines_compared_are_json_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"first_sync_per_s": {"veilleuse": 1}, "merge_s": {}, "ratio_first_sync": {}}
    monkeypatch.setattr("ops.bench.peers.compare.measure", lambda *_: found)
    heard = Heard()
    assert run(heard, "bench", "peers") == Exit.DONE
    assert json.loads(heard.said.getvalue()) == found


def test_a_folder_without_the_database_is_said(tmp_path: Path) -> None:
    with pytest.raises(StopError) as stopped:
        run(Heard(person=False), "bench", "catalogue", str(tmp_path / "nothing"))
    assert (stopped.value.code, stopped.value.leave) == ("cli.error.no_bdpm", Exit.FOLDER)
