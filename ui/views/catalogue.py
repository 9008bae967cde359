"""Products fill the screen, the one in hand is on the side."""

from ui.views.page import PageView


class CatalogueView(PageView):
    """See `ui.presenters.catalogue`."""

    fill = "entries"
    side = 400
