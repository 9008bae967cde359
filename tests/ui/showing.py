"""Views and widgets on a real (offscreen) window, without the thread behind it: answers come at once."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from ui import style
from ui.presenters.desk import Place
from ui.screens import SCREENS
from ui.theme import LIGHT, Theme
from ui.views.page import PageScreen, PageView
from ui.widgets.table import GridView

THEME = Theme(LIGHT)


class Recorder:
    """A widget's hands: what was done, in order."""

    def __init__(self) -> None:
        self.done: list[tuple[object, ...]] = []

    def typed(self, key: str, value: str) -> None:
        self.done.append(("typed", key, value))

    def selected(self, grid: str, row: str) -> None:
        self.done.append(("selected", grid, row))

    def opened(self, grid: str, row: str) -> None:
        self.done.append(("opened", grid, row))

    def ticked(self, block: str, row: str, on: bool) -> None:
        self.done.append(("ticked", block, row, on))

    def act(self, key: str) -> None:
        self.done.append(("act", key))


def dressed(qtbot: QtBot, widget: QWidget, width: int = 900, height: int = 600, theme: Theme = THEME) -> None:
    """Show a widget as the window would dress it."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    style.apply(application, theme)
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


def opened(
    qtbot: QtBot,
    place: Place,
    desk: FakeDesk | None = None,
    *,
    compact: bool = False,
    low: bool = True,
    height: int = 712,
) -> PageView:
    """The view of a screen, drawn and shown."""
    style.load_fonts()
    presenter_class, view_class = SCREENS[place.screen]
    presenter = presenter_class(desk or FakeDesk(), place)
    view = view_class(presenter, THEME, lambda _: None, compact=compact, low=low)
    dressed(qtbot, view, 1090, height)
    presenter.attach(PageScreen(view))
    qtbot.wait(1)
    return view


def tab_order(view: PageView) -> list[str]:
    """The names of what Tab visits, in order."""
    return [
        widget.rows.grid.key if isinstance(widget, GridView) else widget.objectName()
        for widget in view.tab_order()
    ]
