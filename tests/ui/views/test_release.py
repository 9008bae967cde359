"""The release: acts that end a bag first, the release last."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk, of
from tests.ui.showing import opened, tab_order


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    desk = FakeDesk(person=0)
    view = opened(qtbot, of(2, 1, node=desk.node, screen="release"), desk)
    assert tab_order(view) == [
        "act_destroy",
        "act_recall",
        "act_reject",
        "act_reattribution",
        "act_sheet",
        "act_release",
    ]
