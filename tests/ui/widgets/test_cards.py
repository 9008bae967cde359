"""Cards: acknowledged one by one, with acts of their own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from tests.ui.showing import THEME, Recorder, dressed
from ui.presenters.blocks import Action, Card, Cards, Mark, Slot
from ui.widgets.buttons import ActButton
from ui.widgets.cards import CardsBlock


def cards(slot: Slot = "main", *, ticked: bool = False) -> Cards:
    one = Card(
        "1",
        "ESSAI Yvette",
        ("née en 1948", ""),
        Mark("probable", "doublon"),
        "Vu",
        ticked,
        "warning",
        (Action("look:1", "Ouvrir"),),
    )
    return Cards(key="c", slot=slot, title="Titre", cards=(one, Card("2", "Autre")), note="Note")


def test_ticking_and_acting(qtbot: QtBot) -> None:
    hands = Recorder()
    widget = CardsBlock(hands, THEME)
    dressed(qtbot, widget)
    widget.draw(cards(), THEME)
    qtbot.wait(5)
    (tick,) = widget.findChildren(QCheckBox)
    tick.setFocus()
    QTest.keyClick(tick, Qt.Key.Key_Space)
    QTest.keyClick(widget.findChildren(ActButton)[0], Qt.Key.Key_Space)
    assert hands.done == [("ticked", "c", "1", True), ("act", "look:1")]


def test_drawing_again_keeps_the_keyboard_and_says_nothing(qtbot: QtBot) -> None:
    hands = Recorder()
    widget = CardsBlock(hands, THEME)
    dressed(qtbot, widget)
    widget.draw(cards("side"), THEME)
    qtbot.wait(5)
    widget.findChildren(QCheckBox)[0].setFocus()
    widget.draw(cards("side", ticked=True), THEME)
    qtbot.wait(5)
    focused = widget.focusWidget()
    assert isinstance(focused, QCheckBox)
    assert focused.isChecked()
    assert hands.done == []


def test_no_cards_no_room(qtbot: QtBot) -> None:
    widget = CardsBlock(Recorder(), THEME)
    dressed(qtbot, widget)
    widget.draw(Cards(key="c", cards=()), THEME)
    qtbot.wait(5)
    assert not widget.isVisible()
