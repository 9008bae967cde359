"""Correcting a patient's file: identity on the left, allergies and departure beside it."""

from ui.views.page import PageView


class CorrectionView(PageView):
    """See `ui.presenters.correction`."""
