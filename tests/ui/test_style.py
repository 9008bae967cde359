"""The style sheet names only colours of the palette, at every zoom, and the font is ours."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from PySide6.QtGui import QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ui.style import FAMILY, apply, load_fonts, stylesheet, tag
from ui.theme import DARK, LIGHT, ZOOMS, Palette, Theme


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("zoom", ZOOMS)
def test_it_is_whole(palette: Palette, zoom: int) -> None:
    sheet = stylesheet(Theme(palette, zoom))
    assert sheet.count("{") == sheet.count("}")
    assert "None" not in sheet
    known = {value for value in vars(palette).values() if isinstance(value, str)}
    known |= {colour for pair in palette.tones.values() for colour in pair}
    assert set(re.findall(r"#[0-9A-Fa-f]{6}", sheet)) <= known


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_the_pictures_it_names_are_in_the_package(palette: Palette) -> None:
    named = re.findall(r'url\("([^"]+)"\)', stylesheet(Theme(palette)))
    assert len(named) == 2
    for path in named:
        assert (resources.files("ui") / "pictures" / path.rpartition("/")[2]).is_file()


def test_the_font_is_the_one_of_the_papers(qtbot: QtBot) -> None:
    del qtbot
    load_fonts()
    assert FAMILY in QFontDatabase.families()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply(application, Theme(LIGHT, 200))
    assert QFontInfo(application.font()).family() == FAMILY
    assert application.font().pixelSize() == 30


def test_a_role_is_set_once(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    tag(label, "title")
    tag(label, "title")
    assert label.property("role") == "title"
