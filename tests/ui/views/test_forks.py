"""The screen of forked journals: the list, the ticks, then the acts."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from tests.ui.fake_members import FORK
from tests.ui.fake_node import FakeNode
from tests.ui.showing import opened, tab_order
from ui.presenters.desk import Place


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    node = FakeNode()
    node.forks = (FORK,)
    view = opened(qtbot, Place("forks"), FakeDesk(node))
    assert tab_order(view) == [
        "forks",
        "counts_1",
        "counts_2",
        "act_return",
        "act_agreements",
        "act_settle_fork",
    ]
