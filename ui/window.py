"""The window: header, rail, one screen, network strip; keys that work everywhere; the way back."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from node.api.base import PersonView
from node.api.session import SignOut
from node.api.site import Status
from ui import style
from ui.calls import Calls, Client
from ui.desk import WindowDesk
from ui.evidence import Evidence
from ui.format import Format
from ui.presenters import palette as entries
from ui.presenters.base import Presenter
from ui.presenters.blocks import Notice, Page
from ui.presenters.desk import Place
from ui.presenters.scanned import follow
from ui.scanner import Scanner
from ui.screens import SCREENS
from ui.theme import LIGHT, Theme
from ui.views.page import PageScreen, PageView
from ui.watch import Watch
from ui.widgets.frame import Frame
from ui.widgets.palette import Palette
from ui.widgets.parts import reveal

_LEAST = (1280, 800)


class Window(QMainWindow):
    """One person's view of one node."""

    def __init__(
        self, client: Client, words: Format, now: Callable[[], int], theme: Theme | None = None
    ) -> None:
        super().__init__()
        self.words = words
        self.theme = theme or Theme(LIGHT)
        self.calls = Calls(client)
        self.desk = WindowDesk(self, self.calls, words, now)
        self.screen_view: PageView | None = None
        self.place = Place("session")
        self._past: list[Place] = []
        self._room = (False, False)
        """As the screen was built for: whether in one column, and whether low."""
        self._closed = False
        self.palette_dialog: Palette | None = None
        self.setWindowTitle(words("app.name"))
        self.frame = Frame(
            words,
            self.open_palette,
            self.sign_out,
            lambda screen: self.go(Place(screen)),
        )
        self.evidence = Evidence(self.desk, self.frame)
        self.setCentralWidget(self.frame)
        self.setMinimumSize(*_LEAST)
        self._keys()
        self.scanner = Scanner(self, self._scanned)
        self._watch = Watch(self, self.calls, self.refresh, self._status)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._reveal)
        self.go(self.place)
        self.ask_status()

    def _draw_rail(self) -> None:
        rights = self.desk.person.rights if self.desk.person else ()
        shown, signed_in = entries.on_rail(rights), self.desk.person is not None
        self.frame.draw_rail(shown, self.place.screen, self.theme, narrow=self.compact, signed_in=signed_in)

    def _keys(self) -> None:
        keys: list[tuple[str, Callable[[], object]]] = [
            ("Ctrl+K", self.open_palette),
            ("Alt+Left", self.go_back),
            ("Escape", self._escape),
            ("F5", self.reload),
            ("F8", self._next_region),
            ("Ctrl+L", self.sign_out),
            ("Ctrl+D", self.switch),
            ("Ctrl++", lambda: self.zoom(1)),
            ("Ctrl+=", lambda: self.zoom(1)),
            ("Ctrl+-", lambda: self.zoom(-1)),
        ]
        keys += [(key, partial(self._to, name)) for name, key, _ in entries.SCREENS]
        for key, act in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(act)

    # --- the shell that the desk needs ------------------------------------------------------------

    def widget(self) -> QWidget:
        """See `Shell.widget`."""
        return self

    def go(self, place: Place) -> None:
        """See `Shell.go`."""
        signed_in = self.desk.person is not None
        if not signed_in and place.screen not in {"session", "help"}:
            place = Place("session")
        # Nobody finds the way back into what somebody else was looking at.
        if signed_in and self.screen_view is not None and self.place not in (place, Place("session")):
            self._past = [*self._past[-30:], self.place]
        self._show(place)

    def go_back(self) -> None:
        """See `Shell.go_back`."""
        if self._past:
            self._show(self._past.pop())
        elif self.desk.person is not None:
            self._show(Place("worklist"))
        else:
            self._show(Place("session"))

    def say(self, notice: Notice) -> None:
        """See `Shell.say`."""
        self.frame.say(notice, self.theme)

    def session_changed(self, person: PersonView | None) -> None:
        """See `Shell.session_changed`."""
        if person is not None:
            self.evidence.seated(person)
        self._past.clear()
        if self.palette_dialog is not None:
            self.palette_dialog.reject()
        self.frame.hush()
        self.draw_strip()
        self._draw_rail()
        self.ask_status()

    def waiting(self, calls: int) -> None:
        """See `Shell.waiting`."""
        self.frame.waiting(bool(calls))

    # --- screens ----------------------------------------------------------------------------------

    def _show(self, place: Place) -> None:
        self._leave()
        self.frame.hush_done()
        presenter_class, view_class = SCREENS[place.screen]
        self.place = place
        self._draw(view_class, presenter_class(self.desk, place))

    def _draw(self, view_class: type[PageView], presenter: Presenter) -> None:
        view = view_class(presenter, self.theme, self._page_changed, compact=self.compact, low=self.low)
        self.screen_view = view
        self.frame.put(view)
        self._draw_rail()
        presenter.attach(PageScreen(view))
        if self.screen_view is view and not view.page.busy and view.focusWidget() is None:
            view.focus_first()

    def _leave(self) -> None:
        if self.screen_view is not None:
            view, self.screen_view = self.screen_view, None
            view.leave()
            self.frame.take(view)
            view.deleteLater()

    def _page_changed(self, page: Page) -> None:
        self.setWindowTitle(f"{page.title} · {self.words('app.name')}")

    def _to(self, screen: str) -> None:
        if screen == "help" and self.place.screen == "help":
            self.go_back()
        elif self.place.screen != screen or self.place != Place(screen):
            self.go(Place(screen))

    def refresh(self) -> None:
        """Ask again for what the screen shows; what is being typed stays."""
        if self.screen_view is not None and self.screen_view.presenter.attached:
            self.screen_view.presenter.load()

    def reload(self) -> None:
        """The same because somebody asks for it: what asked them to reload goes."""
        if self.screen_view is not None:
            self.screen_view.presenter.act("reload")

    def _escape(self) -> None:
        if not self.frame.hush():
            page = self.screen_view.page if self.screen_view else None
            cancels = [action for action in page.actions() if action.shortcut == "Esc"] if page else []
            if cancels and self.screen_view:
                self.screen_view.presenter.act(cancels[0].key)
            elif self.place.screen not in {"session", "worklist"}:
                self.go_back()

    def _next_region(self) -> None:
        if self.screen_view is not None:
            self.screen_view.focus_next_region()

    def _scanned(self, kind: str, identifier: bytes) -> None:
        if self.screen_view is not None and self.desk.dialog is None:
            follow(self.screen_view.presenter, kind, identifier)

    def _reveal(self, _: QWidget | None, now: QWidget | None) -> None:
        """What has the keyboard is on the screen."""
        if now is not None:
            QTimer.singleShot(0, self, self._reveal_focused)  # once the page has been laid out

    def _reveal_focused(self) -> None:
        focused = self.screen_view.focusWidget() if self.screen_view is not None else None
        if focused is not None and focused.hasFocus():
            reveal(focused, focused.rect())

    # --- the strip --------------------------------------------------------------------------------

    def ask_status(self) -> None:
        """Ask for the strip's evidence."""
        self._watch.ask()

    def _status(self, status: Status | None) -> None:
        if status is not None:
            self.evidence.told(status, self.place.screen)
        self.draw_strip()

    def draw_strip(self) -> None:
        """Draw header and network as known."""
        self.evidence.draw(self.theme, compact=self.compact)

    # --- the palette ------------------------------------------------------------------------------

    def open_palette(self) -> None:
        """Ctrl+K."""
        page = self.screen_view.page if self.screen_view else None
        found = entries.entries(self.words, page, signed_in=self.desk.person is not None)
        dialog = Palette(self, self.theme, self.words, found, self.run_entry)
        dialog.finished.connect(self._palette_closed)
        dialog.finished.connect(dialog.deleteLater)
        self.palette_dialog = dialog
        dialog.open()

    def _palette_closed(self, _: int) -> None:
        self.palette_dialog = None
        self.activateWindow()

    def run_entry(self, entry: entries.Entry) -> None:
        """Do what was chosen in the palette."""
        if entry.kind == "screen":
            self._to(entry.key)
        elif entry.kind == "act" and self.screen_view is not None:
            self.screen_view.presenter.act(entry.key)
        else:
            {
                "sign_out": self.sign_out,
                "reload": self.reload,
                "dark": self.switch,
                "larger": lambda: self.zoom(1),
                "smaller": lambda: self.zoom(-1),
                "language": self.change_language,
            }[entry.key]()

    # --- the window itself ------------------------------------------------------------------------

    def sign_out(self) -> None:
        """Close the session, on the node too."""
        if self.desk.person is None:
            return
        self.calls.ask(SignOut(), lambda _: None, lambda _: None)
        self.evidence.left()
        self.desk.signed_in(None, "")
        self.go(Place("session"))

    def switch(self) -> None:
        """Dark for light."""
        self.dress(self.theme.switched())

    def zoom(self, step: int) -> None:
        """Larger or smaller, to 200 %."""
        self.dress(self.theme.zoomed(step))

    def change_language(self) -> None:
        """The other language, at once."""
        self.words.language = "en" if self.words.language == "fr" else "fr"
        self.dress(self.theme)

    def dress(self, theme: Theme) -> None:
        """Everything anew in this theme; what was typed on the screen stays with its presenter."""
        self.theme = theme
        application = QApplication.instance()
        if isinstance(application, QApplication):
            style.apply(application, theme)
        self._room = (self.compact, self.low)
        self._again()

    @property
    def compact(self) -> bool:
        """Whether the room, at this zoom, is less than a screen in two columns needs."""
        return self.low or self.width() < self.theme.px(1100)

    @property
    def low(self) -> bool:
        """Whether there is no height, at this zoom, for buttons that stay in sight below what scrolls."""
        return self.height() < self.theme.px(640)

    def _again(self) -> None:
        """The same screen built anew, with what was typed on it."""
        view = self.screen_view
        if view is not None:
            presenter = view.presenter
            self._leave()
            self._draw(SCREENS[self.place.screen][1], presenter)
        self.draw_strip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (self.compact, self.low) != self._room:
            self._room = (self.compact, self.low)
            self._again()

    def closeEvent(self, event: QCloseEvent) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication) and not self._closed:
            application.focusChanged.disconnect(self._reveal)
            application.removeEventFilter(self.scanner)
        self._closed = True
        self._watch.stop()
        self._leave()
        self.calls.close()
        super().closeEvent(event)
