"""The list fills the screen, the series above it."""

from ui.views.page import PageView


class RegisterView(PageView):
    """See `ui.presenters.register`."""

    fill = "numbers"
    first = "numbers"
