"""Lots above, the one in hand below, what is recorded on the side."""

from types import MappingProxyType

from ui.views.page import PageView


class LotView(PageView):
    """See `ui.presenters.lot`."""

    side = 360
    most = MappingProxyType({"lots": 260})
    first = "lots"
