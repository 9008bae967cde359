"""Doses fill the screen, the course's own affairs are on the side."""

from ui.views.page import PageView


class CourseView(PageView):
    """See `ui.presenters.course`."""

    fill = "doses"
    side = 400
