"""The room of a page: banner, heading, and the places into which blocks go.

With room enough there are two columns, each of which scrolls for itself; on a small screen at 200 %
there is one that scrolls, and the buttons with it where there is no height to keep them in sight.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.style import tag
from ui.theme import Theme
from ui.widgets.banner import Banner
from ui.widgets.parts import Scrolled, label, scrolling


class Room:
    """Laid out in `page`; `filled` when a table takes what is left of the main column."""

    def __init__(
        self, page: QWidget, theme: Theme, *, side: int, filled: bool, compact: bool, low: bool
    ) -> None:
        self._theme = theme
        self._filled = filled
        self.banner = Banner(theme)
        self.title = label("", "title")
        self.subtitle = label("", "subtitle")
        self.waiting = label("", "muted")
        self.slots = {slot: QVBoxLayout() for slot in ("top", "main", "side", "bottom")}
        self.reading: QScrollArea | None = None
        """The one column that scrolls, where room is short."""
        px = theme.px
        outer = QVBoxLayout(page)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.banner)
        inside = QVBoxLayout()
        inside.setContentsMargins(px(20), px(12), px(20), px(10))
        inside.setSpacing(px(10))
        inside.addLayout(self._heading())
        self.slots["top"].setSpacing(px(8))
        inside.addLayout(self.slots["top"])
        for slot in ("main", "side"):
            self.slots[slot].setSpacing(px(12))
        if compact:
            self.aside, self.reading = self._one_column(inside, low=low)
            outer.addWidget(self.reading, 1)
        else:
            self.aside = self._two_columns(inside, px(side))
            outer.addLayout(inside, 1)
        if not low:
            outer.addLayout(self.slots["bottom"])

    def _heading(self) -> QHBoxLayout:
        heading = QHBoxLayout()
        heading.setSpacing(self._theme.px(14))
        heading.addWidget(self.title, 0, Qt.AlignmentFlag.AlignBaseline)
        heading.addWidget(self.subtitle, 1, Qt.AlignmentFlag.AlignBaseline)
        heading.addWidget(self.waiting)
        return heading

    def _one_column(self, inside: QVBoxLayout, *, low: bool) -> tuple[QWidget, QScrollArea]:
        """The side column's widget, and what scrolls everything."""
        aside = QWidget()
        aside.setLayout(self.slots["side"])
        self.slots["side"].setContentsMargins(0, 0, 0, 0)
        inside.addLayout(self.slots["main"])
        inside.addWidget(aside)
        if low:
            inside.addLayout(self.slots["bottom"])
        inside.addStretch(1)
        content = QWidget()
        content.setLayout(inside)
        reading = scrolling(content)
        reading.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        tag(reading, "reading")
        return aside, reading

    def _two_columns(self, inside: QVBoxLayout, side: int) -> QWidget:
        """The side column's widget."""
        middle = QHBoxLayout()
        middle.setSpacing(self._theme.px(18))
        main, aside = self._column("main", filled=self._filled), self._column("side", filled=False)
        aside.setFixedWidth(side)
        middle.addWidget(main, 1)
        middle.addWidget(aside)
        inside.addLayout(middle, 1)
        return aside

    def _column(self, slot: str, *, filled: bool) -> QWidget:
        """A column that scrolls, unless a table fills it."""
        layout = self.slots[slot]
        layout.setContentsMargins(0, 0, 0, 0)
        if filled:
            column = QWidget()
            column.setLayout(layout)
            return column
        content = Scrolled()
        outside = QVBoxLayout(content)
        outside.setContentsMargins(0, 0, self._theme.px(6), 0)
        outside.addLayout(layout)
        outside.addStretch(1)
        return scrolling(content)
