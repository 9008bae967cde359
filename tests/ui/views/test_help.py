"""The help: screens, keys, and the way back."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from tests.ui.showing import opened, tab_order
from ui.presenters.desk import Place


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    desk = FakeDesk(person=0)
    view = opened(qtbot, Place("help"), desk)
    assert tab_order(view) == [
        "screens",
        "keys",
        "act_incidents",
        "act_return",
    ]
