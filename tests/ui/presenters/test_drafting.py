"""An adjustment has its reason, is computed by the node, and is there to be changed."""

from __future__ import annotations

import msgspec
import pytest

from node.api.base import Refused
from node.api.prescription import DraftPrescription
from tests.ui.presenters.test_prescription import screen
from ui.presenters.blocks import Grid
from ui.presenters.drafting import Drafting


def test_a_reduction_needs_a_reason_and_is_computed_by_the_node() -> None:
    at = screen()
    at.fill(reduction="20")
    assert at.field("reduction").echo == "−20\u202f%"
    at.presenter.act("adjust")
    assert at.view.focused == "why"
    at.fill(why="neutropénie")
    at.presenter.act("adjust")
    (adjustment,) = [command for command in at.node.calls if isinstance(command, DraftPrescription)][
        -1
    ].adjustments
    assert (adjustment.line, adjustment.day, adjustment.reduction_percent) == ("L1", 0, "20")
    assert at.block(Grid, "orders").rows[0].tone == "warning"
    assert "neutropénie" in at.rows("orders")[0]


def test_an_adjustment_is_shown_again_and_can_be_taken_back() -> None:
    at = screen()
    at.fill(reduction="12,5", why="âge")
    at.presenter.act("adjust")
    at.presenter.selected("orders", "1")
    assert at.field("reduction").value == ""
    at.presenter.selected("orders", "0")
    assert (at.field("reduction").value, at.field("why").value) == ("12,5", "âge")
    at.fill(reduction="", why="")
    at.presenter.act("adjust")
    assert [command for command in at.node.calls if isinstance(command, DraftPrescription)][
        -1
    ].adjustments == ()


def test_a_dose_far_off_leads_back_to_its_reason_with_the_percentage_to_name() -> None:
    at = screen()
    values = {
        "substance": "oxaliplatine",
        "dose": "1500 mg",
        "theoretical": "153 mg",
        "percent": "980 %",
    }
    at.node.objected = (Refused(code="dose.off_theoretical", values=values),)
    at.fill(outright="1500", why="x")
    at.presenter.act("adjust")
    assert at.view.focused == "why"
    assert "980\u00a0% de la dose théorique (153\u00a0mg)" in at.notices("objections")
    at.node.objected = ()
    at.fill(why="980 %, essai")
    at.presenter.act("adjust")
    assert at.view.focused == "orders"


def test_an_outright_dose() -> None:
    at = screen()
    at.fill(outright="135", why="dernier flacon", whole_line="")
    assert at.field("outright").echo == "135\u00a0mg"
    at.presenter.act("adjust")
    (adjustment,) = [command for command in at.node.calls if isinstance(command, DraftPrescription)][
        -1
    ].adjustments
    assert adjustment.prescribed is not None
    assert adjustment.prescribed.value == "135"
    assert adjustment.day == 1


@pytest.mark.parametrize("typed", ["vingt", "1,250", "05"])
def test_a_doubtful_number_goes_nowhere(typed: str) -> None:
    at = screen()
    before = len(at.calls(DraftPrescription))
    at.fill(reduction=typed, why="x")
    at.presenter.act("adjust")
    assert at.field("reduction").error
    assert len(at.calls(DraftPrescription)) == before


def test_what_is_typed_for_one_order_stays_with_it_when_another_comes_before() -> None:
    at = screen()
    at.presenter.selected("orders", "1")
    assert isinstance(at.presenter, Drafting)
    order, draft = at.presenter.order_in_hand(), at.presenter.draft
    assert order is not None
    assert draft is not None
    at.fill(reduction="20")
    turned = msgspec.structs.replace(draft, orders=draft.orders[::-1])
    at.presenter._computed(turned)
    assert at.presenter.order_in_hand() == order
    assert at.presenter.input("reduction") == "20"
    at.presenter._computed(
        msgspec.structs.replace(draft, orders=tuple(one for one in draft.orders if one != order))
    )
    assert at.presenter.order_in_hand() != order
    assert at.presenter.input("reduction") == ""
