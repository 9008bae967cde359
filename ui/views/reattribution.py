"""The bag above, the doses it fits below."""

from ui.views.page import PageView


class ReattributionView(PageView):
    """See `ui.presenters.reattribution`."""

    first = "targets"
