"""Rows are wrapped and never cut, the keyboard moves, opens and ticks, refreshes keep the place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.showing import THEME, Recorder, dressed
from ui.presenters.blocks import Cell, Column, Grid, Mark, Row
from ui.widgets.table import GridBlock


def grid(*rows: Row, selected: str = "", title: str = "") -> Grid:
    return Grid(
        key="g",
        title=title,
        columns=(Column("Médicament", 3), Column("Dose", 1, right=True)),
        rows=rows,
        selected=selected,
        empty="Rien ici.",
    )


def row(name: str, text: str = "OXALIplatine", *, checked: bool | None = None) -> Row:
    return Row(
        name,
        (Cell(text, "note", Mark("made", "fabriquée"), strong=True), Cell("140 mg", right=True)),
        checked,
    )


def shown(qtbot: QtBot, block: Grid, width: int = 700) -> tuple[GridBlock, Recorder]:
    hands = Recorder()
    widget = GridBlock(hands, THEME)
    widget.fill(False)
    dressed(qtbot, widget, width)
    widget.draw(block, THEME)
    widget.view.lay_out()
    return widget, hands


def test_arrows_enter_and_space(qtbot: QtBot) -> None:
    widget, hands = shown(qtbot, grid(row("a", checked=True), row("b", checked=False), selected="a"))
    widget.view.setFocus()
    QTest.keyClick(widget.view, Qt.Key.Key_Down)
    QTest.keyClick(widget.view, Qt.Key.Key_Space)
    QTest.keyClick(widget.view, Qt.Key.Key_Return)
    assert hands.done == [("selected", "g", "b"), ("ticked", "g", "b", True), ("opened", "g", "b")]


def test_a_row_without_box_is_not_ticked(qtbot: QtBot) -> None:
    widget, hands = shown(qtbot, grid(row("a"), selected="a"))
    QTest.keyClick(widget.view, Qt.Key.Key_Space)
    assert hands.done == []


def test_drawing_reports_nothing_and_keeps_the_place(qtbot: QtBot) -> None:
    widget, hands = shown(qtbot, grid(row("a"), row("b"), selected="b"))
    assert widget.view.current_row() == "b"
    widget.draw(grid(row("x"), row("a"), row("b"), selected="b"), THEME)
    assert widget.view.current_row() == "b"
    widget.draw(grid(row("x")), THEME)
    assert widget.view.current_row() == ""
    assert hands.done == []


def test_a_long_list_leaves_room_for_what_is_in_hand(qtbot: QtBot) -> None:
    rows = [row(str(number)) for number in range(30)]
    widget, _ = shown(qtbot, grid(*rows, selected="29"))
    whole = widget.view.sizeHint().height()
    widget.fill(False, 200)
    assert widget.view.sizeHint().height() == 200 < whole
    qtbot.waitUntil(lambda: widget.view.height() == 200)
    widget.draw(grid(*rows, selected="0"), THEME)
    widget.draw(grid(*rows, selected="29"), THEME)
    assert widget.view.visualRect(widget.view.currentIndex()).bottom() <= widget.view.viewport().height()
    widget.draw(grid(rows[0]), THEME)
    assert widget.view.sizeHint().height() < 200


def test_the_row_in_hand_is_seen_whatever_the_height(qtbot: QtBot) -> None:
    hands = Recorder()
    widget = GridBlock(hands, THEME)
    widget.fill(True)
    dressed(qtbot, widget, 900, 300)
    long = "un nom de médicament assez long pour se replier sur plusieurs lignes"
    widget.draw(grid(*(row(str(number), long) for number in range(30)), selected="29"), THEME)
    view = widget.view
    qtbot.wait(1)
    widget.resize(300, 300)  # rows wrap, and are higher
    qtbot.waitUntil(lambda: view.visualRect(view.currentIndex()).bottom() <= view.viewport().height())
    assert view.current_row() == "29"


def test_an_empty_table_says_so(qtbot: QtBot) -> None:
    widget, _ = shown(qtbot, grid(title="Titre"))
    assert not widget.view.isVisible()
    assert "Rien ici." in [
        label.text() for label in widget.findChildren(type(widget._empty)) if label.isVisible()
    ]


def test_the_mouse_ticks_and_opens_too(qtbot: QtBot) -> None:
    widget, hands = shown(qtbot, grid(row("a", checked=False), selected="a"))
    place = widget.view.visualRect(widget.view.rows.index(0, 0)).topLeft()
    place.setX(place.x() + 12)
    place.setY(place.y() + 10)
    QTest.mouseClick(widget.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(widget.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert ("ticked", "g", "a", True) in hands.done
    assert ("opened", "g", "a") in hands.done
