"""The bag in the middle, how it is told on the side."""

from ui.views.page import PageView


class DispensingView(PageView):
    """See `ui.presenters.dispensing`."""

    side = 400
