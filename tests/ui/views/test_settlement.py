"""The inbox: filters, conflicts, the decision, then the acts."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from node.api.course import ConflictView
from tests.ui.fake_desk import FakeDesk
from tests.ui.showing import opened, tab_order
from ui.presenters.desk import Place
from ui.views.page import PageView


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


def long(conflict: ConflictView) -> ConflictView:
    """The same with so much to compare that no screen holds it."""
    told = tuple((f"summary.line_{n}", f"valeur fictive {n} " * 20) for n in range(12))
    sides = (msgspec.structs.replace(side, summary=(*side.summary, *told)) for side in conflict.sides)
    return msgspec.structs.replace(conflict, sides=tuple(sides))


def wholly_seen(view: PageView, widget: QWidget) -> bool:
    """Whether all of it is on the screen: inside the window, and inside whatever scrolls it."""
    shown = QRect(widget.mapTo(view, widget.rect().topLeft()), widget.size())
    above = widget.parentWidget()
    while above is not None and above is not view:
        if not QRect(above.mapTo(view, above.rect().topLeft()), above.size()).contains(shown):
            return False
        above = above.parentWidget()
    return view.rect().contains(shown)


@pytest.mark.parametrize("compact", [False, True])
def test_the_choices_and_the_signing_stay_in_sight_under_a_long_comparison(
    qtbot: QtBot, *, compact: bool
) -> None:
    """The comparison scrolls, in one column too, as long as the room is not low."""
    desk = FakeDesk(person=0)
    for course in desk.node.courses:
        course.conflicts = [long(one) for one in course.conflicts]
    view = opened(qtbot, Place("settlement"), desk, compact=compact, low=False, height=650)
    compared = view.block("versions")
    assert compared is not None
    assert compared.height() > view.height()
    assert any(area.verticalScrollBar().maximum() for area in view.findChildren(QScrollArea))
    for name in ("choice", "act_settle", "act_course"):
        found = view.findChild(QWidget, name)
        assert found is not None
        assert wholly_seen(view, found), name
    assert not wholly_seen(view, compared)
