"""The list fills the screen."""

from ui.views.page import PageView


class IncidentsView(PageView):
    """See `ui.presenters.incidents`."""

    fill = "incidents"
