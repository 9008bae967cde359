"""Versions side by side: who, where, when above; the same fields below, differences marked."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.presenters.blocks import Versions
from ui.theme import Theme
from ui.widgets.parts import Hands, empty, frame, label


class VersionsBlock(QWidget):
    """One column a version, one line a field."""

    def __init__(self, hands: Hands, theme: Theme) -> None:
        super().__init__()
        del hands
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        self._title = label("", "section")
        self._panel = frame("panel")
        self._grid = QGridLayout(self._panel)
        layout.addWidget(self._title)
        layout.addWidget(self._panel)
        self._drawn: tuple[Versions, Theme] | None = None

    def draw(self, block: Versions, theme: Theme) -> None:
        """Show these versions."""
        if self._drawn == (block, theme):
            return
        self._drawn = (block, theme)
        px = theme.px
        self._title.setText(block.title)
        self._title.setVisible(bool(block.title))
        empty(self._grid)
        self._grid.setContentsMargins(px(14), px(10), px(14), px(12))
        self._grid.setHorizontalSpacing(px(20))
        self._grid.setVerticalSpacing(px(5))
        for column, side in enumerate(block.sides, start=1):
            head = QWidget()
            lines = QVBoxLayout(head)
            lines.setContentsMargins(px(6), 0, 0, px(4))
            lines.setSpacing(0)
            lines.addWidget(label(side.heading, "heading", wrap=True))
            lines.addWidget(label(side.origin, "muted", wrap=True))
            if side.seen:
                lines.addWidget(label(side.seen, "muted", wrap=True))
            self._grid.addWidget(head, 0, column)
        self._grid.addWidget(frame("rule"), 1, 0, 1, len(block.sides) + 1)
        for row, (name, differs) in enumerate(zip(block.labels, block.differs, strict=True), start=2):
            self._grid.addWidget(label(name, "label", wrap=True), row, 0, Qt.AlignmentFlag.AlignVCenter)
            for column, side in enumerate(block.sides, start=1):
                value = label(side.values[row - 2], "differs" if differs else "same", wrap=True)
                self._grid.addWidget(value, row, column)
        self._grid.setColumnStretch(0, 2)
        for column in range(1, len(block.sides) + 1):
            self._grid.setColumnStretch(column, 5)
