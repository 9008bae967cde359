"""The patient in front of the nurse in the middle, the bag on the side."""

from ui.views.page import PageView


class AdministrationView(PageView):
    """See `ui.presenters.administration`."""

    side = 400
