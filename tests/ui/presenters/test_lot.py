"""The stock screen: balances, alarms, whom a recall concerns, what is recorded and with which command."""

from __future__ import annotations

from node.api.lot import CountLot, MoveLot, RecallLot, ReceiveLot
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_stock import LOTS, StockNode
from ui.presenters.desk import Place
from ui.presenters.lot import Lot


def screen(language: str = "fr") -> Screen:
    return Screen(Lot, Place("lot"), FakeDesk(StockNode(), language=language))


def test_a_movement_takes_what_its_sort_takes() -> None:
    at = screen()
    at.presenter.selected("lots", LOTS[1].hex())
    at.fill(way="broken", count="2", reason="cassés")
    at.presenter.act("record_movement")
    (moved,) = at.calls(MoveLot)
    assert isinstance(moved, MoveLot)
    assert (moved.change, moved.why, moved.lot.number) == (-2, "broken", "G7701")
    at.fill(way="received", count="10", reason="Grossiste")
    at.presenter.act("record_movement")
    (received,) = at.calls(ReceiveLot)
    assert isinstance(received, ReceiveLot)
    assert (received.count, received.supplier) == (10, "Grossiste")


def test_a_count_is_signed_and_a_number_that_is_none_is_asked_again() -> None:
    at = screen()
    at.fill(way="counted", count="deux")
    at.presenter.act("record_movement")
    assert at.view.focused == "count"
    at.fill(count="12")
    at.presenter.act("record_movement")
    (counted,) = at.calls(CountLot)
    assert isinstance(counted, CountLot)
    assert (counted.counted, counted.lot.number) == (12, "AB-12")


def test_a_lot_is_recalled_with_its_consequence_and_lifted_where_it_is() -> None:
    at = screen()
    assert {action.key for action in at.page.actions()} >= {"lift_recall"}
    at.presenter.act("lift_recall")
    at.presenter.selected("lots", LOTS[1].hex())
    at.presenter.act("recall_lot")
    (recalled,) = at.calls(RecallLot)
    assert isinstance(recalled, RecallLot)
    assert (recalled.lot.number, recalled.reason) == ("G7701", "motif fictif")
    assert "0 poche" in at.desk.signings[-1].consequence


def test_what_was_typed_of_one_lot_goes_to_no_other() -> None:
    at = screen()
    at.fill(way="broken", count="2", reason="cassés", volume="3")
    at.presenter.selected("lots", LOTS[1].hex())
    assert {at.presenter.input(key) for key in ("way", "count", "reason", "volume")} == {""}
    at.presenter.act("record_movement")
    assert not at.calls(MoveLot)
