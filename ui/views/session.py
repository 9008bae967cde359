"""Signing in: one narrow column in the middle of an empty window."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.views.page import PageView
from ui.views.room import Room
from ui.widgets.parts import frame


class SessionView(PageView):
    """See `ui.presenters.session`."""

    def _lay_out(self, page: QWidget) -> Room:
        panel = frame("panel")
        panel.setFixedWidth(self._theme.px(520))
        inner = QVBoxLayout(panel)
        inner.setContentsMargins(*(self._theme.px(18),) * 4)
        content = QWidget()
        room = super()._lay_out(content)
        inner.addWidget(content)
        outer = QHBoxLayout(page)
        outer.addStretch(1)
        column = QVBoxLayout()
        column.addStretch(1)
        column.addWidget(panel, 40)  # a low screen needs all of its height
        column.addStretch(1)
        outer.addLayout(column)
        outer.addStretch(1)
        return room
