"""The rail: what is there may be opened by mouse, what is here looks so, and buttons stay."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.showing import THEME, dressed
from ui.format import Format
from ui.presenters.members import RIGHTS
from ui.presenters.palette import on_rail
from ui.widgets.rail import Rail

WORDS = Format("fr")
ENTRIES = (("worklist", "F2", "plus"), ("patients", "F3", "plus"))


def buttons(rail: Rail) -> dict[str, QPushButton]:
    return {one.objectName(): one for one in rail.findChildren(QPushButton)}


def test_what_is_here_looks_so_and_the_buttons_stay(qtbot: QtBot) -> None:
    rail = Rail(lambda _screen: None)
    dressed(qtbot, rail, 190, 200)
    rail.draw(ENTRIES, "worklist", WORDS, THEME, narrow=False)
    first = buttons(rail)
    assert {name: one.property("role") for name, one in first.items()} == {
        "rail_worklist": "rail-here",
        "rail_patients": "rail",
    }
    assert first["rail_patients"].toolTip() == "Patients (F3)"
    rail.draw(ENTRIES, "patients", WORDS, THEME, narrow=False)
    assert buttons(rail) == first
    assert [one.property("role") for one in first.values()] == ["rail", "rail-here"]
    rail.draw(ENTRIES, "help", WORDS, THEME, narrow=False)
    assert {one.property("role") for one in first.values()} == {"rail"}


def test_a_button_opens_its_screen(qtbot: QtBot) -> None:
    opened: list[str] = []
    rail = Rail(opened.append)
    dressed(qtbot, rail, 190, 200)
    rail.draw(ENTRIES, "worklist", WORDS, THEME, narrow=False)
    QTest.mouseClick(buttons(rail)["rail_patients"], Qt.MouseButton.LeftButton)
    assert opened == ["patients"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_screen_has_a_name_too_long_for_it(qtbot: QtBot, language: str) -> None:
    rail = Rail(lambda _screen: None)
    dressed(qtbot, rail, 190, 800)
    everything = on_rail(RIGHTS)
    for here in ("forks", "narcotics"):  # the one that is here is written in bold
        rail.draw(everything, here, Format(language), THEME, narrow=False)
        qtbot.wait(1)
        for one in buttons(rail).values():
            assert one.sizeHint().width() <= rail.width(), one.text()


def test_it_has_no_words_where_room_is_short(qtbot: QtBot) -> None:
    rail = Rail(lambda _screen: None)
    dressed(qtbot, rail, 60, 200)
    rail.draw(ENTRIES, "worklist", WORDS, THEME, narrow=False)
    wide = rail.width()
    rail.draw(ENTRIES[:1], "worklist", WORDS, THEME, narrow=True)
    qtbot.waitUntil(lambda: set(buttons(rail)) == {"rail_worklist"})
    assert buttons(rail)["rail_worklist"].text() == ""
    assert buttons(rail)["rail_worklist"].accessibleName() != ""
    assert rail.width() < wide
