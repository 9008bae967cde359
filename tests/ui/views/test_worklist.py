"""The worklist: filters, doses, buttons; the doses have the keyboard at once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from tests.ui.showing import opened, tab_order
from ui.presenters.desk import Place
from ui.widgets.table import GridBlock


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    desk = FakeDesk(person=0)
    view = opened(qtbot, Place("worklist"), desk)
    assert tab_order(view) == [
        "day",
        "step",
        "filter",
        "mine",
        "doses",
        "act_previous_day",
        "act_today",
        "act_next_day",
        "act_day_list",
        "act_record",
        "act_course",
        "act_open",
    ]


def test_the_table_takes_the_room_that_is_left(qtbot: QtBot) -> None:
    desk = FakeDesk(person=0)
    view = opened(qtbot, Place("worklist"), desk)
    grid = view.block("doses")
    assert isinstance(grid, GridBlock)
    assert grid.height() > view.height() // 2 - 60
    assert grid.view.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAsNeeded
