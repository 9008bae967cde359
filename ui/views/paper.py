"""One document at a time."""

from ui.views.page import PageView


class PaperView(PageView):
    """See `ui.presenters.paper`."""

    side = 400
