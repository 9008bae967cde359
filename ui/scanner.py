"""A scanner is a keyboard that types too fast: bursts are recognised by their speed and read as codes.

Keys are held back for a few hundredths of a second; a burst that is one of our codes goes to the
screen, anything else is typed into the field it was meant for, unchanged and in order. A scan may add
or contradict, never erase.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from schema.codec import tagged_hash
from schema.ids import BadIdError, Id, id_text, parse_id

GAP_MS = 50
"""Scanners leave less between two keys, people more."""
LEAST = 8
"""No code of ours, and no useful product code, is shorter."""
GROUP_SEPARATOR = "\x1d"

_AZERTY = "&é\"'(-è_çà" + "azqwm,;:!?./§" + "AZQWM"
_QWERTY = "1234567890" + "qwaz;m,./M<>?" + "QWAZ:"
_FROM_AZERTY = str.maketrans(_AZERTY, _QWERTY)


def read_code(scanned: str) -> tuple[str, Id] | None:
    """Kind and id of one of our codes (`VLL1:BAG:<26 characters>:<4 check characters>`), or None.

    A scanner set to another keyboard than the computer swaps letters and figures: the check
    characters tell which reading is the true one, so a wrong layout never gives another bag.
    """
    cleaned = scanned.strip().strip(GROUP_SEPARATOR)
    for reading in (cleaned, cleaned.translate(_FROM_AZERTY)):
        parts = reading.upper().split(":")
        if len(parts) != 4 or parts[0] != "VLL1":
            continue
        try:
            identifier = parse_id(parts[2])
        except BadIdError:
            continue
        if parts[3] == _check(parts[1], identifier):
            return parts[1], identifier
    return None


def _check(kind: str, identifier: Id) -> str:
    return id_text(tagged_hash("code", kind.encode(), b"\0", identifier)[:16])[-4:]


@dataclass(frozen=True)
class Held:
    """One key held back, with the field it was meant for."""

    target: QWidget | None
    event: QKeyEvent


class Burst:
    """Characters that came too fast for a person."""

    def __init__(self, gap: int = GAP_MS) -> None:
        self._gap = gap
        self._last: int | None = None
        self.text = ""

    def press(self, character: str, at: int) -> bool:
        """Take a character typed at this ms; whether it goes on with the burst before it."""
        goes_on = self._last is not None and at - self._last <= self._gap
        self.text = self.text + character if goes_on else character
        self._last = at
        return goes_on

    def over(self) -> str:
        """The burst, which begins anew."""
        text, self.text, self._last = self.text, "", None
        return text


class Scanner(QObject):
    """Watches the keys of one window."""

    def __init__(
        self,
        window: QWidget,
        scanned: Callable[[str, Id], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._scanned = scanned
        self._burst = Burst()
        self._held: list[Held] = []
        self._clock = QElapsedTimer()
        self._clock.start()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(GAP_MS)
        self._pause.timeout.connect(self.flush)
        self._watched: QWindow | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusWindowChanged.connect(self._watch)
            self._watch(application.focusWindow())

    def _watch(self, window: QWindow | None) -> None:
        """Keys come to the system's window that has the keyboard, and from there to a field.

        Watching the whole application would bring every paint and every timer through here.
        """
        if self._watched is not None:
            with suppress(RuntimeError):  # it has been closed
                self._watched.removeEventFilter(self)
        self._watched = window
        if window is not None:
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        del watched
        kind = event.type()
        if kind in {QEvent.Type.InputMethod, QEvent.Type.MouseButtonPress} and self._held:
            self.flush()
        elif kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        """Whether the key is held back."""
        character = _character(event)
        if character == " " and not self._held:
            return False  # it ticks boxes and presses buttons, and no code begins with it
        if character:
            self._burst.press(character, self._clock.elapsed())
            self._held.append(Held(QApplication.focusWidget(), QKeyEvent(event)))
            self._pause.start()
            return True
        if not self._held or event.key() in {Qt.Key.Key_Shift, Qt.Key.Key_AltGr, Qt.Key.Key_CapsLock}:
            return False
        ended = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}
        if ended and self._taken():
            return True
        self.flush()
        return False

    def _taken(self) -> bool:
        """Whether what is held is one of our codes; if so it is delivered."""
        code = read_code(self._burst.text) if len(self._burst.text) >= LEAST else None
        if code is None:
            return False
        self._pause.stop()
        self._burst.over()
        self._held.clear()
        self._scanned(*code)
        return True

    def flush(self) -> None:
        """No scan: the keys go where they were meant to, in order."""
        self._pause.stop()
        if self._held and self._taken():
            return
        self._burst.over()
        held, self._held = self._held, []
        for item in held:
            if item.target is not None:
                with suppress(RuntimeError):  # the field went away with its screen
                    QCoreApplication.sendEvent(item.target, item.event)


def _character(event: QKeyEvent) -> str:
    """What a key adds to a burst; empty for keys that are not held back."""
    if event.key() == Qt.Key.Key_F8 and event.modifiers() == Qt.KeyboardModifier.KeypadModifier:
        return GROUP_SEPARATOR  # some scanners send their separator as this key
    modifiers = event.modifiers() & ~(
        Qt.KeyboardModifier.ShiftModifier
        | Qt.KeyboardModifier.KeypadModifier
        | Qt.KeyboardModifier.GroupSwitchModifier
    )
    text = event.text()
    if modifiers == Qt.KeyboardModifier.ControlModifier and text == GROUP_SEPARATOR:
        return GROUP_SEPARATOR
    if modifiers != Qt.KeyboardModifier.NoModifier or len(text) != 1 or not text.isprintable():
        return ""
    return text
