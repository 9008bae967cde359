"""A scanner is a keyboard: bursts are told by their speed, layouts do not corrupt them, fields stay whole."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from node.paper.codes import CodeKind, write_code
from schema.ids import Id
from tests.ui.fake_site import id16
from ui.scanner import GROUP_SEPARATOR, Burst, Scanner, read_code

BAG = id16("a bag")
CODE = write_code(CodeKind.BAG, BAG)
# What a computer set to AZERTY shows when the scanner believes it speaks to QWERTY.
_QWERTY = "1234567890qwaz;m,./QWAZ:M"
_AZERTY = "&é\"'(-è_çàazqwm,;:!AZQWM?"
AZERTY = str.maketrans(_QWERTY, _AZERTY)


@pytest.mark.parametrize("kind", list(CodeKind))
def test_the_codes_of_papers_are_read(kind: CodeKind) -> None:
    assert read_code(write_code(kind, BAG)) == (kind.value, BAG)
    assert read_code(write_code(kind, BAG).lower()) == (kind.value, BAG)


@pytest.mark.parametrize("number", range(40))
def test_a_keyboard_of_another_layout_does_not_change_the_code(number: int) -> None:
    identifier = id16(f"bag {number}")
    code = write_code(CodeKind.BAG, identifier)
    assert read_code(code.translate(AZERTY)) == ("BAG", identifier)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3400930000000",
        CODE[:-1],
        CODE[:-1] + ("0" if CODE[-1] != "0" else "1"),
        "VLL2" + CODE[4:],
        "VLL1:BAG:X:Y",
    ],
)
def test_what_is_not_exactly_ours_is_no_code(text: str) -> None:
    assert read_code(text) is None


def test_a_burst_is_told_by_its_speed() -> None:
    burst = Burst(gap=50)
    assert not burst.press("a", 0)
    assert burst.press("b", 40)
    assert not burst.press("c", 200)
    assert burst.over() == "c"
    assert burst.over() == ""


def test_a_group_separator_survives() -> None:
    burst = Burst()
    for at, character in enumerate(f"0134{GROUP_SEPARATOR}10A1"):
        burst.press(character, at)
    assert burst.over() == f"0134{GROUP_SEPARATOR}10A1"
    assert read_code(CODE + GROUP_SEPARATOR) == ("BAG", BAG)


class Typing:
    """A field in a window of its own that has the keyboard."""

    def __init__(self, qtbot: QtBot) -> None:
        self.field = QLineEdit()
        qtbot.addWidget(self.field)
        self.field.show()
        self.field.activateWindow()
        self.field.setFocus()
        qtbot.waitUntil(self.field.hasFocus)

    def press(self, text: str) -> None:
        handle = self.field.windowHandle()
        assert handle is not None
        for character in text:
            key = Qt.Key(ord(character.upper()))
            QTest.sendKeyEvent(QTest.KeyAction.Click, handle, key, character, Qt.KeyboardModifier.NoModifier)

    def key(self, key: Qt.Key) -> None:
        handle = self.field.windowHandle()
        assert handle is not None
        QTest.keyClick(handle, key)


class Desk(Typing):
    """A field with a scanner watching."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__(qtbot)
        self.scanned: list[tuple[str, Id]] = []
        self.scanner = Scanner(self.field, lambda kind, identifier: self.scanned.append((kind, identifier)))


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_a_scan_reaches_the_screen_and_leaves_the_field_alone(desk: Desk) -> None:
    desk.press("note")
    desk.scanner.flush()
    desk.press(CODE)
    desk.key(Qt.Key.Key_Return)
    assert desk.scanned == [("BAG", BAG)]
    assert desk.field.text() == "note"


def test_a_scan_without_enter_is_taken_after_a_pause(desk: Desk, qtbot: QtBot) -> None:
    desk.press(CODE)
    qtbot.waitUntil(lambda: bool(desk.scanned))
    assert desk.field.text() == ""


def test_any_other_burst_is_typed_where_it_was_meant_in_order(desk: Desk, qtbot: QtBot) -> None:
    desk.press("3400930000000")
    qtbot.waitUntil(lambda: desk.field.text() == "3400930000000")
    assert not desk.scanned


def test_keys_that_edit_come_after_what_was_typed_before(desk: Desk) -> None:
    desk.press("abc")
    desk.key(Qt.Key.Key_Backspace)
    assert desk.field.text() == "ab"


def test_a_scan_over_another_window_is_not_typed_into_it_either(desk: Desk, qtbot: QtBot) -> None:
    """A dialog is a window of its own; when it has gone, the first one is watched again."""
    above = Typing(qtbot)
    above.press(CODE)
    above.key(Qt.Key.Key_Return)
    assert desk.scanned == [("BAG", BAG)]
    assert above.field.text() == ""
    above.field.close()
    desk.field.activateWindow()
    qtbot.waitUntil(desk.field.hasFocus)
    desk.press(CODE)
    desk.key(Qt.Key.Key_Return)
    assert desk.scanned == [("BAG", BAG)] * 2
