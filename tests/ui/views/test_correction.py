"""Correcting a file by keyboard: identity, then what stands beside it."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from tests.ui.showing import opened, tab_order
from ui.presenters.desk import Place


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    desk = FakeDesk()
    view = opened(qtbot, Place("correction", patient=desk.node.patients[0].id), desk)
    order = tab_order(view)
    assert order[:3] == ["birth_name", "first_names", "used_name"]
    assert order.index("ins") < order.index("how") < order.index("act_left")
