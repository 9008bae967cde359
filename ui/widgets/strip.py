"""What is always visible: who and where with the alarms at the top, the network's evidence at the bottom."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.format import Format
from ui.presenters.strip import Item, Strip
from ui.style import tag
from ui.theme import Theme
from ui.widgets.parts import Flow, empty, label, shape


class Header(QWidget):
    """The dark line at the top."""

    def __init__(
        self,
        words: Format,
        search: Callable[[], None],
        sign_out: Callable[[], None],
        opened: Callable[[str], None],
    ) -> None:
        super().__init__()
        tag(self, "header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._opened = opened
        self._words = words
        self._row = QHBoxLayout(self)
        self.brand = label(words("app.name"), "brand")
        self._who = label("", "header-strong")
        self._role = label("", "header-muted")
        self._where = label("", "header-muted")
        self._alerts = QWidget()
        self._alerts_row = QHBoxLayout(self._alerts)
        self._alerts_row.setContentsMargins(0, 0, 0, 0)
        self.search = _button("search", search)  # Ctrl+K
        self.sign_out = _button("sign_out", sign_out)  # Ctrl+L
        for part in (self.brand, self._who, self._role, self._where):
            self._row.addWidget(part)
        self._row.addStretch(1)
        self._row.addWidget(self._alerts)
        self._row.addWidget(self.search)
        self._row.addWidget(self.sign_out)
        self._drawn: object = None
        self._shown: Strip | None = None
        self._compact = False

    def draw(self, strip: Strip, theme: Theme, *, compact: bool = False) -> None:
        """Show who, where and what is amiss; `compact` leaves out what the window's title says too."""
        px = theme.px
        self._shown, self._compact = strip, compact
        self._row.setContentsMargins(px(18), px(7), px(14), px(7))
        self._row.setSpacing(px(14))
        self._who.setText(strip.who)
        self._role.setText(strip.role)
        self._where.setText(strip.where)
        for part in (self._who, self._role):
            part.setVisible(bool(part.text()))
        if self._drawn != (strip.alerts, theme):
            self._drawn = (strip.alerts, theme)
            self._draw_alerts(strip, theme)
        self._fit()

    def _draw_alerts(self, strip: Strip, theme: Theme) -> None:
        empty(self._alerts_row)
        for item in strip.alerts:
            button = QPushButton(item.text)
            button.setObjectName(f"alert_{item.key}")
            button.setAccessibleName(item.text)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # screens have keys of their own
            tag(button, f"alert-{item.tone}")
            if item.mark:
                mark = shape(item.mark, theme)
                button.setIcon(mark.pixmap())
                button.setIconSize(mark.size())
            button.clicked.connect(lambda _, screen=item.screen: self._opened(screen))
            self._alerts_row.addWidget(button)
            # At once, with its padding: what is not shown yet takes no room when the header is fitted.
            button.show()
            button.ensurePolished()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Alarms are never cut: what is said elsewhere too gives way, in this order."""
        if self._shown is None:
            return
        for brevity in range(_ROOMY if not self._compact else _SMALL, _NUMBERS + 1):
            self._say(self._shown, brevity)
            self._alerts.updateGeometry()  # the line still knows how wide they were before
            if self._row.sizeHint().width() <= self.width():
                return

    def _say(self, strip: Strip, brevity: int) -> None:
        for button, words in (
            (self.search, self._words("ui.palette.button")),
            (self.sign_out, self._words("ui.sign_out.button")),
        ):
            _, _, key = words.rpartition(" ")
            button.setText(key.strip("()") if brevity >= _KEYS else words)
            button.setAccessibleName(words)
            button.setToolTip(words if brevity >= _KEYS else "")
        self.brand.setVisible(brevity < _SMALL)
        self._where.setVisible(brevity < _SMALL or not strip.who)
        for item in strip.alerts:
            alert = self._alerts.findChild(QPushButton, f"alert_{item.key}")
            if alert is not None:
                alert.setText(item.short if brevity >= _NUMBERS and item.short else item.text)
                alert.setToolTip(item.detail or (item.text if brevity >= _NUMBERS else ""))


_ROOMY, _KEYS, _SMALL, _NUMBERS = range(4)
"""How briefly it speaks: in full; buttons by their keys; without name and place; alarms by numbers."""


def _button(name: str, act: Callable[[], None]) -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    tag(button, "search")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it has a key of its own; Tab stays in the screen
    button.clicked.connect(act)
    return button


class Network(QWidget):
    """The lines at the bottom: each peer, then what this workstation holds alone."""

    def __init__(self) -> None:
        super().__init__()
        tag(self, "network")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._lines = QVBoxLayout(self)
        self._drawn: object = None

    def draw(self, strip: Strip, theme: Theme, *, compact: bool = False) -> None:
        """Show the evidence; `compact` says each in its shortest words."""
        if self._drawn == (strip.peers, strip.evidence, theme, compact):
            return
        self._drawn = (strip.peers, strip.evidence, theme, compact)
        px = theme.px
        self._lines.setContentsMargins(px(18), px(4), px(18), px(5))
        self._lines.setSpacing(px(2))
        empty(self._lines)
        for items in (strip.peers, strip.evidence):
            line = QWidget()
            flow = Flow(line, px(24))
            for item in items:
                if not compact or item.short:
                    flow.addWidget(_item(item, theme, item.short if compact else item.text))
            self._lines.addWidget(line)
        self.setAccessibleName(", ".join(item.text for item in (*strip.peers, *strip.evidence)))


def _item(item: Item, theme: Theme, words: str) -> QWidget:
    cell = QWidget()
    row = QHBoxLayout(cell)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(6))
    if item.mark is not None:
        row.addWidget(shape(item.mark, theme, 14))
    text: QLabel = label(words, "evidence-warning" if item.tone else "evidence")
    row.addWidget(text)
    cell.setToolTip(item.detail)
    text.setAccessibleDescription(item.detail)
    return cell
