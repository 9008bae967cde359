"""Every screen has a presenter, a view, a name and help, in both languages."""

from __future__ import annotations

import re

import pytest

from schema.i18n import catalogue
from tests.tree import ROOT, python_sources
from ui.format import Format
from ui.screens import SCREENS


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_screen_is_named_everywhere_alike(name: str, language: str) -> None:
    presenter, view = SCREENS[name]
    assert presenter.name == name
    assert presenter.__module__ == f"ui.presenters.{name}"
    assert view.__module__ == f"ui.views.{name}"
    words = Format(language)
    assert words(f"ui.screen.{name}") != f"ui.screen.{name}"


def test_french_and_english_say_the_same_things() -> None:
    french, english = (
        {str(entry.id): str(entry.string) for entry in catalogue(language)} for language in ("fr", "en")
    )
    ours = {key for key in french if key.startswith("ui.")}
    assert ours == {key for key in english if key.startswith("ui.")}
    for key in ours:
        assert french[key], key
        assert english[key], key
        holes = re.compile(r"\{(\w+)\}")
        assert set(holes.findall(french[key])) == set(holes.findall(english[key])), key


def test_french_typography() -> None:
    for entry in catalogue("fr"):
        if str(entry.id).startswith("ui."):
            text = str(entry.string)
            assert not re.search(r"[ \u00a0][:;?!»%]|« |'", text), entry.id


def test_every_text_named_in_the_code_exists() -> None:
    known = {str(entry.id) for entry in catalogue("fr")}
    missing = {
        f"{path}: {name}"
        for path in python_sources("ui")
        for name in re.findall(r'"(ui\.[a-z_]+(?:\.[a-z0-9_]+)+)"', (ROOT / path).read_text(encoding="utf-8"))
        if name not in known and f"{name}.one" not in known
    }
    assert not missing
    acts = {
        f"{path}: {name}"
        for path in python_sources("ui/presenters")
        for name, rest in re.findall(
            r'self\.button\(\s*"(\w+)"([^)]*)', (ROOT / path).read_text(encoding="utf-8")
        )
        if "label=" not in rest and f"ui.act.{name}" not in known
    }
    assert not acts
