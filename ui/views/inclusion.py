"""Regimens fill the screen, the inclusion is filled in on the side."""

from ui.views.page import PageView


class InclusionView(PageView):
    """See `ui.presenters.inclusion`."""

    fill = "regimens"
    side = 420
