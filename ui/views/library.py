"""The items fill the screen."""

from ui.views.page import PageView


class LibraryView(PageView):
    """See `ui.presenters.library`."""

    fill = "items"
    side = 540
