"""What was set aside, one act a line; why, and what may be done, of the one in hand below."""

from ui.views.page import PageView


class AsideView(PageView):
    """See `ui.presenters.aside`."""

    fill = "acts"
