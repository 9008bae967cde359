"""The list fills the screen."""

from ui.views.page import PageView


class AgreementView(PageView):
    """See `ui.presenters.agreement`."""

    fill = "proposals"
