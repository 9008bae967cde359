"""The stick first, what lies on it, acts last."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.fake_carry import FILES, STICK
from tests.ui.fake_desk import FakeDesk
from tests.ui.showing import opened, tab_order
from ui.presenters.desk import Place


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    desk = FakeDesk()
    desk.mounted, desk.files[STICK] = (STICK,), FILES
    view = opened(qtbot, Place("carry"), desk)
    acts = ["act_carry_in", "act_carry_in_all", "act_carry_out"]
    assert tab_order(view) == ["folder", "everything", "files", *acts]
