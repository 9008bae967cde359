"""The window's composition root: a client in, a window on the screen, an exit code out."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDateTime
from PySide6.QtWidgets import QApplication

from node.client import connect
from ui import style
from ui.calls import Client
from ui.doorstep import DoorstepWindow
from ui.format import Format
from ui.garbage import Garbage
from ui.theme import DARK, LIGHT, Theme
from ui.window import Window


def now() -> int:
    """ms UTC, by the computer that shows the window."""
    return QDateTime.currentMSecsSinceEpoch()


def application() -> QApplication:
    """The one Qt application of this process."""
    found = QApplication.instance()
    made = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    made.setApplicationName("Veilleuse")
    if made.findChild(Garbage) is None:
        Garbage(made)
    return made


def _theme(qt: QApplication) -> Theme:
    """Dark where the system is."""
    return Theme(DARK if qt.palette().window().color().lightness() < 128 else LIGHT)


def make_window(client: Client, language: str = "fr", theme: Theme | None = None) -> Window:
    """A window on this node, not yet shown."""
    qt = application()
    theme = theme or _theme(qt)
    style.apply(qt, theme)
    return Window(client, Format(language), now, theme)


def open_doorstep(client: Client, language: str = "fr") -> bool:
    """Show the first window of a computer that is no workstation yet, until it is closed.

    Whether somebody said there that what is shown once is on paper.
    """
    qt = application()
    theme = _theme(qt)
    style.apply(qt, theme)
    window = DoorstepWindow(client, Format(language), theme)
    window.resize(1180, 760)
    window.show()
    qt.exec()
    return window.written_down


def open_window(client: Client, language: str = "fr") -> int:
    """Show the window until it is closed; the exit code."""
    qt = application()
    window = make_window(client, language)
    window.resize(1440, 900)
    window.show()
    return qt.exec()


def main(arguments: Sequence[str] | None = None) -> int:
    """Open a window on the node that serves a folder."""
    parser = argparse.ArgumentParser(prog="veilleuse-window")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--language", choices=("fr", "en"), default="fr")
    options = parser.parse_args(arguments)
    return open_window(connect(options.folder), options.language)
