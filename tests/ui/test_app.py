"""The composition root: a client in, a window out, an exit code when it is closed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.fake_doorstep import FakeDoorstep
from tests.ui.fake_node import FakeNode
from ui import app
from ui.doorstep import DoorstepWindow
from ui.theme import DARK, Theme
from ui.window import Window


def test_qt_keeps_its_hands_off_none() -> None:
    """PySide 6.12.0 lost one reference to None at each call on Python 3.11, and the window died of it."""
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(1000):
        thing.setObjectName("x")
    assert sys.getrefcount(None) > before - 100


def test_the_clock_is_in_milliseconds_since_1970() -> None:
    assert 1_700_000_000_000 < app.now() < 10_000_000_000_000


def test_a_window_in_a_language_and_a_theme(qtbot: QtBot) -> None:
    window = app.make_window(FakeNode(), "en", Theme(DARK))
    qtbot.addWidget(window)
    window.show()
    assert window.words.language == "en"
    assert window.theme.palette.dark
    window.close()


def test_it_follows_the_computers_light_or_dark(qtbot: QtBot) -> None:
    app.make_window(FakeNode(), "fr", Theme(DARK)).close()
    window = app.make_window(FakeNode())
    qtbot.addWidget(window)
    assert window.theme.palette.dark  # the palette that was there
    window.close()


def _close_windows() -> None:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, Window):
            widget.close()


def test_the_first_window_returns_when_it_is_closed(qtbot: QtBot) -> None:
    del qtbot
    doorstep = FakeDoorstep()

    def close() -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, DoorstepWindow):
                widget.close()

    QTimer.singleShot(50, close)
    assert app.open_doorstep(doorstep) is False
    assert doorstep.closed


def test_open_window_returns_when_it_is_closed(qtbot: QtBot) -> None:
    del qtbot
    node = FakeNode()
    QTimer.singleShot(50, _close_windows)
    assert app.open_window(node) == 0
    assert node.closed


def test_main_connects_to_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    opened: list[tuple[object, str]] = []

    def open_window(client: object, language: str) -> int:
        opened.append((client, language))
        return 3

    monkeypatch.setattr(app, "connect", lambda folder: folder)
    monkeypatch.setattr(app, "open_window", open_window)
    assert app.main([str(tmp_path), "--language", "en"]) == 3
    assert opened == [(tmp_path, "en")]
