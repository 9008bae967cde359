"""A table of rows: wrapped, never cut; a shape before each state; driven by the keyboard."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView, QVBoxLayout, QWidget

from ui.presenters.blocks import Cell, Grid
from ui.theme import Theme
from ui.widgets.parts import Hands, label, reveal
from ui.widgets.rows import GridDelegate, GridModel, Index


class GridView(QTableView):
    """The table itself: arrows move, Enter opens, Space ticks, Tab leaves."""

    def __init__(self, hands: Hands, theme: Theme) -> None:
        super().__init__()
        self._hands = hands
        self._quiet = False
        self._fill = False
        self._most = 0
        self.rows = GridModel()
        self.setModel(self.rows)
        self.drawer = GridDelegate(self.rows, theme, self)
        self.setItemDelegate(self.drawer)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(1)
        header.setHighlightSections(False)
        self.selectionModel().currentRowChanged.connect(self._moved)

    def fill(self, on: bool, most: int = 0) -> None:
        """Take all the room there is and scroll inside; else be as tall as the rows, or `most`."""
        self._fill, self._most = on, most
        policy = QSizePolicy.Policy.Expanding if on else QSizePolicy.Policy.Fixed
        self.setSizePolicy(QSizePolicy.Policy.Expanding, policy)
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded if on or most else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )

    def draw(self, grid: Grid, theme: Theme) -> None:
        """Show these rows, the same one current."""
        restyled = self.drawer.theme != theme
        self.drawer.theme = theme
        self._quiet = True
        titled = any(column.title for column in grid.columns)
        self.horizontalHeader().setVisible(titled)
        self.setAccessibleName(grid.title or ", ".join(column.title for column in grid.columns))
        if self.rows.take(grid) or restyled:
            self.lay_out()
        at = next((number for number, row in enumerate(grid.rows) if row.id == grid.selected), -1)
        if at >= 0 and self.currentIndex().row() != at:
            index = self.rows.index(at, 0)
            self.selectionModel().setCurrentIndex(
                index,
                QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
            )
            self.scrollTo(index)
        elif at < 0 and self.currentIndex().isValid():
            self.setCurrentIndex(QModelIndex())
        self._quiet = False
        self.viewport().update()

    def lay_out(self) -> None:
        """Widths by share but never below the longest word; heights by what wraps."""
        grid, drawer = self.rows.grid, self.drawer
        if not grid.columns:
            return
        metrics = QFontMetrics(drawer.fonts(Cell("", strong=True))[1])
        gap = 2 * drawer.theme.px(9)
        least = [
            max(
                [drawer.least(row, number) for row in grid.rows]
                + [metrics.horizontalAdvance(column.title) + gap + drawer.theme.px(4)]
            )
            for number, column in enumerate(grid.columns)
        ]
        shares = [column.share for column in grid.columns]
        room = self.viewport().width()
        total = sum(shares) or 1
        widths = [max(low, room * share // total) for low, share in zip(least, shares, strict=True)]
        over = sum(widths) - room
        while over > 0:
            slack = [wide - low for wide, low in zip(widths, least, strict=True)]
            if not any(slack):
                break
            give = min(over, max(slack))
            widths[slack.index(max(slack))] -= min(give, max(1, max(slack) // 2 or 1))
            over = sum(widths) - room
        if over < 0 and any(shares):
            widths[shares.index(max(shares))] -= over
        for number, width in enumerate(widths):
            self.setColumnWidth(number, width)
        for number, row in enumerate(grid.rows):
            self.setRowHeight(
                number, max(drawer.height(row, column, width) for column, width in enumerate(widths))
            )
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        if self._fill:
            return super().sizeHint()
        header = (
            self.horizontalHeader().sizeHint().height() if self.horizontalHeader().isVisibleTo(self) else 0
        )
        rows = sum(self.rowHeight(number) for number in range(len(self.rows.grid.rows)))
        wide = sum(self.columnWidth(number) for number in range(len(self.rows.grid.columns)))
        bar = self.horizontalScrollBar().sizeHint().height() if wide > self.viewport().width() + 1 else 0
        whole = header + rows + bar + 2 * self.frameWidth() + 2
        return QSize(300, min(whole, self.drawer.theme.px(self._most)) if self._most else whole)

    def minimumSizeHint(self) -> QSize:
        return QSize(100, self.drawer.theme.px(90)) if self._fill else self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.lay_out()
        # Rows wrap anew, and how far one may scroll is only known once all this has been laid out.
        QTimer.singleShot(0, self, self._keep_in_view)

    def _keep_in_view(self) -> None:
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def current_row(self) -> str:
        """The id of the current row, or empty."""
        index = self.currentIndex()
        return self.rows.row(index).id if index.isValid() and index.row() < len(self.rows.grid.rows) else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current_row()
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        if plain and row and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._hands.opened(self.rows.grid.key, row)
        elif plain and row and event.key() == Qt.Key.Key_Space:
            self._tick(row)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        inside = event.position().x() < self.drawer.theme.px(34)
        if index.isValid() and index.column() == 0 and inside:
            self._tick(self.rows.row(index).id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self._hands.opened(self.rows.grid.key, self.rows.row(index).id)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.rows.grid.rows:
            self.selectRow(0)

    def _tick(self, row: str) -> None:
        checked = next((item.checked for item in self.rows.grid.rows if item.id == row), None)
        if checked is not None:
            self._hands.ticked(self.rows.grid.key, row, not checked)

    def _moved(self, current: Index, previous: Index) -> None:
        del previous
        if not self._fill and current.isValid() and self.hasFocus():
            row = self.visualRect(self.rows.index(current.row(), 0))
            reveal(self.viewport(), QRect(0, row.top(), 10, row.height()))
        if not self._quiet and current.isValid():
            self._hands.selected(self.rows.grid.key, self.rows.row(current).id)


class GridBlock(QWidget):
    """A table with its title, and what is said when it is empty."""

    def __init__(self, hands: Hands, theme: Theme) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        self._title = label("", "section")
        self.view = GridView(hands, theme)
        self._empty = label("", "muted", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setContentsMargins(*(theme.px(24),) * 4)
        self._note = label("", "hint", wrap=True)
        for part in (self._title, self.view, self._empty, self._note):
            layout.addWidget(part)

    def fill(self, on: bool, most: int = 0) -> None:
        """See `GridView.fill`."""
        self.view.fill(on, most)
        policy = QSizePolicy.Policy.Expanding if on else QSizePolicy.Policy.Maximum
        self.setSizePolicy(QSizePolicy.Policy.Expanding, policy)

    def draw(self, block: Grid, theme: Theme) -> None:
        """Show this grid."""
        self._title.setText(block.title)
        self._title.setVisible(bool(block.title))
        self._empty.setText(block.empty)
        self._empty.setVisible(not block.rows and bool(block.empty))
        self._note.setText(block.note)
        self._note.setVisible(bool(block.note) and bool(block.rows))
        self.view.setVisible(bool(block.rows))
        self.view.draw(block, theme)
