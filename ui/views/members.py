"""The list fills the screen, what is done about the row in hand is on the side."""

from ui.views.page import PageView


class MembersView(PageView):
    """See `ui.presenters.members`."""

    fill = "members"
    side = 420
