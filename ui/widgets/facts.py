"""Labels and their values in aligned columns, and words to read."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.presenters.blocks import Fact, Facts, Prose
from ui.style import tag
from ui.theme import Theme
from ui.widgets.parts import Hands, empty, frame, label, marked


class FactsBlock(QWidget):
    """A panel of facts: the label small above, the value heavier below, its note beside."""

    def __init__(self, hands: Hands, theme: Theme) -> None:
        super().__init__()
        del hands
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        self._title = label("", "section", wrap=True)
        self._panel = frame("panel")
        self._grid = QGridLayout(self._panel)
        layout.addWidget(self._title)
        layout.addWidget(self._panel)
        self._drawn: tuple[Facts, Theme] | None = None

    def draw(self, block: Facts, theme: Theme) -> None:
        """Show these facts: one column with labels on the left, more with labels above."""
        self.setVisible(bool(block.facts))
        if self._drawn == (block, theme):
            return
        self._drawn = (block, theme)
        self._title.setText(block.title)
        self._title.setVisible(bool(block.title))
        empty(self._grid)
        px = theme.px
        self._grid.setContentsMargins(px(14), px(10), px(14), px(10))
        self._grid.setHorizontalSpacing(px(24))
        self._grid.setVerticalSpacing(px(9))
        if block.columns == 1 and not block.stacked:
            self._beside(block, theme)
            return
        columns = min(block.columns, max(len(block.facts), 1))
        for number, fact in enumerate(block.facts):
            self._grid.addWidget(
                _fact(fact, theme), number // columns, number % columns, Qt.AlignmentFlag.AlignTop
            )
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def _beside(self, block: Facts, theme: Theme) -> None:
        self._grid.setVerticalSpacing(theme.px(6))
        for row, fact in enumerate(block.facts):
            name = label(fact.label, "label", wrap=True)
            name.setContentsMargins(0, theme.px(2), 0, 0)
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(_fact(replace(fact, label=""), theme), row, 1, Qt.AlignmentFlag.AlignTop)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3)


def _fact(fact: Fact, theme: Theme) -> QWidget:
    cell = QWidget()
    layout = QVBoxLayout(cell)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    if fact.label:
        layout.addWidget(label(fact.label, "label", wrap=True))
    value = label(fact.value, "value-strong" if fact.strong else "", wrap=True)
    if fact.tone:
        tag(value, f"tone-{fact.tone}")
    layout.addWidget(marked(fact.mark, value, theme))
    if fact.note:
        layout.addWidget(label(fact.note, "hint", wrap=True))
    return cell


class ProseBlock(QWidget):
    """A paragraph."""

    def __init__(self, hands: Hands, theme: Theme) -> None:
        super().__init__()
        del hands, theme
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._text = label("", "", wrap=True)
        layout.addWidget(self._text)

    def draw(self, block: Prose, theme: Theme) -> None:
        """Show this text."""
        del theme
        self._text.setText(block.text)
        tag(self._text, block.role)
