"""The vault's screen: the ledger, two people at one screen, lines to be reconciled."""

from __future__ import annotations

from node.api.narcotics import OpenVault, ReconcileVault, WitnessVault
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_stock import StockNode, act, line
from ui.presenters.blocks import Actions, Form, Grid
from ui.presenters.desk import Place
from ui.presenters.narcotics import Narcotics


def screen(language: str = "fr") -> Screen:
    return Screen(Narcotics, Place("narcotics"), FakeDesk(StockNode(), language=language))


def test_a_line_found_later_is_reconciled_and_a_waiting_one_signed() -> None:
    at = screen()
    rows = at.block(Grid, "lines").rows
    assert at.block(Grid, "lines").selected == rows[0].id  # in hand from the start, with its ways out
    assert "reconcile:added" in {one.key for one in at.block(Actions, "actions").actions}
    at.presenter.act("reconcile:counted")
    (reconciled,) = at.calls(ReconcileVault)
    assert isinstance(reconciled, ReconcileVault)
    assert reconciled.choice == "counted"
    at.presenter.selected("lines", rows[1].id)
    at.presenter.act("witness")
    assert len(at.calls(WitnessVault)) == 1


def test_the_line_in_hand_stays_in_hand_when_a_newer_one_comes_above_it() -> None:
    node = StockNode()
    at = Screen(Narcotics, Place("narcotics"), FakeDesk(node))
    waiting = at.block(Grid, "lines").rows[1].id
    at.presenter.selected("lines", waiting)
    node.newest = (line(9, "in", "1", "7"),)
    at.presenter.load()
    lines = at.block(Grid, "lines")
    assert (lines.selected, lines.rows[2].id) == (waiting, waiting)
    at.presenter.act("witness")
    (signed,) = at.calls(WitnessVault)
    assert isinstance(signed, WitnessVault)
    assert signed.what == act(2)


def test_another_vault_is_chosen_without_losing_the_choice() -> None:
    at = screen()
    at.fill(vault=at.block(Form, "vaults").fields[0].options[-1].value)
    assert at.block(Form, "vaults").fields[0].value == at.block(Form, "vaults").fields[0].options[-1].value


def test_a_vault_is_opened_with_a_name() -> None:
    at = screen()
    at.presenter.act("open_vault")
    assert at.view.focused == "vault_name"
    at.fill(vault_name="Coffre")
    at.presenter.act("open_vault")
    assert len(at.calls(OpenVault)) == 1


def test_what_was_counted_in_one_vault_is_not_said_of_another() -> None:
    at = screen()
    at.fill(doing="count", counted_0="3", second="00")
    at.fill(vault=at.block(Form, "vaults").fields[0].options[-1].value)
    assert (at.presenter.input("counted_0"), at.presenter.input("second")) == ("", "")
