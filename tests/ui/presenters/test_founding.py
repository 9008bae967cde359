"""A new site: what is asked, what is refused, what is shown once."""

from __future__ import annotations

from node.api.joining import FoundSite
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_doorstep import SHARES, SIX_WORDS, FakeDoorstep
from ui.presenters.blocks import Facts, Form, Prose
from ui.presenters.desk import Place
from ui.presenters.founding import Founding

SITE = {
    "name": "CH de Valfictif",
    "pharmacy": "PUI",
    "address": "1 rue Fictive",
    "workstation": "PUI-1",
    "place": "Pharmacie",
    "family_name": "Fictif",
    "first_name": "Ignace",
    "pin": "271828",
    "pin_again": "271828",
}
SECOND = {
    "second_family_name": "Exemple",
    "second_first_name": "Claire",
    "second_pin": "161803",
    "second_pin_again": "161803",
}


class At(Screen):
    """The screen before its doorstep."""

    def __init__(self) -> None:
        self.doorstep = FakeDoorstep()
        desk = FakeDesk()
        desk.node = self.doorstep  # type: ignore[assignment]  # it answers as a node does
        super().__init__(Founding, Place("founding"), desk)

    def sent(self) -> list[FoundSite]:
        return [command for command in self.doorstep.calls if isinstance(command, FoundSite)]


def test_the_keyboard_goes_to_what_is_missing_one_after_the_other() -> None:
    at = At()
    for key, value in {**SITE, **SECOND}.items():
        at.presenter.act("found")
        if not key.startswith("second"):
            assert at.view.focused == key
            assert not at.sent()
        at.fill(**{key: value})
        if key == "pin_again":
            break
    at.fill(second_family_name="Exemple")
    for key in ("second_first_name", "second_pin", "second_pin_again"):
        at.presenter.act("found")
        assert at.view.focused == key
        at.fill(**{key: SECOND[key]})
    at.presenter.act("found")
    (sent,) = at.sent()
    assert (sent.name, sent.family_name, sent.title) == ("CH de Valfictif", "Fictif", "")
    assert (sent.pin, sent.second_pin) == ("271828", "161803")
    assert "271828" not in repr(sent)


def test_a_second_administrator_is_asked_for_once_there_is_a_name() -> None:
    at = At()
    assert [field.key for field in at.block(Form, "second").fields] == ["second_family_name"]
    at.fill(second_family_name="Exemple")
    assert at.field("second_pin").kind == "pin"


def test_two_pins_that_differ_are_told_where_they_are_typed() -> None:
    at = At()
    at.fill(**(SITE | {"pin_again": "271829"}))
    assert at.field("pin_again").error
    at.presenter.act("found")
    assert (at.view.focused, at.sent()) == ("pin_again", [])


def test_a_refusal_keeps_what_was_typed() -> None:
    at = At()
    at.fill(**(SITE | {"pin": "2718", "pin_again": "2718"}))
    at.presenter.act("found")
    assert "trop court" in at.notices()
    assert at.field("name").value == "CH de Valfictif"
    assert at.action("found").enabled


def test_words_and_shares_are_shown_once_and_kept_for_the_printer() -> None:
    at = At()
    at.fill(**SITE)
    at.presenter.act("found")
    assert at.block(Prose, "passphrase").text == SIX_WORDS
    assert tuple(fact.value for fact in at.block(Facts, "shares").facts) == SHARES
    assert not set(SITE.values()) & set(at.presenter.input.values.values()), "no PIN is kept"
    at.fill(pages="E:/parts.pdf")
    at.presenter.act("save_shares")
    assert at.desk.saved == {"E:/parts.pdf": b"%PDF"}
    assert "effacez ce fichier" in at.notices()
    at.presenter.act("begin")
    assert at.desk.places == [Place("back")]


def test_the_way_back_to_joining() -> None:
    at = At()
    at.presenter.act("to_join")
    assert at.desk.places == [Place("joining")]
