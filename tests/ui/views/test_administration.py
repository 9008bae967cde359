"""The bedside: the patient first, then how it is told, then the acts."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk, of
from tests.ui.showing import opened, tab_order


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    desk = FakeDesk(person=3)
    view = opened(qtbot, of(3, 2, node=desk.node, screen="administration"), desk)
    assert tab_order(view) == [
        "bedside",
        "remark",
        "part",
        "told_late",
        "act_not_give",
    ]
