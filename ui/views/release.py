"""What was made in the middle, by whom on the side."""

from ui.views.page import PageView


class ReleaseView(PageView):
    """See `ui.presenters.release`."""

    side = 400
