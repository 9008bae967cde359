"""The register: which series, its numbers, then the acts."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from tests.ui.showing import opened, tab_order
from ui.presenters.desk import Place


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    view = opened(qtbot, Place("register"), FakeDesk())
    assert tab_order(view) == [
        "series",
        "filter",
        "numbers",
        "act_return",
        "act_older",
        "act_print_register",
        "act_sheet_of",
    ]
