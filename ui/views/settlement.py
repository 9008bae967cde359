"""Conflicts above, the versions of the one in hand below."""

from types import MappingProxyType

from ui.views.page import PageView


class SettlementView(PageView):
    """See `ui.presenters.settlement`."""

    side = 400
    most = MappingProxyType({"conflicts": 200})
    first = "conflicts"
