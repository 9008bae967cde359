"""Balances and the ledger fill the screen, what is recorded is on the side."""

from ui.views.page import PageView


class NarcoticsView(PageView):
    """See `ui.presenters.narcotics`."""

    side = 380
    first = "lines"
