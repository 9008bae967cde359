"""The first screen: the code first, the sites around, files after, acts last."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk
from tests.ui.fake_doorstep import FakeDoorstep
from tests.ui.showing import THEME, dressed, tab_order
from ui.presenters.desk import Place
from ui.presenters.joining import Joining
from ui.views.joining import JoiningView
from ui.views.page import PageScreen


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    desk = FakeDesk()
    desk.node = FakeDoorstep()  # type: ignore[assignment]  # it answers as a node does
    presenter = Joining(desk, Place("joining"))
    view = JoiningView(presenter, THEME, lambda _: None)
    dressed(qtbot, view, 1180, 760)
    presenter.attach(PageScreen(view))
    assert tab_order(view) == [
        "code",
        "address",
        "doorways",
        "name",
        "place",
        "request",
        "act_to_found",
        "act_look_around",
        "act_make_request",
        "act_join",
    ]
