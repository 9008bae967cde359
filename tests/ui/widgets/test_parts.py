"""Small parts: names are never read as markup, lines of items wrap."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.showing import THEME, dressed
from ui.presenters.blocks import Mark
from ui.widgets.parts import Flow, Scrolled, empty, label, marked, reveal, scrolling, shape


def test_a_name_is_data_not_markup(qtbot: QtBot) -> None:
    made = label("<b>EXEMPLE</b>")
    qtbot.addWidget(made)
    assert made.textFormat() == Qt.TextFormat.PlainText


def test_a_state_is_read_aloud(qtbot: QtBot) -> None:
    mark = shape(Mark("held", "retenue"), THEME)
    qtbot.addWidget(mark)
    assert mark.accessibleName() == "retenue"
    text = label("x")
    assert marked(None, text, THEME) is text
    qtbot.addWidget(text)


def flow(qtbot: QtBot, width: int, *, right: bool = False) -> list[QRect]:
    holder = QWidget()
    layout = Flow(holder, 10, right=right)
    for _ in range(4):
        item = QLabel("x")
        item.setFixedSize(100, 20)
        layout.addWidget(item)
    dressed(qtbot, holder, width, 200)
    layout.setGeometry(QRect(0, 0, width, 200))
    return [child.geometry() for child in holder.findChildren(QLabel)]


def test_items_wrap_when_the_line_is_full(qtbot: QtBot) -> None:
    assert [rect.y() for rect in flow(qtbot, 500)] == [0, 0, 0, 0]
    assert [rect.y() for rect in flow(qtbot, 215)] == [0, 0, 25, 25]
    assert [rect.x() for rect in flow(qtbot, 215)] == [0, 110, 0, 110]


def test_items_may_stand_on_the_right(qtbot: QtBot) -> None:
    assert flow(qtbot, 500, right=True)[-1].right() == 499


def test_emptying_a_layout_hides_and_forgets(qtbot: QtBot) -> None:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    inner = QVBoxLayout()
    layout.addWidget(QLabel("a"))
    layout.addLayout(inner)
    inner.addWidget(QLabel("b"))
    dressed(qtbot, holder)
    empty(layout)
    assert layout.count() == 0
    assert not [child for child in holder.findChildren(QLabel) if child.isVisible()]


def test_what_has_the_keyboard_is_scrolled_to(qtbot: QtBot) -> None:
    area, content = QScrollArea(), QWidget()
    content.setFixedSize(200, 2000)
    low = QLabel("x", content)
    low.setGeometry(0, 1900, 50, 20)
    area.setWidget(content)
    dressed(qtbot, area, 220, 200)
    reveal(low, low.rect())
    assert area.verticalScrollBar().value() > 1600
    reveal(area, area.rect())  # nothing above scrolls: nothing happens


@pytest.mark.parametrize(("paragraphs", "scrolls"), [(8, False), (60, True)])
def test_what_is_all_in_view_does_not_scroll(qtbot: QtBot, paragraphs: int, scrolls: bool) -> None:
    content = Scrolled()
    column = QVBoxLayout(content)
    for _ in range(paragraphs):
        column.addWidget(label("un mot après l'autre " * 6, wrap=True))
    area = scrolling(content)
    dressed(qtbot, area, 700, 400)
    qtbot.waitUntil(lambda: bool(area.verticalScrollBar().maximum()) is scrolls)
    assert content.height() >= column.heightForWidth(content.width())
