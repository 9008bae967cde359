"""The window of a computer that is no workstation yet: one screen, until it has become one."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from node.api.base import PersonView
from ui.calls import Calls, Client
from ui.desk import WindowDesk
from ui.format import Format
from ui.presenters.blocks import Notice, Page
from ui.presenters.desk import Place
from ui.presenters.joining import Joining
from ui.style import tag
from ui.theme import Theme
from ui.views.joining import JoiningView
from ui.views.page import PageScreen
from ui.widgets.notices import notice_frame
from ui.widgets.parts import empty


class DoorstepWindow(QMainWindow):
    """See `node.doorstep`. Closes itself when a person has written down what they must."""

    def __init__(self, client: Client, words: Format, theme: Theme) -> None:
        super().__init__()
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
        self.presenter = Joining(self.desk, Place("joining"))
        self.view = JoiningView(self.presenter, theme, self._page_changed)
        layout.addWidget(self.view, 1)
        self.setCentralWidget(central)
        QShortcut(QKeySequence("F8"), self).activated.connect(self.view.focus_next_region)
        self.presenter.attach(PageScreen(self.view))
        QTimer.singleShot(0, self, self.view.focus_first)

    def _page_changed(self, page: Page) -> None:
        self.setWindowTitle(f"{page.title} · {self.words('app.name')}")

    # --- the shell that the desk needs ------------------------------------------------------------

    def widget(self) -> QWidget:
        """See `Shell.widget`."""
        return self

    def go(self, place: Place) -> None:
        """There is no other screen."""
        del place

    def go_back(self) -> None:
        """It has become a workstation."""
        self.close()

    def say(self, notice: Notice) -> None:
        """See `Shell.say`."""
        empty(self._told_layout)
        self._told_layout.addWidget(notice_frame(notice, self.theme))
        self._told.show()

    def session_changed(self, person: PersonView | None, workstation: str) -> None:
        """Nobody signs in here."""
        del person, workstation

    def waiting(self, calls: int) -> None:
        """The screen itself says what it waits for."""
        del calls

    def closeEvent(self, event: QCloseEvent) -> None:
        self.view.leave()
        self.calls.close()
        super().closeEvent(event)
