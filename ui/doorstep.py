"""The window of a computer that is no workstation yet: it joins a site or founds one, and closes."""

from collections.abc import Mapping

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from node.api.base import PersonView
from ui import style
from ui.calls import Calls, Client
from ui.desk import WindowDesk
from ui.format import Format
from ui.presenters.base import Presenter
from ui.presenters.blocks import Notice, Page
from ui.presenters.desk import Place
from ui.presenters.founding import Founding
from ui.presenters.joining import Joining
from ui.style import tag
from ui.theme import Theme
from ui.views.founding import FoundingView
from ui.views.joining import JoiningView
from ui.views.page import PageScreen, PageView
from ui.widgets.notices import notice_frame
from ui.widgets.parts import empty

_SCREENS: Mapping[str, tuple[type[Presenter], type[PageView]]] = {
    "joining": (Joining, JoiningView),
    "founding": (Founding, FoundingView),
}


class DoorstepWindow(QMainWindow):
    """See `node.doorstep`. Closes itself when a person has written down what they must."""

    def __init__(self, client: Client, words: Format, theme: Theme) -> None:
        super().__init__()
        self.written_down = False
        """Somebody said so."""
        self.theme = theme
        self.words = words
        self.calls = Calls(client)
        self.desk = WindowDesk(self, self.calls, words, lambda: 0)
        central = QWidget()
        tag(central, "window")
        layout = QVBoxLayout(central)
        layout.setContentsMargins(0, 0, 0, 0)
        self._told = QWidget()
        self._told_layout = QVBoxLayout(self._told)
        layout.addWidget(self._told)
        self._told.hide()
        self._layout = layout
        self.setCentralWidget(central)
        for key, act in (
            ("F8", self._next_region),
            ("Ctrl+D", lambda: self.dress(self.theme.switched())),
            ("Ctrl++", lambda: self.dress(self.theme.zoomed(1))),
            ("Ctrl+=", lambda: self.dress(self.theme.zoomed(1))),
            ("Ctrl+-", lambda: self.dress(self.theme.zoomed(-1))),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(act)
        self._was_compact = False
        self._screen = "joining"
        self.view = self._opened()

    def _next_region(self) -> None:
        self.view.focus_next_region()

    def _opened(self) -> PageView:
        presenter_class, _ = _SCREENS[self._screen]
        return self._drawn(presenter_class(self.desk, Place(self._screen)))

    def _drawn(self, presenter: Presenter) -> PageView:
        _, view_class = _SCREENS[self._screen]
        view = view_class(presenter, self.theme, self._page_changed, compact=self.compact)
        self._layout.addWidget(view, 1)
        presenter.attach(PageScreen(view))
        QTimer.singleShot(0, view, view.focus_first)
        return view

    def _left(self) -> Presenter:
        """The screen is taken down; its presenter keeps what was typed."""
        presenter = self.view.presenter
        self.view.leave()
        self._layout.removeWidget(self.view)
        self.view.deleteLater()
        return presenter

    @property
    def compact(self) -> bool:
        """Whether the room, at this zoom, is less than a screen in two columns needs."""
        return self.width() < self.theme.px(1100) or self.height() < self.theme.px(640)

    def dress(self, theme: Theme) -> None:
        """Everything anew in this theme; what was typed stays."""
        self.theme = theme
        application = QApplication.instance()
        if isinstance(application, QApplication):
            style.apply(application, theme)
        self._was_compact = self.compact
        self.view = self._drawn(self._left())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.compact != self._was_compact:
            self.dress(self.theme)

    def _page_changed(self, page: Page) -> None:
        self.setWindowTitle(f"{page.title} · {self.words('app.name')}")

    # --- the shell that the desk needs ------------------------------------------------------------

    def widget(self) -> QWidget:
        """See `Shell.widget`."""
        return self

    def go(self, place: Place) -> None:
        """Joining a site, or founding one: what was typed on the other screen is not kept."""
        self._left()
        self._told.hide()
        self._screen = place.screen
        self.view = self._opened()

    def go_back(self) -> None:
        """It has become a workstation."""
        self.written_down = True
        self.close()

    def say(self, notice: Notice) -> None:
        """See `Shell.say`."""
        empty(self._told_layout)
        self._told_layout.addWidget(notice_frame(notice, self.theme))
        self._told.show()

    def session_changed(self, person: PersonView | None) -> None:
        """Nobody signs in here."""
        del person

    def waiting(self, calls: int) -> None:
        """The screen itself says what it waits for."""
        del calls

    def closeEvent(self, event: QCloseEvent) -> None:
        self.view.leave()
        self.calls.close()
        super().closeEvent(event)
