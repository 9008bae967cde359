"""The dispensing: ward, mentions, how it is told, then the acts."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk, of
from tests.ui.showing import opened, tab_order


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    desk = FakeDesk(person=2)
    view = opened(qtbot, of(3, 0, node=desk.node, screen="dispensing"), desk)
    assert tab_order(view) == [
        "ward",
        "told_late",
        "act_receive",
        "act_dispense",
    ]
