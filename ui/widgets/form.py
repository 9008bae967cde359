"""Fields to type in: label above, and below it what was understood, what was not, or what to type.

A form is drawn again at each keystroke without disturbing it: a widget's text is only replaced when
the presenter says another one.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui.presenters.blocks import Field, Form
from ui.style import restyle, tag
from ui.theme import Theme
from ui.widgets.parts import Hands, in_bar, label


class FieldWidget(QWidget):
    """One field of any kind."""

    def __init__(self, field: Field, hands: Hands, theme: Theme) -> None:
        super().__init__()
        self.field = field
        self._hands = hands
        self._drawing = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(2))
        self._label = label("", "label", wrap=True)
        self._below = label("", "hint", wrap=True)
        self.input = self._make(theme)
        self.input.setObjectName(field.key)
        if field.kind == "tick":
            row = QHBoxLayout()
            row.setSpacing(theme.px(4))
            row.addWidget(self.input, 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(self._label, 1)
            tag(self._label, "")
            self._label.setContentsMargins(0, theme.px(4), 0, 0)
            self._label.installEventFilter(self)
            layout.addLayout(row)
        else:
            layout.addWidget(self._label)
            self._label.setBuddy(self.input)
            layout.addWidget(self.input)
        layout.addWidget(self._below)
        layout.addStretch(1)

    def _make(self, theme: Theme) -> QWidget:
        kind, key = self.field.kind, self.field.key
        if kind == "tick":
            tick = QCheckBox()
            tick.toggled.connect(lambda on: self._report("1" if on else ""))
            return tick
        if kind == "choice":
            choice = QComboBox()
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(12)
            choice.currentIndexChanged.connect(lambda _: self._report(str(choice.currentData() or "")))
            return choice
        if kind == "lines":
            lines = QPlainTextEdit()
            lines.setTabChangesFocus(True)
            lines.setFixedHeight(theme.px(64))
            lines.textChanged.connect(lambda: self._report(lines.toPlainText()))
            return lines
        line = QLineEdit()
        if kind == "pin":
            line.setEchoMode(QLineEdit.EchoMode.Password)
            line.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhHiddenText)
            line.setMaxLength(64)
        line.textEdited.connect(lambda text: self._hands.typed(key, text))
        return line

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click on the words of a box ticks it too."""
        if event.type() is QEvent.Type.MouseButtonRelease and isinstance(self.input, QCheckBox):
            self.input.toggle()
        return super().eventFilter(watched, event)

    def _report(self, value: str) -> None:
        if not self._drawing:
            self._hands.typed(self.field.key, value)

    def draw(self, field: Field) -> None:
        """Say what is to be said; replace the text only where the presenter has another."""
        self.field = field
        self._drawing = True
        self._label.setText(field.label)
        self.input.setAccessibleName(field.label)
        below, role = (
            (field.error, "error")
            if field.error
            else (field.echo, "echo")
            if field.echo
            else (field.hint, "hint")
        )
        self._below.setText(below)
        self._below.setVisible(bool(below))
        tag(self._below, role)
        self.input.setAccessibleDescription(below)
        match self.input:
            case QCheckBox() as tick:
                tick.setChecked(field.value == "1")
            case QComboBox() as choice:
                self._draw_choice(choice, field)
            case QPlainTextEdit() as lines:
                if lines.toPlainText() != field.value:
                    lines.setPlainText(field.value)
            case QLineEdit() as line:
                if field.kind != "pin" and line.text() != field.value:
                    line.setText(field.value)
                if line.property("wrong") != bool(field.error):
                    line.setProperty("wrong", bool(field.error))
                    restyle(line)
        self._drawing = False

    def _draw_choice(self, choice: QComboBox, field: Field) -> None:
        shown = [(str(choice.itemData(at)), choice.itemText(at)) for at in range(choice.count())]
        wanted = [(option.value, option.label) for option in field.options]
        if shown != wanted:
            choice.clear()
            for option in field.options:
                choice.addItem(option.label, option.value)
        at = next((number for number, option in enumerate(field.options) if option.value == field.value), 0)
        if field.options and choice.currentIndex() != at:
            choice.setCurrentIndex(at)

    def clear(self) -> None:
        """Forget what was typed."""
        self._drawing = True
        match self.input:
            case QCheckBox() as tick:
                tick.setChecked(False)
            case QComboBox() as choice:
                choice.setCurrentIndex(0)
            case QPlainTextEdit() as lines:
                lines.clear()
            case QLineEdit() as line:
                line.clear()
        self._drawing = False


class FormBlock(QFrame):
    """Fields in a grid; Enter goes to the next one, and in the last one does what the form is for."""

    def __init__(self, hands: Hands, theme: Theme) -> None:
        super().__init__()
        self._hands = hands
        self._theme = theme
        self._form = Form(key="", fields=())
        self.fields: dict[str, FieldWidget] = {}
        self._outer = outer = QVBoxLayout(self)
        outer.setSpacing(theme.px(6))
        self._title = label("", "section")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(16))
        self._grid.setVerticalSpacing(theme.px(8))
        self._note = label("", "hint", wrap=True)
        outer.addWidget(self._title)
        outer.addLayout(self._grid)
        outer.addWidget(self._note)

    def draw(self, block: Form, theme: Theme) -> None:
        """Show this form."""
        self._theme = theme
        in_bar(self, self._outer, theme, bar=block.slot == "bottom")
        wanted = [(field.key, field.kind, field.wide) for field in block.fields]
        shown = [(widget.field.key, widget.field.kind, widget.field.wide) for widget in self.fields.values()]
        if wanted != shown or block.columns != self._form.columns:
            self._rebuild(block)
        self._form = block
        self._title.setText(block.title)
        self._title.setVisible(bool(block.title))
        self._note.setText(block.note)
        self._note.setVisible(bool(block.note))
        for field in block.fields:
            self.fields[field.key].draw(field)

    def _rebuild(self, block: Form) -> None:
        kept = {field.key: (field.kind, field.wide) for field in block.fields}
        for key, widget in list(self.fields.items()):
            self._grid.removeWidget(widget)
            if kept.get(key) != (widget.field.kind, widget.field.wide):
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
                del self.fields[key]
        ordered: dict[str, FieldWidget] = {}
        row = column = 0
        for field in block.fields:
            widget = self.fields.get(field.key) or self._new(field)
            ordered[field.key] = widget
            if field.wide:
                row += 1 if column else 0
                self._grid.addWidget(widget, row, 0, 1, block.columns)
                row, column = row + 1, 0
                continue
            where = Qt.AlignmentFlag.AlignVCenter if field.kind == "tick" else Qt.AlignmentFlag(0)
            self._grid.addWidget(widget, row, column, where)
            column += 1
            if column == block.columns:
                row, column = row + 1, 0
        for number in range(block.columns):
            self._grid.setColumnStretch(number, 1)
        self.fields = ordered

    def _new(self, field: Field) -> FieldWidget:
        widget = FieldWidget(field, self._hands, self._theme)
        widget.input.installEventFilter(self)
        return widget

    def clear(self) -> None:
        """Forget everything typed here."""
        for widget in self.fields.values():
            widget.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            and event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
            and not isinstance(watched, QPlainTextEdit)
        ):
            inputs = [widget.input for widget in self.fields.values()]
            if self._form.submit and watched is inputs[-1]:
                self._hands.act(self._form.submit)
            elif isinstance(watched, QWidget):
                self.focusNextChild()
            return True
        return super().eventFilter(watched, event)
