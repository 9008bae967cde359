"""Journals in several versions above, the versions of the one in hand below, the choice on the side."""

from ui.views.page import PageView


class ForksView(PageView):
    """See `ui.presenters.forks`."""

    side = 360
    first = "forks"
