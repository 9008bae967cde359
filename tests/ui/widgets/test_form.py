"""Fields: typing is reported, never disturbed; Enter goes on, and at the end does what the form is for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.ui.showing import THEME, Recorder, dressed
from ui.presenters.blocks import Field, Form, Option
from ui.widgets.form import FormBlock

KINDS = Form(
    key="f",
    title="Titre",
    columns=2,
    submit="save",
    fields=(
        Field("line", "Ligne", hint="indice"),
        Field("choice", "Choix", "choice", "b", options=(Option("a", "Un"), Option("b", "Deux"))),
        Field("tick", "Case", "tick"),
        Field("lines", "Texte", "lines"),
        Field("pin", "Code", "pin"),
    ),
)


def shown(qtbot: QtBot, form: Form = KINDS) -> tuple[FormBlock, Recorder]:
    hands = Recorder()
    widget = FormBlock(hands, THEME)
    dressed(qtbot, widget)
    widget.draw(form, THEME)
    qtbot.wait(5)
    return widget, hands


def test_each_kind_reports_what_is_typed(qtbot: QtBot) -> None:
    widget, hands = shown(qtbot)
    line, choice, tick, lines, pin = (field.input for field in widget.fields.values())
    assert isinstance(line, QLineEdit)
    assert isinstance(choice, QComboBox)
    assert isinstance(tick, QCheckBox)
    assert isinstance(lines, QPlainTextEdit)
    assert isinstance(pin, QLineEdit)
    QTest.keyClicks(line, "a")
    QTest.keyClick(choice, Qt.Key.Key_Up)
    QTest.keyClick(tick, Qt.Key.Key_Space)
    QTest.keyClicks(lines, "b")
    QTest.keyClicks(pin, "1")
    assert hands.done == [
        ("typed", "line", "a"), ("typed", "choice", "a"), ("typed", "tick", "1"), ("typed", "lines", "b"),
        ("typed", "pin", "1"),
    ]  # fmt: skip
    assert pin.echoMode() == QLineEdit.EchoMode.Password


def test_drawing_the_same_again_disturbs_nothing(qtbot: QtBot) -> None:
    widget, hands = shown(qtbot)
    line = widget.fields["line"].input
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "abc")
    line.setCursorPosition(1)
    typed = Form(
        key="f", columns=2, fields=(Field("line", "Ligne", value="abc", echo="compris"), *KINDS.fields[1:])
    )
    widget.draw(typed, THEME)
    qtbot.wait(5)
    assert widget.fields["line"].input is line
    assert line.cursorPosition() == 1
    assert len(hands.done) == 3
    assert "compris" in [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_a_pin_is_cleared_and_never_drawn(qtbot: QtBot) -> None:
    widget, _ = shown(qtbot)
    pin = widget.fields["pin"].input
    assert isinstance(pin, QLineEdit)
    QTest.keyClicks(pin, "1234")
    widget.draw(KINDS, THEME)
    qtbot.wait(5)
    assert pin.text() == "1234"
    widget.clear()
    assert pin.text() == ""


def test_enter_goes_on_and_ends_in_the_act(qtbot: QtBot) -> None:
    form = Form(key="f", submit="save", fields=(Field("one", "Un"), Field("two", "Deux")))
    widget, hands = shown(qtbot, form)
    one, two = (field.input for field in widget.fields.values())
    widget.activateWindow()
    one.setFocus()
    QTest.keyClick(one, Qt.Key.Key_Return)
    assert two.hasFocus()
    QTest.keyClick(two, Qt.Key.Key_Return)
    assert hands.done == [("act", "save")]


def test_an_error_is_said_and_marked(qtbot: QtBot) -> None:
    form = Form(key="f", fields=(Field("one", "Un", value="x", error="pas un nombre"),))
    widget, _ = shown(qtbot, form)
    assert widget.fields["one"].input.property("wrong") is True
    assert widget.fields["one"].input.accessibleDescription() == "pas un nombre"
    widget.draw(Form(key="f", fields=(Field("one", "Un", value="3", echo="3 kg"),)), THEME)
    qtbot.wait(5)
    assert widget.fields["one"].input.property("wrong") is False


def test_fields_come_and_go_and_keep_their_widgets(qtbot: QtBot) -> None:
    widget, _ = shown(qtbot)
    line = widget.fields["line"].input
    widget.draw(Form(key="f", columns=2, fields=(Field("new", "Nouveau"), KINDS.fields[0])), THEME)
    qtbot.wait(5)
    assert list(widget.fields) == ["new", "line"]
    assert widget.fields["line"].input is line


def test_a_click_on_the_words_of_a_box_ticks_it(qtbot: QtBot) -> None:
    widget, hands = shown(qtbot)
    words = next(label for label in widget.findChildren(QLabel) if label.text() == "Case")
    QTest.mouseClick(words, Qt.MouseButton.LeftButton)
    assert hands.done == [("typed", "tick", "1")]
