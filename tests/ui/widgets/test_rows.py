"""Cells are as wide as their longest word and as high as what wraps, and are heard by screen readers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from tests.ui.widgets.test_table import grid, row, shown
from ui.presenters.blocks import Cell


def test_the_longest_word_always_fits(qtbot: QtBot) -> None:
    long = "anticorpsmonoclonalconjuguéfictif"
    widget, _ = shown(qtbot, grid(row("a", f"{long} de démonstration")), width=320)
    font, _ = widget.view.drawer.fonts(Cell("", strong=True))
    assert widget.view.columnWidth(0) >= QFontMetrics(font).horizontalAdvance(long)


def test_rows_grow_with_what_wraps(qtbot: QtBot) -> None:
    wide, _ = shown(qtbot, grid(row("a", "un nom de médicament assez long pour se replier")), width=800)
    narrow, _ = shown(qtbot, grid(row("a", "un nom de médicament assez long pour se replier")), width=300)
    assert narrow.view.rowHeight(0) > wide.view.rowHeight(0)
    assert narrow.view.sizeHint().height() > wide.view.sizeHint().height()


def test_screen_readers_hear_the_cells(qtbot: QtBot) -> None:
    widget, _ = shown(qtbot, grid(row("a")))
    index = widget.view.rows.index(0, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "OXALIplatine\nnote"
    assert widget.view.accessibleName() == "Médicament, Dose"


def test_drawing_a_day_of_work_takes_no_time_to_speak_of(qtbot: QtBot) -> None:
    """300 rows are laid out in one go, without a row left at its default height."""
    widget, _ = shown(qtbot, grid(*(row(str(number)) for number in range(300))))
    assert {widget.view.rowHeight(number) for number in range(300)} == {widget.view.rowHeight(0)}
