"""A bag for another patient: what fits comes with its reasons, and both patients are named before signing."""

from __future__ import annotations

import msgspec
import pytest

from node.api.reattribution import Reattribute
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_stock import StockNode, an_id
from ui.presenters.blocks import Cards
from ui.presenters.desk import Place
from ui.presenters.reattribution import Reattribution


def screen(node: StockNode | None = None, language: str = "fr") -> Screen:
    place = Place("reattribution", course=bytes(16), bag=an_id(5))
    return Screen(Reattribution, place, FakeDesk(node or StockNode(), language=language))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_word_is_there(language: str) -> None:
    said = " ".join(screen(language=language).rows("targets"))
    assert "ui." not in said


def test_both_patients_are_named_before_signing() -> None:
    at = screen()
    at.presenter.act("reattribute")
    (sent,) = at.calls(Reattribute)
    assert isinstance(sent, Reattribute)
    assert (sent.bag, sent.item.dose, len(sent.based_on)) == (an_id(5), an_id(2), 2)
    (signing,) = at.desk.signings
    patients = [course.patient for course in at.node.courses[:2]]
    names = [patient.identity.birth_name.upper() for patient in patients]
    assert all(any(name in line for line in signing.lines) for name in names)
    assert "nouveau numéro" in signing.consequence


def test_with_whom_the_dose_and_the_bag_are_confirmed_is_said_before() -> None:
    at = screen()
    cards = at.block(Cards, "confirmed")
    assert (cards.title, [card.title for card in cards.cards if card.tone]) == (
        "Dose et poche confirmées avec",
        ["HDJ-1", "HDJ-2", "SERV-2", "SERV-3"],
    )
    assert "réattribuer" in cards.note
    at.presenter.selected("targets", "")
    assert not [block for block in at.page.blocks if block.key == "confirmed"]


def test_what_does_not_fit_says_why_and_is_not_signed() -> None:
    at = screen()
    at.presenter.selected("targets", an_id(3).hex())
    assert "22,3" in at.notices("objections")
    assert not at.action("reattribute").enabled
    at.presenter.act("reattribute")
    assert not at.desk.signings


def test_a_bag_that_may_not_leave_goes_to_nobody() -> None:
    node = StockNode()
    node.fits = False
    at = screen(node)
    assert "service" in at.notices("against")
    assert not at.action("reattribute").enabled


def test_a_patient_chosen_who_is_not_there_any_more_gives_way_to_none() -> None:
    at = screen()
    presenter = at.presenter
    assert isinstance(presenter, Reattribution)
    proposal = presenter._proposal
    assert proposal is not None
    presenter.selected("targets", proposal.targets[0].item.dose.hex())
    presenter._proposed(msgspec.structs.replace(proposal, targets=proposal.targets[1:]))
    presenter.act("reattribute")
    assert not at.calls(Reattribute)
    assert presenter._target() is None
