"""The patient at the top of every single-patient screen: fixed, full width, never on lists."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.presenters.blocks import Notice, PatientBanner
from ui.theme import Theme
from ui.widgets.notices import notice_frame
from ui.widgets.parts import Flow, empty, frame, label, shape


class Banner(QFrame):
    """Name, birth, sex, numbers on one line; allergies and measurements on the next."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._frame = frame("banner")
        self._lines = QVBoxLayout(self._frame)
        outer.addWidget(self._frame)
        self._drawn: tuple[PatientBanner, Theme] | None = None
        del theme

    def draw(self, banner: PatientBanner | None, theme: Theme) -> None:
        """Show this patient, or nobody."""
        self.setVisible(banner is not None)
        if banner is None or self._drawn == (banner, theme):
            return
        self._drawn = (banner, theme)
        px = theme.px
        empty(self._lines)
        self._lines.setContentsMargins(px(20), px(8), px(20), px(8))
        self._lines.setSpacing(px(5))
        first = QWidget()
        flow = Flow(first, px(22))
        flow.addWidget(_name(banner, theme))
        for text in (banner.born, banner.sex, banner.numbers):
            flow.addWidget(_bottom(label(text, "value-strong"), theme))
        self._lines.addWidget(first)
        second = QWidget()
        flow = Flow(second, px(18))
        for fact in banner.facts:
            cell = QWidget()
            row = QHBoxLayout(cell)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(px(5))
            row.addWidget(label(fact.label, "banner-label"))
            if fact.mark is not None:
                row.addWidget(shape(fact.mark, theme))
            row.addWidget(label(fact.value, "banner-value"))
            if fact.note:
                row.addWidget(label(fact.note, "banner-label"))
            flow.addWidget(cell)
        self._lines.addWidget(second)
        for warning in banner.warnings:
            self._lines.addWidget(notice_frame(Notice("alarm", warning), theme))
        self.setAccessibleName(f"{banner.name} {banner.given}, {banner.born}, {banner.sex}, {banner.numbers}")


def _name(banner: PatientBanner, theme: Theme) -> QWidget:
    cell = QWidget()
    row = QHBoxLayout(cell)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(7))
    row.addWidget(label(banner.name, "patient"))
    row.addWidget(label(banner.given, "given"))
    if banner.aside:
        row.addWidget(_bottom(label(f"({banner.aside})", "muted"), theme))
    return cell


def _bottom(widget: QWidget, theme: Theme) -> QWidget:
    """On the same line as the larger name."""
    widget.setContentsMargins(0, theme.px(6), 0, 0)
    if hasattr(widget, "setAlignment"):
        widget.setAlignment(Qt.AlignmentFlag.AlignBottom)
    return widget
