"""The first screen of a new computer: sites around, a code, files, what it becomes, the six words."""

from __future__ import annotations

from node.api.joining import AgreeToJoin, DeclineToJoin, LookAround, TypeCode
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_doorstep import CODE, SIX_WORDS, FakeDoorstep
from ui.presenters.blocks import Facts, Prose
from ui.presenters.desk import Place
from ui.presenters.joining import Joining


class At(Screen):
    """The screen before its doorstep."""

    def __init__(self, doorstep: FakeDoorstep | None = None, language: str = "fr") -> None:
        self.doorstep = doorstep or FakeDoorstep()
        desk = FakeDesk(language=language)
        desk.node = self.doorstep  # type: ignore[assignment]  # it answers as a node does
        super().__init__(Joining, Place("joining"), desk)

    def sent(self, kind: type) -> list[object]:
        return [command for command in self.doorstep.calls if type(command) is kind]

    def facts(self, key: str) -> str:
        found = self.block(Facts, key).facts
        return " ".join(f"{fact.label} {fact.value} {fact.note}" for fact in found)


def test_it_looks_around_at_once_and_when_asked_again() -> None:
    at = At()
    assert [row.split()[0] for row in at.rows("doorways")] == ["3f9a0c5512bd", "a01b2c3d4e5f"]
    assert "192.0.2.10:7441, 192.0.2.11:7441" in at.rows("doorways")[0]
    at.presenter.act("look_around")
    assert len(at.sent(LookAround)) == 2
    at.doorstep.doorways = ()
    at.presenter.act("look_around")
    assert at.rows("doorways") == []


def test_a_code_is_typed_at_every_workstation_of_the_chosen_site() -> None:
    at = At()
    at.presenter.act("join")
    assert at.view.focused == "code"
    at.fill(code=CODE.lower())
    at.presenter.act("join")
    at.presenter.act("decline")
    at.presenter.selected("doorways", "a01b2c3d4e5f")
    at.presenter.act("join")
    at.presenter.act("decline")
    at.fill(address="192.0.2.99:7441")
    at.presenter.act("join")
    addresses = [command.addresses for command in at.doorstep.calls if isinstance(command, TypeCode)]
    assert addresses == [
        ("192.0.2.10:7441", "192.0.2.11:7441"),
        ("198.51.100.4:7441",),
        ("192.0.2.99:7441",),
    ]


def test_where_there_is_no_site_yet_one_is_founded() -> None:
    at = At()
    assert "Fonder un nouveau site" in at.block(Prose, "about").text
    at.presenter.act("to_found")
    assert at.desk.places == [Place("founding")]
    waiting = At(FakeDoorstep(requested=True))
    assert "to_found" not in [action.key for action in waiting.page.actions()]


def test_a_wrong_code_is_told_and_stays_typed() -> None:
    at = At()
    at.fill(code="0000-0000")
    at.presenter.act("join")
    assert "n’est pas le bon" in at.notices()
    assert at.field("code").value == "0000-0000"
    assert at.action("join").enabled


def test_what_it_becomes_is_confirmed_and_the_six_words_are_shown_once() -> None:
    at = At()
    at.fill(code=CODE)
    at.presenter.act("join")
    said = at.facts("found")
    assert "CH de Valfictif" in said
    assert "HDJ-2 (Hôpital de jour)" in said
    assert "ZÉRO Ignace, EXEMPLE Claire" in said
    assert not at.sent(AgreeToJoin)
    at.presenter.act("agree")
    assert at.block(Prose, "passphrase").text == SIX_WORDS
    assert [action.key for action in at.page.actions()] == ["begin"]
    at.presenter.act("begin")
    assert at.desk.places == [Place("back")]


def test_who_says_no_is_told_what_remains_to_do() -> None:
    at = At()
    at.fill(code=CODE)
    at.presenter.act("join")
    at.presenter.act("decline")
    assert at.sent(DeclineToJoin)
    assert "le site ne connaît pas cet ordinateur" in at.notices()
    assert at.has("typing")


def test_who_asked_to_be_let_in_and_heard_nothing_may_be_known_there() -> None:
    at = At(FakeDoorstep(lost=True))
    at.fill(code=CODE)
    at.presenter.act("join")
    at.presenter.act("agree")
    at.presenter.act("decline")
    assert "Le site connaît pourtant ce poste" in at.notices()
    at.presenter.act("join")
    at.presenter.act("decline")
    assert "Le site connaît pourtant ce poste" not in at.notices()


def test_english_says_it_too() -> None:
    at = At(language="en")
    at.fill(code=CODE)
    at.presenter.act("join")
    assert "ui." not in at.facts("found") + at.page.title + at.page.subtitle
