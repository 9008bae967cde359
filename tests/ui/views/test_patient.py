"""The record: lists in the middle, forms on the side, buttons last."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from tests.ui.showing import opened, tab_order
from ui.presenters.desk import Place


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    desk = FakeDesk(person=0)
    view = opened(qtbot, Place("patient", patient=desk.node.patients[0].id), desk)
    assert tab_order(view) == [
        "courses",
        "history",
        "what",
        "value",
        "told_late",
        "act_measure",
        "substance",
        "reaction",
        "none_known",
        "act_allergy",
        "note",
        "act_note",
        "act_correction",
        "act_care_plan",
        "act_include",
        "act_open_course",
    ]
