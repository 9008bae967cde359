"""The prescription: doses, the work, the adjustment, mentions, the signature last."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from tests.ui.showing import opened, tab_order
from ui.presenters.desk import Place
from ui.widgets.table import GridBlock


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    desk = FakeDesk(person=1)
    view = opened(qtbot, Place("prescription", course=desk.node.courses[0].id, cycle=3), desk)
    assert tab_order(view) == [
        "orders",
        "work",
        "reduction",
        "outright",
        "why",
        "whole_line",
        "act_adjust",
        "mention_uracilemia",
        "act_sign_prescription",
    ]


def test_the_table_takes_the_room_that_is_left(qtbot: QtBot) -> None:
    desk = FakeDesk(person=1)
    view = opened(qtbot, Place("prescription", course=desk.node.courses[0].id, cycle=3), desk)
    grid = view.block("orders")
    assert isinstance(grid, GridBlock)
    assert grid.height() > view.height() // 2 - 60
    assert grid.view.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAsNeeded
