"""The inclusion: filter, regimens, then the form from top to bottom."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from tests.ui.showing import opened, tab_order
from ui.presenters.desk import Place
from ui.widgets.table import GridBlock


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    desk = FakeDesk(person=1)
    view = opened(qtbot, Place("inclusion", patient=desk.node.patients[0].id), desk)
    assert tab_order(view) == [
        "filter",
        "regimens",
        "indication",
        "intent",
        "first_day",
        "cycles",
        "ward",
        "act_include",
    ]


def test_the_table_takes_the_room_that_is_left(qtbot: QtBot) -> None:
    desk = FakeDesk(person=1)
    view = opened(qtbot, Place("inclusion", patient=desk.node.patients[0].id), desk)
    grid = view.block("regimens")
    assert isinstance(grid, GridBlock)
    assert grid.height() > view.height() // 2 - 60
    assert grid.view.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAsNeeded
