"""What lies on the stick fills the screen."""

from ui.views.page import PageView


class CarryView(PageView):
    """See `ui.presenters.carry`."""

    fill = "files"
    first = "stick"
