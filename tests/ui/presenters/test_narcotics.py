"""The vault's screen: the ledger, two people at one screen, lines to be reconciled."""

from __future__ import annotations

import pytest

from node.api.narcotics import (
    CountVault,
    EnterNarcotics,
    HandOverVault,
    OpenVault,
    ReconcileVault,
    WitnessVault,
)
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_stock import MORPHINE, StockNode, an_id
from ui.format import Format
from ui.presenters.blocks import Actions, Form, Grid
from ui.presenters.desk import Place
from ui.presenters.narcotics import Narcotics


def screen(language: str = "fr") -> Screen:
    return Screen(Narcotics, Place("narcotics"), FakeDesk(StockNode(), language=language))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_word_is_there(language: str) -> None:
    at = screen(language)
    for grid in ("balances", "lines"):
        assert "ui." not in " ".join(at.rows(grid))
        assert Format(language).held(MORPHINE) in at.rows(grid)[0]
    assert [row.tone for row in at.block(Grid, "lines").rows] == ["alarm", "warning", None, None]


def test_an_entry_is_signed_with_what_it_says() -> None:
    at = screen()
    at.presenter.act("sign_vault")
    assert at.view.focused == "product"
    at.fill(doing="out", product=MORPHINE, amount="2", whom="Oncologie")
    at.presenter.act("sign_vault")
    (entered,) = at.calls(EnterNarcotics)
    assert isinstance(entered, EnterNarcotics)
    assert (entered.way, entered.amount.value, entered.second) == ("out", "2", None)


def test_a_count_is_by_two_people_each_with_their_pin() -> None:
    at = screen()
    at.fill(doing="count", counted_0="6")
    at.presenter.act("sign_vault")
    assert "attend" in at.desk.signings[-1].consequence
    at.fill(doing="count", counted_0="6", second=an_id(4).hex(), second_pin="123456")
    at.presenter.act("sign_vault")
    alone, together = at.calls(CountVault)
    assert isinstance(alone, CountVault)
    assert isinstance(together, CountVault)
    assert alone.second is None
    assert together.second is not None
    assert (together.second.person, together.second.pin) == (an_id(4), "123456")
    assert [line.product for line in together.lines] == [MORPHINE]


def test_a_hand_over_names_the_workstation() -> None:
    at = screen()
    at.fill(doing="hand_over", counted_0="6", counted_1="28")
    at.presenter.act("sign_vault")
    assert at.view.focused == "keeper"
    at.fill(keeper=an_id(8).hex(), second=an_id(4).hex(), second_pin="123456")
    at.presenter.act("sign_vault")
    (handed,) = at.calls(HandOverVault)
    assert isinstance(handed, HandOverVault)
    assert (handed.keeper, len(handed.lines)) == (an_id(8), 2)


def test_a_line_found_later_is_reconciled_and_a_waiting_one_signed() -> None:
    at = screen()
    assert at.block(Grid, "lines").selected == "0"  # in hand from the start, with its ways out
    assert "reconcile:added" in {one.key for one in at.block(Actions, "actions").actions}
    at.presenter.act("reconcile:counted")
    (reconciled,) = at.calls(ReconcileVault)
    assert isinstance(reconciled, ReconcileVault)
    assert reconciled.choice == "counted"
    at.presenter.selected("lines", "1")
    at.presenter.act("witness")
    assert len(at.calls(WitnessVault)) == 1


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
