"""The plan of a laboratory: every scene has its player and its words, every mark finds its figure."""

from __future__ import annotations

import pytest

from ops.lab.plan import MARKS, SCENES, Mark
from ops.lab.scenes import PLAYED
from schema.i18n import LANGUAGES, text


def test_every_scene_is_played_in_this_order() -> None:
    assert tuple(PLAYED) == SCENES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_scene_has_a_name_for_people(language: str) -> None:
    assert [name for name in SCENES if text(f"lab.scene.{name}", language) == f"lab.scene.{name}"] == []


def test_a_mark_reads_its_figure() -> None:
    assert {mark.scene for mark in MARKS} <= set(SCENES)
    mark = Mark("cable", "s.median", 3)
    assert mark.of({"acts": 7, "s": {"median": 2.5, "worst": 9.0}}) == 2.5
