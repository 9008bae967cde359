"""What must be told: a coloured bar, a shape, the rule with its values, and what may be done."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.presenters.blocks import Level, Mark, Notice, Notices
from ui.theme import Theme
from ui.widgets.parts import Hands, empty, frame, label, shape

_SHAPES: dict[Level, str] = {
    "info": "prescribed",
    "done": "settled",
    "warning": "conflict",
    "refusal": "stopped",
    "alarm": "alarm",
}


def notice_frame(notice: Notice, theme: Theme, act: Callable[[str], None] | None = None) -> QFrame:
    """One notice; its button where there is somebody, `act`, who does what it says."""
    box = frame(f"notice-{notice.level}")
    row = QHBoxLayout(box)
    row.setContentsMargins(theme.px(12), theme.px(8), theme.px(12), theme.px(8))
    row.setSpacing(theme.px(10))
    row.addWidget(shape(Mark(_SHAPES[notice.level], ""), theme, 17), 0, Qt.AlignmentFlag.AlignTop)
    texts = QVBoxLayout()
    texts.setSpacing(theme.px(1))
    title = label(notice.title, "", wrap=True)
    font = title.font()
    font.setBold(True)
    title.setFont(font)
    for part in (title, *(label(text, "", wrap=True) for text in (notice.detail, notice.next) if text)):
        texts.addWidget(part)
    row.addLayout(texts, 1)
    if notice.act is not None and act is not None:
        button = QPushButton(notice.act.label)
        button.setObjectName(f"act_{notice.act.key}")
        button.setAutoDefault(True)  # Enter presses it too
        button.setToolTip(notice.act.shortcut)
        button.clicked.connect(lambda _, key=notice.act.key: act(key))
        row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
    box.setAccessibleName(f"{notice.title} {notice.detail} {notice.next}".strip())
    return box


class NoticeColumn(QWidget):
    """Notices under one another; nothing at all when there is none."""

    def __init__(
        self, margins: tuple[int, int, int, int] = (0, 0, 0, 0), act: Callable[[str], None] | None = None
    ) -> None:
        super().__init__()
        self._act = act
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(*margins)
        self._drawn: tuple[tuple[Notice, ...], Theme] | None = None
        self.hide()

    def show_all(self, notices: tuple[Notice, ...], theme: Theme) -> None:
        """Show these."""
        self.setVisible(bool(notices))
        if self._drawn == (notices, theme):
            return
        self._drawn = (notices, theme)
        self._layout.setSpacing(theme.px(6))
        empty(self._layout)
        for notice in notices:
            self._layout.addWidget(notice_frame(notice, theme, self._act))


class NoticesBlock(NoticeColumn):
    """Notices as a block of a page."""

    def __init__(self, hands: Hands, theme: Theme) -> None:
        del theme
        super().__init__(act=hands.act)

    def draw(self, block: Notices, theme: Theme) -> None:
        """Show these notices; below the page they keep its margins."""
        px = theme.px
        low = block.slot == "bottom"
        self._layout.setContentsMargins(*((px(20), px(4), px(20), px(10)) if low else (0, 0, 0, 0)))
        self.show_all(block.notices, theme)
