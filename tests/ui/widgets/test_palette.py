"""The palette: type, arrows, Enter; the list never takes the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.showing import THEME, dressed
from ui.format import Format
from ui.presenters.palette import Entry, entries
from ui.widgets.palette import Palette


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    dressed(qtbot, widget)
    return widget


def shown(qtbot: QtBot, parent: QWidget) -> tuple[Palette, list[Entry]]:
    ran: list[Entry] = []
    words = Format("fr")
    palette = Palette(parent, THEME, words, entries(words, None, signed_in=True), ran.append)
    palette.open()
    qtbot.waitUntil(palette.isActiveWindow)
    return palette, ran


def test_letters_arrows_and_enter(qtbot: QtBot, parent: QWidget) -> None:
    palette, ran = shown(qtbot, parent)
    assert palette.typed.hasFocus()
    QTest.keyClicks(palette.typed, "afficha")
    assert [entry.key for entry in palette.found] == ["larger", "smaller"]
    QTest.keyClick(palette.typed, Qt.Key.Key_Down)
    QTest.keyClick(palette.typed, Qt.Key.Key_Down)
    QTest.keyClick(palette.typed, Qt.Key.Key_Return)
    assert [entry.key for entry in ran] == ["smaller"]
    assert not palette.isVisible()


def test_nothing_found_does_nothing(qtbot: QtBot, parent: QWidget) -> None:
    palette, ran = shown(qtbot, parent)
    QTest.keyClicks(palette.typed, "zzzz")
    QTest.keyClick(palette.typed, Qt.Key.Key_Return)
    assert ran == []
    assert palette.isVisible()
    QTest.keyClick(palette.typed, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_enter_does_neither_of_two_opposites_until_the_arrows_choose(qtbot: QtBot, parent: QWidget) -> None:
    ran: list[Entry] = []
    words = Format("en")
    both = tuple(Entry("act", key, words(f"ui.act.{key}"), "") for key in ("not_give", "give"))
    palette = Palette(parent, THEME, words, both, ran.append)
    palette.open()
    qtbot.waitUntil(palette.isActiveWindow)
    QTest.keyClicks(palette.typed, "record it as")
    QTest.keyClick(palette.typed, Qt.Key.Key_Return)
    assert ran == []
    QTest.keyClicks(palette.typed, " given")
    QTest.keyClick(palette.typed, Qt.Key.Key_Return)
    assert [entry.key for entry in ran] == ["give"]
