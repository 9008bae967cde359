"""The site and its first administrator in the middle, the second at the side."""

from ui.views.page import PageView


class FoundingView(PageView):
    """See `ui.presenters.founding`."""

    side = 420
