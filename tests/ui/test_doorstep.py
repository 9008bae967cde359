"""A new computer becomes a workstation without a mouse; the window closes when the words are on paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from node.api.base import Answer, Command
from tests.ui.fake_doorstep import CODE, INVITATION_WORDS, SHARES, SIX_WORDS, FakeDoorstep
from tests.ui.keyboard import visible_texts
from tests.ui.presenters.test_founding import SECOND, SITE
from tests.ui.showing import THEME, dressed
from ui.doorstep import DoorstepWindow
from ui.format import Format


@pytest.fixture
def doorstep() -> FakeDoorstep:
    return FakeDoorstep()


@pytest.fixture
def window(doorstep: FakeDoorstep, qtbot: QtBot) -> Iterator[DoorstepWindow]:
    made = DoorstepWindow(doorstep, Format("fr"), THEME)
    dressed(qtbot, made, 1180, 760)
    yield made
    made.close()


def sees(window: QWidget, text: str) -> Callable[[], bool]:
    return lambda: text in "\n".join(visible_texts(window))


def shows(window: QWidget, name: str) -> Callable[[], bool]:
    def there() -> bool:
        found = window.findChild(QWidget, name)
        return isinstance(found, QWidget) and found.isVisible()

    return there


def typed(text: str) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, text)


def emptied() -> None:
    focused = QApplication.focusWidget()
    assert isinstance(focused, QLineEdit)
    focused.selectAll()


def focus(window: QWidget, name: str) -> None:
    """Tab until this field has the keyboard."""
    for _ in range(40):
        focused = QApplication.focusWidget()
        if focused is not None and focused.objectName() == name:
            return
        QTest.keyClick(focused or window, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab never reaches {name}")


def test_a_code_by_keyboard(qtbot: QtBot, window: DoorstepWindow, doorstep: FakeDoorstep) -> None:
    qtbot.waitUntil(sees(window, "192.0.2.10:7441"))
    focus(window, "code")
    typed(CODE.lower())
    focus(window, "address")
    typed("\r")
    qtbot.waitUntil(sees(window, "Est-ce le bon site"))
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(sees(window, SIX_WORDS))
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: doorstep.closed)
    assert not window.isVisible()


def test_larger_and_dark_keep_what_is_typed(qtbot: QtBot, window: DoorstepWindow) -> None:
    focus(window, "code")
    typed("7K4M")
    for _ in range(6):
        QTest.keyClick(window, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert (window.theme.zoom, window.theme.palette.dark, window.compact) == (200, True, True)
    qtbot.waitUntil(sees(window, "7K4M"))
    focus(window, "code")
    typed("9XWD")
    qtbot.waitUntil(sees(window, "7K4M9XWD"))
    window.resize(2300, 1400)
    assert not window.compact
    qtbot.waitUntil(sees(window, "7K4M9XWD"))


def test_files_by_keyboard(
    qtbot: QtBot, window: DoorstepWindow, doorstep: FakeDoorstep, tmp_path: Path
) -> None:
    qtbot.waitUntil(sees(window, "Rejoindre par clé USB"))
    for name, text in (("name", "HDJ-2"), ("place", "HDJ"), ("request", str(tmp_path / "demande"))):
        focus(window, name)
        typed(text)
    typed("\r")
    qtbot.waitUntil(sees(window, SIX_WORDS))
    assert (tmp_path / "demande").read_bytes() == b"request"
    (tmp_path / "invitation").write_bytes(b"sealed")
    qtbot.waitUntil(sees(window, "Fichier de l’invitation"))
    focus(window, "invitation")
    typed(str(tmp_path / "invitation"))
    focus(window, "six_words")
    typed(SIX_WORDS + "\r")
    qtbot.waitUntil(sees(window, INVITATION_WORDS))
    assert not doorstep.closed


def test_a_site_is_founded_by_keyboard(
    qtbot: QtBot, window: DoorstepWindow, doorstep: FakeDoorstep, tmp_path: Path
) -> None:
    qtbot.waitUntil(sees(window, "Fonder un nouveau site"))
    focus(window, "act_to_found")
    typed(" ")
    qtbot.waitUntil(sees(window, "Le premier administrateur"))
    for name, text in {**SITE, **SECOND}.items():
        qtbot.waitUntil(shows(window, name))
        focus(window, name)
        typed(text)
    typed("\r")
    qtbot.waitUntil(sees(window, SIX_WORDS))
    for share in SHARES:
        assert sees(window, share)()
    focus(window, "pages")
    emptied()
    typed(str(tmp_path / "parts.pdf") + "\r")
    qtbot.waitUntil(sees(window, "Imprimez-les"))
    assert (tmp_path / "parts.pdf").read_bytes() == b"%PDF"
    assert not window.written_down
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: doorstep.closed)
    assert not window.isVisible()
    assert window.written_down


class Gone(FakeDoorstep):
    """Nobody answers."""

    def call(self, command: Command) -> Answer:
        raise ConnectionError(command)


def test_what_cannot_be_asked_is_said(qtbot: QtBot) -> None:
    window = DoorstepWindow(Gone(), Format("fr"), THEME)
    dressed(qtbot, window, 1180, 760)
    qtbot.waitUntil(sees(window, "ConnectionError"))
    window.close()
