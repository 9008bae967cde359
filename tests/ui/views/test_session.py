"""The first screen: name, list, PIN, button, in that order, in a panel of its own."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame
from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from tests.ui.showing import opened, tab_order
from ui.presenters.desk import Place


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    desk = FakeDesk(person=0)
    view = opened(qtbot, Place("session"), desk)
    assert tab_order(view) == [
        "who",
        "people",
        "pin",
        "act_sign_in",
    ]


def test_the_panel_stands_in_the_middle(qtbot: QtBot) -> None:
    view = opened(qtbot, Place("session"), FakeDesk())
    panels = [frame for frame in view.findChildren(QFrame) if frame.property("role") == "panel"]
    assert abs(panels[0].geometry().center().x() - view.width() // 2) <= 2
