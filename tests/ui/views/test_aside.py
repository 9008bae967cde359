"""The screen of acts set aside: the filter, the list, then its acts; the list has the keyboard at first."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from tests.ui.showing import opened, tab_order
from ui.presenters.desk import Place
from ui.widgets.table import GridView


def test_tab_goes_in_reading_order_and_enter_opens_the_file(qtbot: QtBot) -> None:
    desk = FakeDesk()
    view = opened(qtbot, Place("aside"), desk)
    assert tab_order(view) == ["filter", "acts", "act_return", "act_open_file"]
    rows = view.focusWidget()
    assert isinstance(rows, GridView)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert desk.places == [Place("patient", patient=desk.node.courses[0].patient.id)]


def test_why_and_what_next_stay_in_sight_beside_the_buttons(qtbot: QtBot) -> None:
    for compact in (False, True):
        view = opened(qtbot, Place("aside"), compact=compact, low=False, height=400)
        told = view.block("why")
        assert told is not None
        assert told.isVisible()
        assert view.rect().contains(told.mapTo(view, told.rect().bottomRight()))
