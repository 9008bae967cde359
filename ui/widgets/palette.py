"""Ctrl+K: type a part of what you want, Enter does it; between an act and its opposite the arrows choose."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.format import Format
from ui.presenters.palette import Entry, matching, preselected
from ui.theme import Theme
from ui.widgets.parts import label


class Palette(QDialog):
    """One line to type in and what it finds; arrows move through the list without leaving the line."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        words: Format,
        entries: tuple[Entry, ...],
        run: Callable[[Entry], None],
    ) -> None:
        super().__init__(parent)
        self._theme, self._entries, self._run = theme, entries, run
        self._shown: tuple[Entry, ...] = ()
        px = theme.px
        self.setModal(True)
        self.setWindowTitle(words("ui.palette.title"))
        self.setFixedWidth(px(640))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(16), px(16), px(16), px(12))
        layout.setSpacing(px(8))
        self.typed = QLineEdit()
        self.typed.setObjectName("palette")
        self.typed.setPlaceholderText(words("ui.palette.hint"))
        self.typed.setAccessibleName(words("ui.palette.title"))
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMinimumHeight(px(360))
        self.list.setAccessibleName(words("ui.palette.title"))
        layout.addWidget(self.typed)
        layout.addWidget(self.list)
        layout.addWidget(label(words("ui.palette.keys"), "hint"))
        self.typed.textChanged.connect(self._filter)
        self.typed.installEventFilter(self)
        self.list.itemClicked.connect(lambda _: self._go())
        self._filter("")
        self.typed.setFocus()

    def _filter(self, typed: str) -> None:
        self._shown = matching(self._entries, typed)
        self.list.clear()
        for entry in self._shown:
            item = QListWidgetItem()
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(
                self._theme.px(10), self._theme.px(7), self._theme.px(10), self._theme.px(7)
            )
            line.addWidget(label(entry.label, "value-strong"))
            line.addWidget(label(entry.group, "muted"))
            line.addStretch(1)
            line.addWidget(label(entry.shortcut, "muted"))
            item.setSizeHint(row.sizeHint())
            item.setData(Qt.ItemDataRole.AccessibleTextRole, entry.label)
            self.list.addItem(item)
            self.list.setItemWidget(item, row)
        self.list.setCurrentRow(0 if preselected(self._shown, typed) else -1)

    @property
    def found(self) -> tuple[Entry, ...]:
        """What matches what is typed, best first."""
        return self._shown

    def _go(self) -> None:
        at = self.list.currentRow()
        if 0 <= at < len(self._shown):
            chosen = self._shown[at]
            self.accept()
            self._run(chosen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}.get(
                Qt.Key(event.key()), 0
            )
            if step and self._shown:
                at = min(max(self.list.currentRow() + step, 0), len(self._shown) - 1)
                self.list.setCurrentRow(at)
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._go()
                return True
        return super().eventFilter(watched, event)
