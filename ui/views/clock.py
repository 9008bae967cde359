"""What the workstation says, then what the watch says."""

from ui.views.page import PageView


class ClockView(PageView):
    """See `ui.presenters.clock`."""
