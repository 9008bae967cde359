"""Founding: the site, then its first administrator, the second, acts last."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from tests.ui.fake_doorstep import FakeDoorstep
from tests.ui.showing import THEME, dressed, tab_order
from ui.presenters.desk import Place
from ui.presenters.founding import Founding
from ui.views.founding import FoundingView
from ui.views.page import PageScreen


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    desk = FakeDesk()
    desk.node = FakeDoorstep()  # type: ignore[assignment]  # it answers as a node does
    presenter = Founding(desk, Place("founding"))
    view = FoundingView(presenter, THEME, lambda _: None)
    dressed(qtbot, view, 1180, 760)
    presenter.attach(PageScreen(view))
    site = ["name", "pharmacy", "address", "workstation", "place"]
    first = ["family_name", "first_name", "title", "pin", "pin_again"]
    assert tab_order(view) == [*site, *first, "second_family_name", "act_to_join", "act_found"]
