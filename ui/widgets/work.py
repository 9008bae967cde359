""" "Show the work": a result that unfolds into formula, inputs, rounding, by mouse or by Enter."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from ui.icons import glyph
from ui.presenters.blocks import Work
from ui.style import tag
from ui.theme import Theme
from ui.widgets.parts import Hands, empty, frame, label


class Expander(QPushButton):
    """A heading that opens and closes what is below it."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        tag(self, "expander")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.toggle()
        else:
            super().keyPressEvent(event)


class WorkBlock(QWidget):
    """The expander; open or closed is the reader's choice and survives a refresh."""

    def __init__(self, hands: Hands, theme: Theme) -> None:
        super().__init__()
        del hands
        self._theme = theme
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.toggle = Expander()
        self.toggle.setObjectName("work")
        self._panel = frame("panel")
        self._grid = QGridLayout(self._panel)
        layout.addWidget(self.toggle)
        layout.addWidget(self._panel)
        self._panel.hide()
        self._drawn: tuple[Work, Theme] | None = None
        self.toggle.toggled.connect(self._open)

    def _open(self, on: bool) -> None:
        self._panel.setVisible(on)
        colours, size = self._theme.palette, self._theme.px(18)
        self.toggle.setIcon(glyph("chevron_down" if on else "chevron_right", colours.accent, size))
        self.toggle.setIconSize(QSize(size, size))

    def draw(self, block: Work, theme: Theme) -> None:
        """Show this computation."""
        if self._drawn == (block, theme):
            return
        self._drawn = (block, theme)
        self._theme = theme
        px = theme.px
        self.toggle.setText(block.title)
        self._open(self.toggle.isChecked())
        empty(self._grid)
        self._grid.setContentsMargins(px(14), px(10), px(14), px(10))
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(4))
        last = len(block.lines) - 1
        for row, (name, value) in enumerate(block.lines):
            shown = label(value, "value-strong" if row == last else "", wrap=True)
            shown.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(label(name, "label", wrap=True), row, 0)
            self._grid.addWidget(shown, row, 1)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
