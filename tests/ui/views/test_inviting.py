"""The inviting screen: the code first, files after, acts last."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from tests.ui.showing import opened, tab_order
from ui.presenters.desk import Place


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    view = opened(qtbot, Place("inviting"), FakeDesk())
    assert tab_order(view) == ["name", "place", "request", "act_read_request", "act_show_code"]
