"""Screens in the middle, keys on the side."""

from ui.views.page import PageView


class HelpView(PageView):
    """See `ui.presenters.help`."""

    side = 430
