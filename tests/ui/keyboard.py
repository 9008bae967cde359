"""A person at the keyboard: drives a window by key events alone, and waits for what a person would see.

Works on any node behind the window. Times out with what is on the screen, so that a failure can be read.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from ui.widgets.dialogs import ActDialog
from ui.widgets.table import GridView
from ui.window import Window

PATIENCE_MS = 10_000
_STEP_MS = 15


class NotSeenError(AssertionError):
    """What was waited for did not come; the text says what was on the screen instead."""


class KeyboardUser:
    """Somebody without a mouse."""

    def __init__(self, window: Window) -> None:
        self.window = window
        if not window.isVisible():
            window.show()
        window.activateWindow()
        self.wait_until(window.isActiveWindow, "the window to be active")

    # --- keys -------------------------------------------------------------------------------------

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key, as the operating system would deliver it."""
        target = QApplication.activeModalWidget() or self.window
        handle = target.windowHandle()
        assert handle is not None
        QTest.keyClick(handle, key, modifiers)
        self.pause()

    def type(self, text: str) -> None:
        """Type into whatever has the keyboard, at a human's pace: slower than a scanner."""
        for character in text:
            self._character(character)
            self.window.scanner.flush()
        self.pause()

    def _character(self, character: str) -> None:
        """One character, accents included, with the key that a keyboard would name."""
        target = QApplication.activeModalWidget() or self.window
        handle = target.windowHandle()
        assert handle is not None
        upper = character.upper()
        code = Qt.Key(ord(upper)) if len(upper) == 1 and ord(upper) < 0x100 else Qt.Key.Key_unknown
        none = Qt.KeyboardModifier.NoModifier
        QTest.sendKeyEvent(QTest.KeyAction.Click, handle, code, character, none)

    def scan(self, text: str) -> None:
        """A scanner's burst, ended by Enter."""
        for character in text:
            self._character(character)
        self.press(Qt.Key.Key_Return)

    def enter(self) -> None:
        """Enter."""
        self.press(Qt.Key.Key_Return)

    def tab(self, times: int = 1) -> None:
        """Tab."""
        for _ in range(times):
            self.press(Qt.Key.Key_Tab)

    def down(self, times: int = 1) -> None:
        """Arrow down."""
        for _ in range(times):
            self.press(Qt.Key.Key_Down)

    def up(self, times: int = 1) -> None:
        """Arrow up."""
        for _ in range(times):
            self.press(Qt.Key.Key_Up)

    def escape(self) -> None:
        """Escape."""
        self.press(Qt.Key.Key_Escape)

    # --- waiting ----------------------------------------------------------------------------------

    def pause(self) -> None:
        """Let the window do what it has to do."""
        QTest.qWait(_STEP_MS)

    def wait_until(self, seen: Callable[[], bool], what: str) -> None:
        """Wait until something is so."""
        for _ in range(PATIENCE_MS // _STEP_MS):
            if seen():
                return
            self.pause()
        raise NotSeenError(f"waited in vain for {what}; on the screen:\n{self.screen()}")

    def wait_for(self, text: str) -> None:
        """Wait until this text is somewhere on the screen (or in the dialog before it)."""
        self.wait_until(lambda: plain(text) in plain(self.screen()), repr(text))

    def wait_gone(self, text: str) -> None:
        """Wait until this text is no longer there."""
        self.wait_until(lambda: plain(text) not in plain(self.screen()), f"{text!r} to go")

    def sees(self, text: str) -> bool:
        """Whether this text is on the screen now."""
        return plain(text) in plain(self.screen())

    def screen(self) -> str:
        """Every text that is visible now: the dialog's when there is one, else the window's."""
        return "\n".join(visible_texts(QApplication.activeModalWidget() or self.window))

    def focused(self) -> str:
        """The name of the field, grid or button that has the keyboard."""
        widget = QApplication.focusWidget()
        if isinstance(widget, GridView):
            return widget.rows.grid.key
        return widget.objectName() if widget is not None else ""

    # --- what people do ---------------------------------------------------------------------------

    def sign_in(self, name: str, pin: str) -> None:
        """From the first screen to the worklist."""
        self.wait_until(lambda: self.window.place.screen == "session", "the sign-in screen")
        self.wait_for(name)
        self.go_to("who")
        self.type(name)
        self.enter()
        self.wait_until(lambda: self.focused() == "pin", "the PIN field to have the keyboard")
        self.type(pin)
        self.enter()
        self.wait_until(lambda: self.window.place.screen == "worklist", "the worklist")
        self.settle()

    def sign_out(self) -> None:
        """Ctrl+L."""
        self.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        self.wait_until(lambda: self.window.place.screen == "session", "the sign-in screen")

    def settle(self) -> None:
        """Wait until nothing asked is under way and the screen is not waiting."""
        self.pause()
        self.wait_until(
            lambda: (
                not self.window.calls.busy
                and (self.window.screen_view is None or not self.window.screen_view.page.busy)
            ),
            "the window to be at rest",
        )
        self.pause()

    def open_palette(self, typed: str) -> None:
        """Ctrl+K, some letters, Enter."""
        self.settle()
        self.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        self.wait_until(lambda: self.window.palette_dialog is not None, "the palette")
        self.type(typed)
        found = self.window.palette_dialog
        assert found is not None
        if not found.found:
            raise NotSeenError(f"the palette knows no {typed!r}; on the screen:\n{self.screen()}")
        self.enter()
        self.wait_until(lambda: self.window.palette_dialog is None, "the palette to close")
        self.settle()

    def act(self, label: str) -> None:
        """Do the act with this name, once it is possible, by the palette."""
        self.wait_until(
            lambda: (
                self.window.screen_view is not None
                and any(
                    plain(action.label) == plain(label) and action.enabled
                    for action in self.window.screen_view.page.actions()
                )
            ),
            f"the act {label!r} to be possible",
        )
        self.open_palette(label)

    def sign(self, pin: str, reason: str = "") -> None:
        """In the dialog that an act opened: PIN, reason if asked, Enter; wait until it is recorded."""
        self.wait_until(lambda: self.window.desk.dialog is not None, "the dialog to sign")
        dialog = self.window.desk.dialog
        assert isinstance(dialog, ActDialog)
        self.type(pin)
        if reason:
            self.tab()
            self.type(reason)
            self.tab()
        self.enter()
        self.wait_until(lambda: self.window.desk.dialog is not dialog, "the act to be recorded")
        self.settle()

    def go_to(self, key: str) -> None:
        """Tab until this field, grid or button has the keyboard."""
        for _ in range(120):
            if self.focused() in {key, f"act_{key}"}:
                return
            self.tab()
        raise NotSeenError(f"Tab never reaches {key!r}; on the screen:\n{self.screen()}")

    def fill(self, key: str, text: str) -> None:
        """Go to a field and type over what is there."""
        self.go_to(key)
        self.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self.press(Qt.Key.Key_Delete)
        self.type(text)

    def choose(self, key: str, label: str) -> None:
        """Go to a choice and press down until it says this."""
        self.go_to(key)
        choice = QApplication.focusWidget()
        assert isinstance(choice, QComboBox)
        self.press(Qt.Key.Key_Home)
        for _ in range(choice.count()):
            if plain(label) in plain(choice.currentText()):
                return
            self.down()
        raise NotSeenError(f"{key!r} offers no {label!r}")

    def tick(self, key: str) -> None:
        """Go to a box and press the space bar."""
        self.go_to(key)
        self.press(Qt.Key.Key_Space)

    def pick(self, grid: str, text: str, *, also: str = "") -> None:
        """In a table, move by arrows to the row that says this (and `also`)."""
        self.wait_until(lambda: self._row(grid, text, also) >= 0, f"a row of {grid!r} saying {text!r}")
        self.go_to(grid)
        for _ in range(500):
            view = QApplication.focusWidget()
            assert isinstance(view, GridView)
            wanted, here = self._row(grid, text, also), view.currentIndex().row()
            if wanted == here:
                return
            self.press(Qt.Key.Key_Down if here < wanted else Qt.Key.Key_Up)
        raise NotSeenError(f"arrows never reach {text!r} in {grid!r}; on the screen:\n{self.screen()}")

    def open_row(self, grid: str, text: str, *, also: str = "") -> None:
        """Move to a row and press Enter."""
        self.pick(grid, text, also=also)
        self.enter()
        self.settle()

    def _row(self, grid: str, text: str, also: str) -> int:
        for view in self.window.findChildren(GridView):
            if view.rows.grid.key == grid and view.isVisible():
                for number, row in enumerate(view.rows.grid.rows):
                    said = plain(" ".join(f"{cell.text} {cell.note}" for cell in row.cells))
                    if plain(text) in said and plain(also) in said:
                        return number
        return -1

    def picture(self, path: Path) -> None:
        """What the screen looks like now."""
        self.settle()
        assert self.window.grab().save(str(path))


def plain(text: str) -> str:
    """Texts as a reader compares them: any space is a space, any hyphen a hyphen, case aside."""
    for character in "\u00a0\u202f\u2009\n":
        text = text.replace(character, " ")
    return text.replace("\u2011", "-").replace("\u2060", "").replace("\u2019", "'").casefold()


def visible_texts(root: QWidget) -> list[str]:
    """What is written on the visible parts of a widget, from the outside in."""
    found: list[str] = []
    for widget in [root, *root.findChildren(QWidget)]:
        if not widget.isVisible():
            continue
        match widget:
            case QLabel() | QAbstractButton():
                found.append(widget.text())
            case QLineEdit() if widget.echoMode() == QLineEdit.EchoMode.Normal:
                found.append(widget.text())
            case QPlainTextEdit():
                found.append(widget.toPlainText())
            case QComboBox():
                found.append(widget.currentText())
            case GridView():
                grid = widget.rows.grid
                found += [" ".join(f"{cell.text} {cell.note}" for cell in row.cells) for row in grid.rows]
            case _:
                pass
    return [text for text in found if text]
