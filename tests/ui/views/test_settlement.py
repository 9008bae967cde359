"""The inbox: filters, conflicts, the decision, then the acts."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from tests.ui.showing import opened, tab_order
from ui.presenters.desk import Place


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    desk = FakeDesk(person=0)
    view = opened(qtbot, Place("settlement"), desk)
    order = tab_order(view)
    others = [name for name in order if name.startswith(("act_bag:", "act_reattribution:"))]
    # Of two bags, each may be destroyed or go to another patient instead.
    assert len(others) == 4
    assert [name for name in order if name not in others] == [
        "all",
        "settled",
        "conflicts",
        "choice",
        "act_patient",
        "act_course",
    ]
