"""People fill the screen, the one to enrol is on the side."""

from ui.views.page import PageView


class StaffView(PageView):
    """See `ui.presenters.staff`."""

    fill = "people"
    side = 420
