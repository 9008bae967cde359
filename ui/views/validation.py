"""Doses to tick fill the screen, the one in hand is laid open on the side."""

from ui.views.page import PageView


class ValidationView(PageView):
    """See `ui.presenters.validation`."""

    fill = "doses"
    side = 420
