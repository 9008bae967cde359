"""The workstations screen: the list, what is typed about the row in hand, then the acts."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from tests.ui.showing import opened, tab_order
from ui.presenters.desk import Place


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    view = opened(qtbot, Place("workstations"), FakeDesk())
    assert tab_order(view)[:4] == ["workstations", "name", "place", "reason"]
    assert tab_order(view)[-1] == "act_return"
