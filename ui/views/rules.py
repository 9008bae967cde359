"""The list fills the screen."""

from ui.views.page import PageView


class RulesView(PageView):
    """See `ui.presenters.rules`."""

    fill = "rules"
