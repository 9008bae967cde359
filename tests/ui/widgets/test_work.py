"""The work is folded until asked for, by keyboard, and stays open through a refresh."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.showing import THEME, Recorder, dressed
from ui.presenters.blocks import Work
from ui.widgets.work import WorkBlock


def work(result: str = "140 mg") -> Work:
    return Work(key="w", title="Détail", summary=result, lines=(("Formule", "surface"), ("Résultat", result)))


def test_enter_unfolds_and_folds(qtbot: QtBot) -> None:
    widget = WorkBlock(Recorder(), THEME)
    dressed(qtbot, widget)
    widget.draw(work(), THEME)
    qtbot.wait(5)
    result = next(label for label in widget.findChildren(QLabel) if label.text() == "140 mg")
    assert not result.isVisible()
    QTest.keyClick(widget.toggle, Qt.Key.Key_Return)
    assert result.isVisible()
    widget.draw(work("135 mg"), THEME)
    qtbot.wait(5)
    assert "135 mg" in [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    QTest.keyClick(widget.toggle, Qt.Key.Key_Space)
    assert not widget.toggle.isChecked()
