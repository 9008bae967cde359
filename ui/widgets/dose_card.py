"""The dose in hand: drug and dose large, how it is given, and the circuit as a trail of steps."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.icons import paint_shape
from ui.presenters.blocks import DoseCard, Step
from ui.theme import Look, Theme
from ui.widgets.notices import notice_frame
from ui.widgets.parts import Hands, empty, frame, label, marked


class Trail(QWidget):
    """Steps in a line: passed filled, the one waited for outlined boldly, those ahead hollow."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._steps: tuple[Step, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def draw(self, steps: tuple[Step, ...], theme: Theme) -> None:
        """Show these steps."""
        self._steps, self._theme = steps, theme
        self.setAccessibleName(", ".join(f"{step.word} {step.note}".strip() for step in steps))
        self.setToolTip("\n".join(f"{step.word} : {step.note}" for step in steps if step.note))
        self.setVisible(bool(steps))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(500, self._theme.px(46))

    def _letters(self, room: float) -> int:
        """The size at which the longest word fits under its step: no word is cut."""
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        for size in range(self._theme.px(13), 8, -1):
            font.setPixelSize(size)
            metrics = QFontMetrics(font)
            if all(metrics.horizontalAdvance(step.word) + 4 <= room for step in self._steps):
                return size
        return 8

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if not self._steps:
            return
        colours, px = self._theme.palette, self._theme.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.width() / len(self._steps)
        letters = self._letters(width)
        size, middle = px(16), px(11)
        for number, step in enumerate(self._steps):
            centre = width * (number + 0.5)
            if number:
                passed = step.state == "passed"
                painter.setPen(QPen(QColor(colours.accent if passed else colours.strong_line), px(2)))
                before = width * (number - 0.5) + size * 0.8
                painter.drawLine(QPointF(before, middle), QPointF(centre - size * 0.8, middle))
            look = {
                "passed": Look("tick", "blue"),
                "now": Look("bullseye", "orange"),
                "blocked": Look("pause", "vermilion"),
                "ahead": Look("ring", "grey", solid=False),
            }[step.state]
            paint_shape(painter, QRectF(centre - size / 2, middle - size / 2, size, size), look, colours)
            font = QFont(self.font())
            font.setPixelSize(letters)
            font.setWeight(QFont.Weight.DemiBold if step.state in {"now", "blocked"} else QFont.Weight.Normal)
            painter.setFont(font)
            painter.setPen(QColor(colours.muted if step.state == "ahead" else colours.text))
            line = QFontMetrics(font).height()
            painter.drawText(
                QRect(round(centre - width / 2), px(24), round(width), line),
                int(Qt.AlignmentFlag.AlignHCenter),
                step.word,
            )
        painter.end()


class DoseCardBlock(QFrame):
    """The card at the top of every screen about one dose."""

    def __init__(self, hands: Hands, theme: Theme) -> None:
        super().__init__()
        del hands
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(6))
        self._panel = frame("panel")
        self._inside = QVBoxLayout(self._panel)
        self._top = QHBoxLayout()
        self._trail = Trail(theme)
        self._inside.addLayout(self._top)
        self._inside.addWidget(self._trail)
        self._notices = QVBoxLayout()
        outer.addWidget(self._panel)
        outer.addLayout(self._notices)
        self._drawn: tuple[DoseCard, Theme] | None = None

    def draw(self, block: DoseCard, theme: Theme) -> None:
        """Show this dose."""
        if self._drawn == (block, theme):
            return
        self._drawn = (block, theme)
        px = theme.px
        self._inside.setContentsMargins(px(16), px(10), px(16), px(8))
        self._inside.setSpacing(px(8))
        empty(self._top)
        what = QVBoxLayout()
        what.setSpacing(0)
        what.addWidget(label(block.drug, "drug", wrap=True))
        what.addWidget(label(block.how, "", wrap=True))
        what.addWidget(label(block.where, "muted", wrap=True))
        much = QVBoxLayout()
        much.setSpacing(px(2))
        dose = label(block.dose, "dose")
        dose.setAlignment(Qt.AlignmentFlag.AlignRight)
        much.addWidget(dose)
        state = marked(block.mark, label(block.mark.word, "value-strong"), theme)
        much.addWidget(state, 0, Qt.AlignmentFlag.AlignRight)
        much.addStretch(1)
        self._top.addLayout(what, 1)
        self._top.addLayout(much)
        self._trail.draw(block.steps, theme)
        empty(self._notices)
        for notice in block.notices:
            self._notices.addWidget(notice_frame(notice, theme))
