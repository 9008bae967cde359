"""The room of a page: two columns, or one where room is short."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk, of
from tests.ui.showing import opened, tab_order
from ui.widgets.table import GridBlock


def test_a_small_screen_at_two_hundred_percent_is_one_column(qtbot: QtBot) -> None:
    desk = FakeDesk()
    wide = opened(qtbot, of(0, 0, node=desk.node, screen="validation"), desk)
    narrow = opened(qtbot, of(0, 0, node=desk.node, screen="validation"), desk, compact=True)
    assert tab_order(narrow) == tab_order(wide)
    grid, side = narrow.block("doses"), narrow.block("in_hand")
    assert isinstance(grid, GridBlock)
    assert side is not None
    assert side.mapTo(narrow, side.rect().topLeft()).y() > grid.mapTo(narrow, grid.rect().bottomLeft()).y()
