"""What is around every screen: header, what is told above, rail, network; one screen in the middle."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ui.format import Format
from ui.presenters.blocks import Notice
from ui.presenters.strip import Strip
from ui.style import tag
from ui.theme import Theme
from ui.widgets.notices import NoticeColumn, notice_frame
from ui.widgets.parts import empty
from ui.widgets.rail import Entries, Rail
from ui.widgets.strip import Header, Network


class Frame(QWidget):
    """The window's inside; it shows what it is given."""

    def __init__(
        self,
        words: Format,
        search: Callable[[], None],
        sign_out: Callable[[], None],
        opened: Callable[[str], None],
    ) -> None:
        super().__init__()
        tag(self, "window")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._words = words
        self.header = Header(words, search, sign_out, opened)
        outer.addWidget(self.header)
        self._standing = NoticeColumn((20, 8, 20, 0))
        outer.addWidget(self._standing)
        self._told = QWidget()
        self._told_layout = QVBoxLayout(self._told)
        self._told_layout.setContentsMargins(20, 8, 20, 0)
        outer.addWidget(self._told)
        self._told.hide()
        middle = QHBoxLayout()
        middle.setSpacing(0)
        self._rail = Rail(opened)
        self._stack = QStackedWidget()
        middle.addWidget(self._rail)
        middle.addWidget(self._stack, 1)
        outer.addLayout(middle, 1)
        self._network = Network()
        outer.addWidget(self._network)

    # --- the screen -------------------------------------------------------------------------------

    def put(self, view: QWidget) -> None:
        """Show a screen."""
        self._stack.addWidget(view)
        self._stack.setCurrentWidget(view)

    def take(self, view: QWidget) -> None:
        """Let go of a screen."""
        self._stack.removeWidget(view)

    def waiting(self, on: bool) -> None:
        """A busy pointer over the screen, which stays usable."""
        self._stack.setCursor(Qt.CursorShape.BusyCursor if on else Qt.CursorShape.ArrowCursor)

    # --- what is told above it --------------------------------------------------------------------

    def say(self, notice: Notice, theme: Theme) -> None:
        """Say something above every screen."""
        empty(self._told_layout)
        self._told_layout.addWidget(notice_frame(notice, theme))
        self._told.setProperty("level", notice.level)
        self._told.show()

    def hush(self) -> bool:
        """Take back what is told; whether there was something."""
        said = not self._told.isHidden()
        self._told.hide()
        return said

    def hush_done(self) -> None:
        """What was done has been read by now; what is amiss stays until Escape."""
        if self._told.property("level") == "done":
            self._told.hide()

    # --- around it --------------------------------------------------------------------------------

    def draw_rail(self, entries: Entries, here: str, theme: Theme, *, narrow: bool, signed_in: bool) -> None:
        """The screens that somebody may open."""
        self._rail.draw(entries, here, self._words, theme, narrow=narrow)
        self._rail.setVisible(signed_in)

    def draw(
        self,
        strip: Strip,
        standing: tuple[Notice, ...],
        theme: Theme,
        *,
        compact: bool,
        signed_in: bool,
    ) -> None:
        """Who and where with the alarms, the network's evidence, and what no key makes go away."""
        self._standing.show_all(standing, theme)
        # First: how briefly the header speaks depends on what stands in it.
        for button in (self.header.search, self.header.sign_out):
            button.setVisible(signed_in)
        self.header.draw(strip, theme, compact=compact)
        self._network.draw(strip, theme, compact=compact)
