"""Signing with the PIN, and confirming what cannot be undone: the act, its consequence, the reason asked."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.format import Format
from ui.presenters.blocks import Notice
from ui.presenters.desk import Asking, Signing
from ui.style import tag
from ui.theme import Theme
from ui.widgets.notices import notice_frame
from ui.widgets.parts import empty, label, reveal, scrolling


class ActDialog(QDialog):
    """An act about to be done: Escape leaves it undone, Enter in the last field does it."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        words: Format,
        asked: Signing | Asking,
        go: Callable[[str, str], None],
    ) -> None:
        super().__init__(parent)
        self._theme, self._words, self._go = theme, words, go
        self._needs_reason, self._needs_pin = bool(asked.reason), isinstance(asked, Signing)
        self._reload = asked.reload if isinstance(asked, Signing) else None
        self.setWindowTitle(asked.title)
        self.setModal(True)
        px = theme.px
        above = parent.window()
        self._room = above.height() - px(16)
        self.setFixedWidth(min(px(540), above.width() - px(16)))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, px(18))
        whole.setSpacing(px(10))
        content = QWidget()
        content.setMinimumSize(1, 1)  # else wrapped labels ask for the height of their narrowest shape
        layout = QVBoxLayout(content)
        layout.setContentsMargins(px(24), px(20), px(24), 0)
        layout.setSpacing(px(10))
        self._reading = scrolling(content)
        whole.addWidget(self._reading)
        layout.addWidget(label(asked.title, "title", wrap=True))
        said = QVBoxLayout()
        said.setSpacing(px(2))
        for line in filter(None, asked.lines):
            said.addWidget(label(line, "", wrap=True))
        layout.addLayout(said)
        if asked.consequence:
            layout.addWidget(notice_frame(Notice("warning", asked.consequence), theme))
        self._ask_for(asked.reason, layout)
        self._said = QVBoxLayout()
        layout.addLayout(self._said)
        self.cancel = QPushButton(words("ui.act.cancel"))
        self.confirm = QPushButton(asked.title if isinstance(asked, Signing) else asked.button)
        whole.addWidget(self._buttons(danger=asked.danger))
        for before, after in (
            (self.pin, self.reason),
            (self.reason, self.confirm),
            (self.confirm, self.cancel),
        ):
            QWidget.setTabOrder(before, after)
        first = self.pin if self._needs_pin else self.reason if self._needs_reason else self.cancel
        first.setFocus()
        self._fit()

    def _fit(self) -> None:
        """As tall as what is said; beyond the window in front of which it stands, what is said scrolls."""
        content, layout = self._reading.widget(), self.layout()
        inside = content.layout() if content is not None else None
        if layout is None or inside is None:
            return
        inside.activate()
        said = inside.totalHeightForWidth(self.width())
        rest = layout.sizeHint().height() - self._reading.sizeHint().height()
        self.setFixedHeight(min(said + rest, self._room))

    def _ask_for(self, reason: str, layout: QVBoxLayout) -> None:
        """The fields: the PIN, a reason, whichever this act takes.

        The PIN comes first (ADR 0061): typed by habit, it never stands readable in another field.
        """
        self.reason = QPlainTextEdit(self)
        self.reason.setObjectName("reason")
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(self._theme.px(58))
        self.reason.setAccessibleName(reason)
        self.pin = QLineEdit(self)
        self.pin.setObjectName("signing_pin")
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setMaxLength(64)
        self.pin.setAccessibleName(self._words("ui.sign.pin"))
        for needed, name, field in (
            (self._needs_pin, self._words("ui.sign.pin"), self.pin),
            (self._needs_reason, reason, self.reason),
        ):
            field.setVisible(needed)
            if needed:
                layout.addWidget(label(name, "label"))
                layout.addWidget(field)

    def _buttons(self, *, danger: bool) -> QWidget:
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.confirm.setObjectName("confirm")
        self.confirm.setDefault(True)
        tag(self.confirm, "danger-primary" if danger else "primary")
        self.confirm.clicked.connect(self.press)
        px, line = self._theme.px, QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(px(24), 0, px(24), 0)
        row.setSpacing(px(8))
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.confirm)
        return line

    def press(self) -> None:
        """Do it, once what is asked for is there."""
        reason = self.reason.toPlainText().strip()
        if self._needs_reason and not reason:
            self.tell(Notice("refusal", self._words("ui.sign.reason_missing")))
            self.reason.setFocus()
            return
        if self._needs_pin and not self.pin.text():
            self.pin.setFocus()
            return
        pin = self.pin.text()
        self.pin.clear()
        self._busy(True)
        self._go(pin, reason)

    def refused(self, notice: Notice, all_the_same: str = "") -> None:
        """Stay, and say why; `all_the_same` is the button's new word where it may be done knowing that."""
        self._busy(False)
        if all_the_same:
            self.confirm.setText(all_the_same)
            tag(self.confirm, "danger-primary")
        self.tell(notice)
        (self.pin if self._needs_pin else self.cancel).setFocus()

    def tell(self, notice: Notice) -> None:
        """Say something above the buttons."""
        empty(self._said)
        said = notice_frame(notice, self._theme, self._leave_to_read)
        self._said.addWidget(said)
        said.show()  # at once, or it would not count when the height is taken
        self._fit()
        reveal(said, said.rect())

    def _leave_to_read(self, _: str) -> None:
        """What was shown has changed: nothing is signed, and the screen shows it as it is."""
        self.reject()
        if self._reload is not None:
            self._reload()

    def _busy(self, on: bool) -> None:
        for part in (self.confirm, self.pin, self.reason):
            part.setEnabled(not on)
        self.setCursor(Qt.CursorShape.BusyCursor if on else Qt.CursorShape.ArrowCursor)
