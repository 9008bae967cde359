"""The code and who knocks fill the screen, files on a stick are on the side."""

from ui.views.page import PageView


class InvitingView(PageView):
    """See `ui.presenters.inviting`."""

    fill = "knocks"
    side = 420
