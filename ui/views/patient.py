"""History in the middle, what one records on the side."""

from ui.views.page import PageView


class PatientView(PageView):
    """See `ui.presenters.patient`."""

    side = 400
    first = "courses"
