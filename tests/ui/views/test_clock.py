"""The clock: the watch's fields, then the acts."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from tests.ui.showing import opened, tab_order
from ui.presenters.desk import Place


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    view = opened(qtbot, Place("clock"), FakeDesk())
    assert tab_order(view) == ["day", "time", "act_confirm_clock"]
