"""The sheet in the middle, whom it was confirmed with on the side."""

from ui.views.page import PageView


class PreparationView(PageView):
    """See `ui.presenters.preparation`."""

    side = 400
