"""Signing in by typing a part of one's name, then the PIN."""

from __future__ import annotations

from msgspec.structs import replace

from node.api.session import SignIn
from schema.ids import short_text
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_site import PEOPLE, PIN
from ui.presenters.desk import Place
from ui.presenters.session import Session


def screen() -> Screen:
    desk = FakeDesk()
    desk.person = desk.node.person = None
    return Screen(Session, Place("session"), desk)


def test_everybody_is_shown_and_nobody_is_chosen_by_chance() -> None:
    at = screen()
    assert len(at.rows("people")) == len(PEOPLE)
    at.presenter.act("sign_in")
    assert at.view.focused == "who"
    assert not at.calls(SignIn)


def test_a_part_of_a_name_chooses_once_it_is_the_only_one() -> None:
    at = screen()
    at.fill(who="pharma")
    assert at.rows("people") == []
    at.fill(who="MODELE")
    assert "Dr MODÈLE Antoine" in at.rows("people")[0]
    assert "MODÈLE" in at.field("pin").label
    at.presenter.act("to_pin")
    assert at.view.focused == "pin"


def test_the_right_pin_opens_the_worklist_and_is_forgotten() -> None:
    at = screen()
    at.fill(who="exemple", pin=PIN)
    at.presenter.act("sign_in")
    assert at.desk.person == PEOPLE[0]
    assert at.desk.places == [Place("worklist")]
    assert "pin" not in at.presenter.input.values


def test_a_wrong_pin_says_so_and_is_forgotten_too() -> None:
    at = screen()
    at.fill(who="exemple", pin="999999")
    at.presenter.act("sign_in")
    assert at.notices()
    assert at.desk.person is None
    assert "pin" not in at.presenter.input.values
    assert at.view.cleared == ["sign_in"]


def test_no_pin_is_not_sent() -> None:
    at = screen()
    at.fill(who="exemple")
    at.presenter.act("sign_in")
    assert at.view.focused == "pin"
    assert not at.calls(SignIn)


def test_two_of_one_name_are_told_apart() -> None:
    desk = FakeDesk()
    desk.person = desk.node.person = None
    # As the node sends them: who shares a name has a short id behind it.
    double = replace(PEOPLE[0], name=f"{PEOPLE[0].name} [31C9HP8S]", person=bytes(15) + b"\x07")
    desk.node.enrolled.append(double)
    at = Screen(Session, Place("session"), desk)
    at.fill(who="31c9")
    (row,) = at.rows("people")
    assert double.name in row
    assert "[31C9HP8S]" in at.field("pin").label


def test_a_pin_typed_for_one_person_goes_to_no_other() -> None:
    at = screen()
    at.presenter.selected("people", PEOPLE[0].person.hex())
    at.fill(pin="271828")
    at.presenter.selected("people", PEOPLE[1].person.hex())
    assert at.presenter.input("pin") == ""
    at.presenter.act("sign_in")
    assert not at.calls(SignIn)


def test_a_register_number_or_a_short_id_finds_who_has_it() -> None:
    desk = FakeDesk()
    desk.person = desk.node.person = None
    desk.node.enrolled = [replace(PEOPLE[0], name="Mme AUTRE Inès", person=b"7" * 16, licence="10001234567")]
    at = Screen(Session, Place("session"), desk)
    for typed in ("10001234567", short_text(b"7" * 16).lower()):
        at.fill(who=typed)
        assert ["AUTRE" in row for row in at.rows("people")] == [True]


def test_a_name_nobody_has_keeps_the_keyboard() -> None:
    at = screen()
    at.fill(who="personne de ce nom")
    at.presenter.act("to_pin")
    assert at.view.focused == "who"
    at.fill(who="")
    at.presenter.act("to_pin")
    assert at.view.focused == "people"
