"""The bench: lots in the order of the vial, then the bag, then the claim."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.ui.fake_desk import FakeDesk, of
from tests.ui.showing import opened, tab_order


def test_tab_goes_in_reading_order(qtbot: QtBot) -> None:
    desk = FakeDesk(person=2)
    view = opened(qtbot, of(1, 0, node=desk.node, screen="preparation"), desk)
    assert tab_order(view) == [
        "lot_0",
        "expiry_0",
        "count_0",
        "act_another_lot",
        "diluent_lot",
        "withdraw",
        "act_claim",
    ]
