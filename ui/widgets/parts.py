"""Small parts that all widgets use: labels by role, state shapes, and what every block widget is."""

from typing import Protocol

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from ui.icons import shape_pixmap
from ui.presenters.blocks import Mark
from ui.style import tag
from ui.theme import Theme, look


class Hands(Protocol):
    """Where a widget reports what a person does; a presenter is one."""

    def typed(self, key: str, value: str) -> None:
        """A field changed."""

    def selected(self, grid: str, row: str) -> None:
        """Another row is current."""

    def opened(self, grid: str, row: str) -> None:
        """Enter or a double click on a row."""

    def ticked(self, block: str, row: str, on: bool) -> None:
        """A box of a row or card."""

    def act(self, key: str) -> None:
        """A button."""


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A label in plain text (never rich: names of patients are data), read by screen readers."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    if role:
        tag(made, role)
    return made


def shape(mark: Mark, theme: Theme, size: int = 15) -> QLabel:
    """The shape of a state; its word is its accessible name."""
    made = QLabel()
    made.setPixmap(shape_pixmap(look(mark.kind), theme.palette, theme.px(size)))
    made.setAccessibleName(mark.word)
    made.setFixedSize(theme.px(size), theme.px(size))
    return made


def marked(mark: Mark | None, text: QLabel, theme: Theme) -> QWidget:
    """A text with its shape before it."""
    if mark is None:
        return text
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.px(6))
    layout.addWidget(shape(mark, theme), 0, Qt.AlignmentFlag.AlignVCenter)
    layout.addWidget(text, 1)
    return row


def frame(role: str) -> QFrame:
    """An empty frame with a role."""
    made = QFrame()
    tag(made, role)
    return made


def in_bar(block: QFrame, layout: QLayout, theme: Theme, *, bar: bool, below: int = 0) -> None:
    """Dress what stands in the bar below the page; elsewhere it has no margin but so much `below`."""
    px = theme.px
    tag(block, "actions" if bar else "")
    layout.setContentsMargins(*((px(20), px(10), px(20), px(10)) if bar else (0, 0, 0, px(below))))


def empty(layout: QLayout) -> None:
    """Remove and delete everything in a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            empty(inner)


def reveal(widget: QWidget, part: QRect) -> None:
    """Scroll so that this part of the widget is on the screen."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    content = above.widget() if isinstance(above, QScrollArea) else None
    if isinstance(above, QScrollArea) and content is not None:
        top = widget.mapTo(content, part.topLeft())
        above.ensureVisible(top.x(), top.y(), 0, 30)
        if part.height() < above.viewport().height():
            above.ensureVisible(top.x(), top.y() + part.height(), 0, 30)


class Scrolled(QWidget):
    """What lies in a scroll area: as tall as its words are at the width they have.

    Wrapped labels give as their least height that of a narrow column: with it, a page that is all in view
    could be scrolled nonetheless.
    """

    def minimumSizeHint(self) -> QSize:
        hint, layout = super().minimumSizeHint(), self.layout()
        if layout is not None and layout.hasHeightForWidth():
            hint.setHeight(0)
        return hint


def scrolling(content: QWidget) -> QScrollArea:
    """This content, scrolling up and down where room is short; the keyboard never stops at it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    return area


class Flow(QLayout):
    """Items in a line that goes on below when the width is used up, so that nothing is cut at 200 %."""

    def __init__(self, parent: QWidget, gap: int, *, right: bool = False) -> None:
        super().__init__(parent)
        self._right = right
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay_out(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay_out(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _lay_out(self, rect: QRect, *, move: bool) -> int:
        """Line by line, each item in the middle of its line; the height used."""
        y = rect.y()
        for line in self._lines(rect.width()):
            hints = [item.sizeHint() for item in line]
            height = max(hint.height() for hint in hints)
            used = sum(hint.width() for hint in hints) + self._gap * (len(line) - 1)
            x = rect.x() + (max(0, rect.width() - used) if self._right else 0)
            for item, hint in zip(line, hints, strict=True):
                if move:
                    size = QSize(min(hint.width(), rect.width()), hint.height())
                    item.setGeometry(QRect(QPoint(x, y + (height - hint.height()) // 2), size))
                x += hint.width() + self._gap
            y += height + self._gap // 2
        return max(0, y - self._gap // 2 - rect.y())

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        left = -1
        for item in self._items:
            wide = item.sizeHint().width()
            if not lines or wide > left:
                lines.append([])
                left = width
            lines[-1].append(item)
            left -= wide + self._gap
        return lines
