"""The worklist fills the screen."""

from ui.views.page import PageView


class WorklistView(PageView):
    """See `ui.presenters.worklist`."""

    fill = "doses"
    side = 380
