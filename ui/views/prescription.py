"""The computed cycle fills the screen, the work and the adjustment are on the side."""

from ui.views.page import PageView


class PrescriptionView(PageView):
    """See `ui.presenters.prescription`."""

    fill = "orders"
    side = 420
