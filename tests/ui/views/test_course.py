"""The course: doses, then notes, cycles and stops, then the steps."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk, of
from tests.ui.showing import opened, tab_order
from ui.widgets.table import GridBlock


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    desk = FakeDesk(person=1)
    (bag,) = desk.node.courses[3].doses[0].bags
    view = opened(qtbot, of(3, 0, node=desk.node, screen="course"), desk)
    assert tab_order(view) == [
        "doses",
        f"act_bag:{bag.bag.hex()}",
        "about",
        "note",
        "act_note",
        "cycle",
        "day_one",
        "act_plan",
        "level",
        "act_stop",
        "rule",
        "derogation_for",
        "act_ask_derogation",
        "act_revise",
        "act_prescribe",
        "act_validation",
        "act_open",
    ]


def test_the_table_takes_the_room_that_is_left(qtbot: QtBot) -> None:
    desk = FakeDesk(person=0)
    view = opened(qtbot, of(3, 0, node=desk.node, screen="course"), desk)
    grid = view.block("doses")
    assert isinstance(grid, GridBlock)
    assert grid.height() > view.height() // 2 - 60
    assert grid.view.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAsNeeded
