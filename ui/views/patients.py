"""Search above, hits or the new file below."""

from ui.views.page import PageView


class PatientsView(PageView):
    """See `ui.presenters.patients`."""

    side = 380
