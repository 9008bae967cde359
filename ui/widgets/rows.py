"""Rows of a table: what Qt asks of them, and how a cell is measured and painted: wrapped, never cut."""

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from ui.icons import paint_shape
from ui.presenters.blocks import Cell, Grid, Row
from ui.theme import Theme, look

Index = QModelIndex | QPersistentModelIndex
_REMEMBERED = 20_000
_WRAP = int(Qt.TextFlag.TextWordWrap)


class GridModel(QAbstractTableModel):
    """The rows of a grid, as Qt asks for them; accessible text included."""

    def __init__(self) -> None:
        super().__init__()
        self.grid = Grid(key="", columns=(), rows=(), empty="")

    def take(self, grid: Grid) -> bool:
        """Hold these rows; whether the table has to be laid out anew."""
        same = [row.id for row in grid.rows] == [row.id for row in self.grid.rows]
        if same and grid.columns == self.grid.columns:
            changed = grid.rows != self.grid.rows
            self.grid = grid
            if changed and grid.rows:
                last = self.index(len(grid.rows) - 1, len(grid.columns) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return changed
        self.beginResetModel()
        self.grid = grid
        self.endResetModel()
        return True

    def rowCount(self, parent: Index | None = None) -> int:
        del parent
        return len(self.grid.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        del parent
        return len(self.grid.columns)

    def row(self, index: Index) -> Row:
        """The row of an index."""
        return self.grid.rows[index.row()]

    def cell(self, index: Index) -> Cell:
        """The cell of an index."""
        return self.row(index).cells[index.column()]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self.cell(index)
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return "\n".join(part for part in (cell.text, cell.note) if part)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and section < len(self.grid.columns):
            column = self.grid.columns[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return column.title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
        return None


class GridDelegate(QStyledItemDelegate):
    """Draws one cell and knows how much room it needs."""

    def __init__(self, model: GridModel, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = model
        self._theme = theme
        self._fonts: dict[bool, tuple[QFont, QFont]] = {}
        self._heights: dict[tuple[Cell, int, int], int] = {}
        self._least: dict[tuple[Cell, int], int] = {}

    @property
    def theme(self) -> Theme:
        """Colours and zoom; measures of another zoom are forgotten."""
        return self._theme

    @theme.setter
    def theme(self, theme: Theme) -> None:
        if theme != self._theme:
            self._theme = theme
            self._forget()

    def _forget(self) -> None:
        self._fonts.clear()
        self._heights.clear()
        self._least.clear()

    def fonts(self, cell: Cell) -> tuple[QFont, QFont]:
        """Of the text and of the note under it."""
        if cell.strong not in self._fonts:
            self._fonts[cell.strong] = self._make_fonts(strong=cell.strong)
        return self._fonts[cell.strong]

    def _make_fonts(self, *, strong: bool) -> tuple[QFont, QFont]:
        parent = self.parent()
        font = QFont(parent.font()) if isinstance(parent, QWidget) else QFont()
        font.setPixelSize(self.theme.px(15))
        small = QFont(font)
        small.setPixelSize(self.theme.px(13))
        if strong:
            font.setWeight(QFont.Weight.DemiBold)
        return font, small

    def inset(self, row: Row, column: int, cell: Cell) -> int:
        """Width taken by the box and the shape on the left."""
        box = self.theme.px(28) if column == 0 and row.checked is not None else 0
        return box + (self.theme.px(23) if cell.mark else 0)

    def height(self, row: Row, column: int, width: int) -> int:
        """What this cell needs at this width; measured once, as rows come back at every refresh."""
        cell = row.cells[column]
        key = (cell, self.inset(row, column, cell), width)
        if key not in self._heights:
            if len(self._heights) > _REMEMBERED:
                self._forget()
            self._heights[key] = self._measure_height(*key)
        return self._heights[key]

    def _measure_height(self, cell: Cell, inset: int, width: int) -> int:
        room = max(20, width - 2 * self.theme.px(8) - inset)
        font, small = self.fonts(cell)
        total = 0
        for text, used in ((cell.text, font), (cell.note, small)):
            if text:
                total += QFontMetrics(used).boundingRect(QRect(0, 0, room, 10_000), _WRAP, text).height()
        return total + 2 * self.theme.px(6)

    def least(self, row: Row, column: int) -> int:
        """The width of its longest word: a name is never broken."""
        cell = row.cells[column]
        key = (cell, self.inset(row, column, cell))
        if key not in self._least:
            self._least[key] = self._measure_least(*key)
        return self._least[key]

    def _measure_least(self, cell: Cell, inset: int) -> int:
        font, small = self.fonts(cell)
        words = [QFontMetrics(font).horizontalAdvance(word) for word in cell.text.split(" ")]
        words += [QFontMetrics(small).horizontalAdvance(word) for word in cell.note.split(" ")]
        return max(words, default=0) + 2 * self.theme.px(9) + inset

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row, cell = self.model.row(index), self.model.cell(index)
        colours, px = self.theme.palette, self.theme.px
        view = self.parent()
        current = isinstance(view, QTableView) and view.currentIndex().row() == index.row()
        box: QRect = option.rect
        painter.save()
        if current:
            painter.fillRect(box, QColor(colours.selected))
        elif row.tone:
            back = QColor(colours.tones[row.tone][0])
            back.setAlpha(150 if not colours.dark else 120)
            painter.fillRect(box, back)
        if index.column() == 0 and (current or row.tone):
            bar = QColor(colours.accent if current else colours.tones[row.tone or "info"][1])
            painter.fillRect(QRect(box.left(), box.top(), px(3), box.height()), bar)
        painter.setPen(QPen(QColor(colours.line), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        inner = box.adjusted(px(8), px(6), -px(8), -px(6))
        if index.column() == 0 and row.checked is not None:
            self._paint_box(painter, inner, checked=row.checked)
            inner.setLeft(inner.left() + px(28))
        if cell.mark:
            size = px(15)
            paint_shape(
                painter, QRectF(inner.left(), inner.top() + px(2), size, size), look(cell.mark.kind), colours
            )
            inner.setLeft(inner.left() + px(23))
        self._paint_texts(painter, inner, cell)
        painter.restore()

    def _paint_texts(self, painter: QPainter, inner: QRect, cell: Cell) -> None:
        colours = self.theme.palette
        font, small = self.fonts(cell)
        side = Qt.AlignmentFlag.AlignRight if cell.right else Qt.AlignmentFlag.AlignLeft
        flags = _WRAP | int(side) | int(Qt.AlignmentFlag.AlignTop)
        tone = colours.tones[cell.tone][1] if cell.tone else None
        for text, used, colour in (
            (cell.text, font, colours.text),
            (cell.note, small, tone or colours.muted),
        ):
            if text:
                painter.setFont(used)
                painter.setPen(QColor(colour))
                drawn = painter.boundingRect(inner, flags, text)
                painter.drawText(inner, flags, text)
                inner = inner.adjusted(0, drawn.height(), 0, 0)

    def _paint_box(self, painter: QPainter, inner: QRect, *, checked: bool) -> None:
        colours, px = self.theme.palette, self.theme.px
        size = px(17)
        box = QRectF(inner.left(), inner.top() + px(1), size, size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.accent if checked else colours.muted), 1.6))
        painter.setBrush(QColor(colours.accent) if checked else QColor(colours.surface))
        painter.drawRoundedRect(box, px(3), px(3))
        if checked:
            painter.setPen(QPen(QColor(colours.on_accent), 2.2))
            x, y = box.x(), box.y()
            painter.drawLine(
                round(x + size * 0.24), round(y + size * 0.54), round(x + size * 0.42), round(y + size * 0.74)
            )
            painter.drawLine(
                round(x + size * 0.42), round(y + size * 0.74), round(x + size * 0.78), round(y + size * 0.28)
            )
        painter.setBrush(Qt.BrushStyle.NoBrush)
