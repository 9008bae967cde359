"""Signing and confirming: the act, its consequence, the reason, the PIN; a refusal stays and says why."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from node.api.session import ListPeople
from tests.ui.showing import THEME, dressed
from ui.format import Format
from ui.presenters.blocks import Notice
from ui.presenters.desk import Asking, Signing
from ui.theme import LIGHT, Theme
from ui.widgets.dialogs import ActDialog

WORDS = Format("fr")


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    dressed(qtbot, widget)
    return widget


def signing(reason: str = "", consequence: str = "") -> Signing:
    return Signing(
        "Libérer la préparation",
        ("EXEMPLE", ""),
        lambda _, __: ListPeople(),
        lambda _: None,
        consequence,
        reason,
    )


def shown(
    qtbot: QtBot, parent: QWidget, asked: Signing | Asking, theme: Theme = THEME
) -> tuple[ActDialog, list[tuple[str, str]]]:
    went: list[tuple[str, str]] = []
    dialog = ActDialog(parent, theme, WORDS, asked, lambda pin, reason: went.append((pin, reason)))
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog, went


def test_the_button_is_named_after_the_act_and_the_pin_is_forgotten(qtbot: QtBot, parent: QWidget) -> None:
    dialog, went = shown(qtbot, parent, signing())
    assert dialog.confirm.text() == "Libérer la préparation"
    QTest.keyClicks(dialog.pin, "271828")
    QTest.keyClick(dialog.pin, Qt.Key.Key_Return)
    assert went == [("271828", "")]
    assert dialog.pin.text() == ""
    assert not dialog.confirm.isEnabled()


def test_without_a_pin_nothing_is_sent(qtbot: QtBot, parent: QWidget) -> None:
    dialog, went = shown(qtbot, parent, signing())
    dialog.press()
    assert went == []


def test_a_reason_is_needed_where_one_is_asked(qtbot: QtBot, parent: QWidget) -> None:
    dialog, went = shown(qtbot, parent, signing("Motif"))
    assert dialog.pin.hasFocus()
    assert dialog.pin.y() < dialog.reason.y()
    QTest.keyClicks(dialog.pin, "271828")
    QTest.keyClick(dialog.pin, Qt.Key.Key_Return)
    assert went == []
    assert dialog.reason.hasFocus()
    assert WORDS("ui.sign.reason_missing") in [label.text() for label in dialog.findChildren(QLabel)]
    QTest.keyClicks(dialog.reason, "perdue")
    QTest.keyClick(dialog.reason, Qt.Key.Key_Tab)
    assert dialog.confirm.hasFocus()
    QTest.keyClick(dialog.confirm, Qt.Key.Key_Return)
    assert went == [("271828", "perdue")]


def test_a_refusal_stays_and_lets_one_try_again(qtbot: QtBot, parent: QWidget) -> None:
    dialog, _ = shown(qtbot, parent, signing())
    before = dialog.height()
    QTest.keyClicks(dialog.pin, "000000")
    dialog.press()
    dialog.refused(Notice("refusal", "Ce code ne correspond pas.", next="Recommencez."))
    assert dialog.isVisible()
    assert dialog.height() > before
    assert dialog.pin.isEnabled()
    assert "Recommencez." in [label.text() for label in dialog.findChildren(QLabel)]


def test_the_consequence_is_shown(qtbot: QtBot, parent: QWidget) -> None:
    dialog, _ = shown(qtbot, parent, signing(consequence="Seul un rappel l’arrêtera."))
    assert "Seul un rappel l’arrêtera." in [
        label.text() for label in dialog.findChildren(QLabel) if label.isVisible()
    ]


def test_confirming_starts_at_doing_nothing(qtbot: QtBot, parent: QWidget) -> None:
    dialog, went = shown(
        qtbot, parent, Asking("Abandonner", "Le numéro reste.", "Abandonner la préparation", lambda _: None)
    )
    assert dialog.cancel.hasFocus()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert went == []


def test_on_a_small_screen_the_buttons_stay_in_view_and_what_is_said_scrolls(qtbot: QtBot) -> None:
    parent, theme = QWidget(), Theme(LIGHT, 200)
    dressed(qtbot, parent, 1280, 800, theme)
    lines = tuple(f"Ligne {number} de ce qui est signé" for number in range(12))
    asked = Signing("Libérer la préparation", lines, lambda *_: ListPeople(), lambda _: None, "", "Motif")
    dialog, _ = shown(qtbot, parent, asked, theme)
    assert dialog.height() <= parent.height()
    assert all(
        dialog.rect().contains(one.mapTo(dialog, one.rect().bottomRight()))
        for one in (dialog.cancel, dialog.confirm)
    )
    dialog.refused(Notice("refusal", "Ce code ne correspond pas.", next="Recommencez."))
    assert dialog.height() <= parent.height()
    qtbot.waitUntil(lambda: not dialog.pin.visibleRegion().isEmpty())


def test_where_there_is_room_nothing_scrolls(qtbot: QtBot) -> None:
    parent = QWidget()
    dressed(qtbot, parent, 1280, 800)
    dialog, _ = shown(qtbot, parent, signing("Motif", "Une conséquence assez longue pour se replier." * 3))
    reading = dialog.findChild(QScrollArea)
    assert reading is not None
    qtbot.wait(5)
    assert reading.verticalScrollBar().maximum() == 0
