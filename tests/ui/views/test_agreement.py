"""The screen of proposals: its list first, its act last."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from tests.ui.showing import opened, tab_order
from ui.presenters.desk import Place


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    view = opened(qtbot, Place("agreement"), FakeDesk())
    assert tab_order(view) == [
        "proposals",
        "act_call_off",
        "act_return",
        "act_second",
    ]
