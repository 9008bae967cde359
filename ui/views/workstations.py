"""The list fills the screen, what is done about the row in hand is on the side."""

from ui.views.page import PageView


class WorkstationsView(PageView):
    """See `ui.presenters.workstations`."""

    fill = "workstations"
    side = 420
