"""Opened vials on the stock screen."""

from __future__ import annotations

from node.api.lot import DiscardRemainder, KeepRemainder
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_stock import StockNode
from ui.presenters.blocks import Grid
from ui.presenters.desk import Place
from ui.presenters.lot import Lot


def screen() -> Screen:
    return Screen(Lot, Place("lot"), FakeDesk(StockNode()))


def test_a_remainder_is_kept_until_a_day_and_thrown_away_with_a_reason() -> None:
    at = screen()
    at.fill(volume="douze")
    at.presenter.act("keep_remainder")
    assert at.view.focused == "volume"
    at.fill(volume="12,5", use_by="+1j")
    at.presenter.act("keep_remainder")
    (kept,) = at.calls(KeepRemainder)
    assert isinstance(kept, KeepRemainder)
    assert kept.volume.value == "12.5"
    at.presenter.act("discard_remainder")
    assert at.view.focused == "remainders"
    at.presenter.selected("remainders", at.block(Grid, "remainders").rows[0].id)
    at.presenter.act("discard_remainder")
    assert len(at.calls(DiscardRemainder)) == 1
