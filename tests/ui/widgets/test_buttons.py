"""Buttons: the primary one last with Ctrl+Enter, dangerous ones first, reasons for what is not possible."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.showing import THEME, Recorder, dressed
from ui.presenters.blocks import Action, Actions
from ui.widgets.buttons import ActButton, ActionsBlock

BAR = Actions(
    key="a",
    slot="bottom",
    actions=(
        Action("go", "Libérer la préparation", primary=True),
        Action("other", "Fiche", icon="printer_outline", shortcut="Alt+F"),
        Action("end", "Détruire", danger=True),
    ),
)


def shown(qtbot: QtBot, block: Actions = BAR) -> tuple[ActionsBlock, Recorder]:
    hands = Recorder()
    widget = ActionsBlock(hands, THEME)
    dressed(qtbot, widget, 900, 60)
    widget.draw(block, THEME)
    qtbot.wait(5)
    return widget, hands


def test_order_and_roles(qtbot: QtBot) -> None:
    widget, _ = shown(qtbot)
    buttons = widget.findChildren(ActButton)
    assert [button.text() for button in buttons] == ["Détruire", "Fiche", "Libérer la préparation"]
    assert [button.property("role") for button in buttons] == ["danger", "", "primary"]


def test_keys(qtbot: QtBot) -> None:
    widget, hands = shown(qtbot)
    QTest.keyClick(widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(widget, Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(widget.findChildren(ActButton)[0], Qt.Key.Key_Space)
    assert hands.done == [("act", "go"), ("act", "other"), ("act", "end")]


def test_what_is_not_possible_says_why_and_has_no_key(qtbot: QtBot) -> None:
    block = Actions(
        key="a",
        slot="bottom",
        actions=(Action("go", "Libérer", primary=True, enabled=False, why_not="Non contrôlée."),),
    )
    widget, hands = shown(qtbot, block)
    QTest.keyClick(widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert hands.done == []
    assert [label.text() for label in widget.findChildren(QLabel)] == ["Non contrôlée."]


def test_silence(qtbot: QtBot) -> None:
    widget, hands = shown(qtbot)
    widget.silence()
    QTest.keyClick(widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert hands.done == []


def test_drawing_again_keeps_the_keyboard_where_it_was(qtbot: QtBot) -> None:
    widget, _ = shown(qtbot)
    widget.findChildren(ActButton)[1].setFocus()
    widget.draw(Actions(key="a", slot="bottom", actions=(*BAR.actions, Action("new", "Nouveau"))), THEME)
    qtbot.wait(5)
    focused = widget.focusWidget()
    assert isinstance(focused, ActButton)
    assert focused.action_key == "other"
