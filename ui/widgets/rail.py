"""The rail on the left: the screens that this person may open, and which one is here."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.format import Format
from ui.icons import glyph
from ui.style import tag
from ui.theme import Theme
from ui.widgets.parts import empty

Entries: TypeAlias = Sequence[tuple[str, str, str]]
"""Screen, its key, its icon."""


class Rail(QWidget):
    """One button a screen; without words where room is short."""

    def __init__(self, opened: Callable[[str], None]) -> None:
        super().__init__()
        self._opened = opened
        self._buttons: dict[str, tuple[QPushButton, str]] = {}
        self._drawn: tuple[Entries, str, Theme, bool] | None = None
        self._here = ""
        tag(self, "rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 10, 0, 10)
        self._column.setSpacing(2)

    def draw(self, entries: Entries, here: str, words: Format, theme: Theme, *, narrow: bool) -> None:
        """Show these screens; buttons that stay are kept."""
        wanted: tuple[Entries, str, Theme, bool] = (tuple(entries), words.language, theme, narrow)
        if self._drawn != wanted:
            self._drawn, self._here = wanted, ""
            self._make(entries, words, theme, narrow=narrow)
        if self._here != here:
            before, self._here = self._here, here
            for name in {before, here} & set(self._buttons):
                self._look(name, theme)

    def _make(self, entries: Entries, words: Format, theme: Theme, *, narrow: bool) -> None:
        empty(self._column)
        self._buttons.clear()
        px = theme.px
        for name, key, icon in entries:
            title = words(f"ui.screen.{name}")
            button = QPushButton("" if narrow else title)
            button.setObjectName(f"rail_{name}")
            button.setAccessibleName(title)
            button.setToolTip(f"{title}{f' ({key})' if key else ''}")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setIconSize(QSize(px(20), px(20)))
            button.clicked.connect(lambda _, screen=name: self._opened(screen))
            self._buttons[name] = button, icon
            self._look(name, theme)
            self._column.addWidget(button)
        self._column.addStretch(1)
        self.setFixedWidth(px(52) if narrow else px(190))

    def _look(self, name: str, theme: Theme) -> None:
        button, icon = self._buttons[name]
        here = name == self._here
        tag(button, "rail-here" if here else "rail")
        colours = theme.palette
        button.setIcon(glyph(icon, colours.accent if here else colours.muted, theme.px(20)))
