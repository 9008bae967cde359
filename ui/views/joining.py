"""Over the network in the middle, by files on a stick at the side."""

from ui.views.page import PageView


class JoiningView(PageView):
    """See `ui.presenters.joining`."""

    side = 420
