"""No file is opened before its look-alikes were looked at one by one."""

from __future__ import annotations

from node.api.patient import CreatePatient
from tests.ui.fake_desk import FakeDesk, Screen
from ui.presenters.blocks import Cards
from ui.presenters.desk import Place
from ui.presenters.patients import Patients


def screen() -> Screen:
    return Screen(Patients, Place("patients"), FakeDesk())


def creating(**fields: str) -> Screen:
    at = screen()
    at.fill(search="zz")
    at.presenter.act("create")
    identity = {"birth_name": "nouveau", "first_names": "Yvette", "birth_date": "01/02/1980", "sex": "F"}
    at.fill(**{**identity, **fields})
    return at


def test_somebody_without_look_alikes_is_created_at_once() -> None:
    at = creating()
    at.presenter.act("save")
    (command,) = (command for command in at.node.calls if isinstance(command, CreatePatient))
    assert command.identity.birth_name == "NOUVEAU"
    assert command.identity.birth_date == "1980-02-01"
    assert at.desk.places[-1].screen == "patient"


def test_each_look_alike_must_be_acknowledged() -> None:
    at = creating(birth_name="essai")
    at.presenter.act("save")
    assert "ressemblent" in at.notices()
    cards = at.block(Cards, "alike").cards
    assert len(cards) == 2
    assert not at.action("save").enabled
    at.presenter.ticked("alike", cards[0].id, True)
    assert not at.action("save").enabled
    at.presenter.ticked("alike", cards[1].id, True)
    assert at.action("save").enabled
    at.presenter.act("save")
    command = [command for command in at.node.calls if isinstance(command, CreatePatient)][-1]
    assert {item.hex() for item in command.looked_at} == {card.id for card in cards}


def test_an_acknowledgement_can_be_taken_back() -> None:
    at = creating(birth_name="essai")
    at.presenter.act("save")
    card = at.block(Cards, "alike").cards[0]
    at.presenter.ticked("alike", card.id, True)
    at.presenter.ticked("alike", card.id, False)
    assert not at.block(Cards, "alike").cards[0].ticked


def test_what_is_missing_is_said() -> None:
    at = creating(sex="")
    at.presenter.act("save")
    assert "nécessaires" in at.notices()
    assert not at.calls(CreatePatient)


def test_a_birth_is_echoed_in_letters_and_never_in_the_future() -> None:
    at = creating()
    assert at.field("birth_date").echo == "01\u2011févr.\u20111980"
    at.fill(birth_date="01/01/2027")
    assert at.field("birth_date").error
    at.fill(birth_date="+1j")
    assert at.field("birth_date").error


def test_abandoning_forgets_everything() -> None:
    at = creating()
    at.presenter.act("abandon")
    assert at.has("hits")
    assert "birth_date" not in at.presenter.input.values
    assert at.view.focused == "search"
