"""What a window leaves behind is collected on the thread that Qt demands, and on no other."""

from __future__ import annotations

import gc
import threading

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui import app, garbage

THRESHOLD = gc.get_threshold()[0]


class Left(QWidget):
    """A widget that only holds itself, once dropped; says where it was taken apart."""

    def __init__(self, ended: list[threading.Thread]) -> None:
        super().__init__()
        self._itself = self
        self._ended = ended

    def __del__(self) -> None:
        self._ended.append(threading.current_thread())


def _much_elsewhere() -> list[list[int]]:
    """So many objects, made on another thread, that Python would look for garbage there."""
    made: list[list[int]] = []
    thread = threading.Thread(target=lambda: made.extend([number] for number in range(3 * THRESHOLD)))
    thread.start()
    thread.join()
    return made


def test_another_thread_takes_no_widget_apart(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "EVERY_MS", 10)
    ended: list[threading.Thread] = []
    parent = QObject()
    garbage.Garbage(parent)
    Left(ended)
    made = _much_elsewhere()
    assert not ended
    qtbot.waitUntil(lambda: bool(ended))
    assert ended == [threading.main_thread()]
    assert made
    parent.deleteLater()


def test_it_comes_with_the_application_and_once(qtbot: QtBot) -> None:
    del qtbot
    gc.enable()
    for _ in range(2):
        qt = app.application()
    assert len(qt.findChildren(garbage.Garbage)) == 1


@pytest.mark.parametrize(
    ("count", "collected"),
    [((0, 0, 0), []), ((701, 0, 0), [0]), ((701, 11, 0), [1]), ((701, 11, 11), [2]), ((0, 11, 0), [1])],
)
def test_the_oldest_generation_that_is_due(
    monkeypatch: pytest.MonkeyPatch, count: tuple[int, int, int], collected: list[int]
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(gc, "get_count", lambda: count)
    monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
    monkeypatch.setattr(gc, "collect", asked.append)
    garbage.collect_due()
    assert asked == collected
