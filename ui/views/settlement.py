"""Conflicts above, the versions of the one in hand below."""

from ui.views.page import PageView


class SettlementView(PageView):
    """See `ui.presenters.settlement`."""

    side = 400
    first = "conflicts"
