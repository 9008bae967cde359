"""`veilleuse lab`: what it says of figures, marks and failures; and the laboratory itself, small."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path

import pytest

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.lab import figures
from ops.lab.enclosure import obstacle
from ops.lab.plan import SCENES, Plan, Played
from schema.i18n import LANGUAGES
from tests.ops.cli.scene import Heard, run

_WHY = obstacle()
_CABLE = {"acts": 3, "rounds": 1, "link_up_to_converged_s": {"median": 9.5, "worst": 10.0}}


def _plays(monkeypatch: pytest.MonkeyPatch, *played: Played) -> None:
    def play(_plan: Plan) -> Generator[Played, None, None]:
        yield from played

    monkeypatch.setattr("ops.cli.lab.play", play)
    monkeypatch.setattr("ops.lab.enclosure.obstacle", lambda: "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_held_against_their_marks(
    language: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _plays(monkeypatch, Played("discovery", {"workstations": 3}, ""), Played("cable", _CABLE, ""))
    heard, report = Heard(language=language), tmp_path / "lab.json"
    words = ("lab", "--scenes", "discovery,cable", "--report", str(report))
    assert run(heard, *words) == Exit.FOUND
    said = heard.said.getvalue()
    assert {"fr": "manqué", "en": "missed"}[language] in said
    assert {"fr": "médiane (s)  9,5\n", "en": "median (s)  9.5\n"}[language] in said
    assert "lab." not in said
    assert "{" not in said
    assert "link_up" not in said
    assert json.loads(report.read_text())[1]["figures"] == _CABLE


def test_a_report_whose_folder_is_missing_is_said_before_anything_is_played(tmp_path: Path) -> None:
    with pytest.raises(StopError) as stopped:
        run(Heard(), "lab", "--report", str(tmp_path / "missing" / "lab.json"))
    assert stopped.value.code == "cli.error.no_folder"


def test_it_ends_well_when_every_mark_is_met(monkeypatch: pytest.MonkeyPatch) -> None:
    met = {**_CABLE, "link_up_to_converged_s": {"median": 0.5, "worst": 10.0}}
    _plays(monkeypatch, Played("discovery", {"workstations": 3}, ""), Played("cable", met, ""))
    assert run(Heard(), "lab", "--scenes", "discovery,cable") == Exit.DONE


def test_figures_for_a_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    _plays(monkeypatch, Played("discovery", {"workstations": 3}, ""))
    heard = Heard()
    assert run(heard, "lab", "--scenes", "discovery", "--json") == Exit.DONE
    assert json.loads(heard.said.getvalue())["figures"] == {"workstations": 3}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sort_of_figure_has_its_words(language: str) -> None:
    """All that the scenes measure, as `ops.lab.scenes` gives it."""
    spread = {"median": 1.5, "worst": 2.0}
    found: dict[str, object] = {"workstations": 3, "first_s": spread, "all_s": spread, "acts": 1, "others": 2}
    found |= {"ms": spread, "rounds": 5, "link_up_to_converged_s": spread, "loss_percent": 3, "delay_ms": 25}
    found |= {"s": 1.0, "healed_s": 2.0, "worked_alone": True, "found_by": {"mdns": 2, "told": 1}}
    heard = Heard(language=language)
    rows = [*figures(found, heard), *figures({"all_s": 2.5, "found_by": ["mdns", "typed"]}, heard)]
    assert [key for key, _ in rows if heard.text(f"lab.figure.{key}") == f"lab.figure.{key}"] == []
    assert not [value for _, value in rows if "." in value and language == "fr"]
    assert dict(rows)["worked_alone"] == {"fr": "oui", "en": "yes"}[language]
    assert "(2)" in dict(rows[:-2])["found_by"]


def test_a_scene_that_fails_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    _plays(monkeypatch, Played("discovery", {}, "POSTE-2 finds nobody"))
    heard = Heard()
    assert run(heard, "lab") == Exit.FOUND
    assert "1" in heard.warned.getvalue()
    assert "POSTE-2 finds nobody" in heard.said.getvalue()


@pytest.mark.parametrize("why", ["system", "tools", "namespaces"])
def test_where_there_can_be_none_it_says_so_in_one_line(why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ops.lab.enclosure.obstacle", lambda: why)
    with pytest.raises(StopError, match=f"lab.cannot.{why}"):
        run(Heard(), "lab")


@pytest.mark.parametrize(
    "words", [("--workstations", "1"), ("--acts", "0"), ("--scenes", "cable"), ("--scenes", "discovery,x")]
)
def test_a_laboratory_has_a_size_and_known_scenes(words: tuple[str, str]) -> None:
    with pytest.raises(StopError, match=r"lab\.(size|scenes)"):
        run(Heard(), "lab", *words)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(bool(_WHY), reason=f"no laboratory on this computer: {_WHY}")
def test_the_laboratory_itself(tmp_path: Path) -> None:
    """Every scene with real processes, a real bridge, real multicast and real TLS, few acts."""
    report = tmp_path / "lab.json"
    heard = Heard()
    words = ("lab", "--workstations", "3", "--acts", "25", "--report", str(report))
    # A mark may be missed where other things run too: that says nothing of what is right.
    assert run(heard, *words) in (Exit.DONE, Exit.FOUND), heard.said.getvalue()
    told = json.loads(report.read_text())
    assert [one["wrong"] for one in told] == [""] * len(SCENES), heard.said.getvalue()
    played = {one["scene"]: one["figures"] for one in told}
    assert tuple(played) == SCENES
    assert played["discovery"]["found_by"]["mdns"] > 0
    found_by = played["no_multicast"]["found_by"]
    assert "typed" in found_by
    assert "mdns" not in found_by
    assert played["late_card"]["worked_alone"] is True
