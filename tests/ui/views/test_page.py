"""Any page: widgets of blocks that stay are kept, so that typing, selection and the keyboard survive."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QScrollArea
from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk, of
from tests.ui.showing import opened, tab_order
from ui.presenters.desk import Place
from ui.widgets.form import FormBlock
from ui.widgets.table import GridBlock, GridView


def field(view: object, form: str, key: str) -> QLineEdit:
    block = getattr(view, "block")(form)  # noqa: B009  # a page view
    assert isinstance(block, FormBlock)
    line = block.fields[key].input
    assert isinstance(line, QLineEdit)
    return line


def test_a_refresh_keeps_widgets_typing_and_keyboard(qtbot: QtBot) -> None:
    desk = FakeDesk(person=2)
    view = opened(qtbot, of(1, 0, node=desk.node, screen="preparation"), desk)
    lot = field(view, "vials", "lot_0")
    lot.setFocus()
    QTest.keyClicks(lot, "A12")
    desk.node.courses[1].version += 1
    view.presenter.load()
    assert field(view, "vials", "lot_0") is lot
    assert lot.text() == "A12"
    assert lot.hasFocus()


def test_blocks_that_are_gone_take_their_widgets_with_them(qtbot: QtBot) -> None:
    view = opened(qtbot, Place("patients"), FakeDesk())
    view.presenter.typed("search", "es")
    assert view.block("hits") is not None
    view.presenter.act("create")
    assert view.block("hits") is None
    assert tab_order(view)[:2] == ["birth_name", "first_names"]
    view.presenter.act("abandon")
    assert view.block("identity") is None


def test_one_column_opens_at_its_top_and_tab_goes_on_from_there(qtbot: QtBot) -> None:
    """The act to press at the end of a page is not what is seen first of it."""
    desk = FakeDesk()
    view = opened(qtbot, of(2, 1, node=desk.node, screen="release"), desk, compact=True, height=260)
    reading = view.findChild(QScrollArea)
    assert reading is not None
    qtbot.waitUntil(reading.hasFocus)
    assert reading.verticalScrollBar().maximum() > 0
    assert reading.verticalScrollBar().value() == 0
    QTest.keyClick(reading, Qt.Key.Key_PageDown)
    assert reading.verticalScrollBar().value() > 0
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert view.focusWidget() is view.tab_order()[0]


def test_one_column_begins_where_one_types_when_that_is_seen(qtbot: QtBot) -> None:
    view = opened(qtbot, Place("patients"), FakeDesk(), compact=True)
    qtbot.waitUntil(lambda: view.focusWidget().objectName() == "search")
    table = opened(qtbot, Place("worklist"), FakeDesk(), compact=True)
    qtbot.waitUntil(lambda: isinstance(table.focusWidget(), GridView))


def test_the_region_key_goes_round(qtbot: QtBot) -> None:
    desk = FakeDesk()
    view = opened(qtbot, of(0, 0, node=desk.node, screen="validation"), desk)
    view.focus("doses")
    visited = []
    for _ in range(3):
        view.focus_next_region()
        focused = view.focusWidget()
        visited.append(focused.objectName())
    assert visited[:2] == ["work", "act_refuse"]
    grid = view.block("doses")
    assert isinstance(grid, GridBlock)
    assert grid.view.hasFocus()


def test_leaving_silences_the_screen(qtbot: QtBot) -> None:
    desk = FakeDesk()
    view = opened(qtbot, of(2, 1, node=desk.node, screen="release"), desk)
    view.leave()
    assert not view.presenter.attached
