"""The rules screen: its list first, its acts last."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from tests.ui.showing import opened, tab_order
from ui.presenters.desk import Place


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    view = opened(qtbot, Place("rules"), FakeDesk())
    assert tab_order(view) == [
        "rules",
        "act_return",
        "act_agreements",
        "act_switch_rule",
    ]
