"""What is typed for a vault: an entry, a count by two people, a hand-over."""

from __future__ import annotations

from node.api.narcotics import CountVault, EnterNarcotics, HandOverVault
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_stock import MORPHINE, StockNode, an_id
from ui.presenters.desk import Place
from ui.presenters.narcotics import Narcotics


def screen(language: str = "fr") -> Screen:
    return Screen(Narcotics, Place("narcotics"), FakeDesk(StockNode(), language=language))


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
