"""The screen `reattribution` on a real (offscreen) window: its first table first, its act last."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from tests.ui.fake_stock import StockNode
from tests.ui.showing import opened, tab_order
from ui.presenters.desk import Place


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    view = opened(qtbot, Place("reattribution", course=bytes(16), bag=bytes(16)), FakeDesk(StockNode()))
    order = tab_order(view)
    assert order[0] == "targets"
    assert order[-1] == "act_reattribute"
