"""Deeds about the row in hand need their field, tell their consequence, and empty what was typed."""

from __future__ import annotations

from node.api.people import SuspendPerson
from tests.ui.fake_desk import FakeDesk, Screen
from ui.presenters.blocks import Actions, Page
from ui.presenters.desk import Place
from ui.presenters.office import Office


class Deeds(Office):
    """Two deeds about one person."""

    name = "members"
    grave = frozenset({"suspend"})
    about = ("reason",)

    def act_do(self, act: str) -> None:
        typed = self.typed_for(act, "reason")
        if typed is not None:
            self.sign_deed(
                act,
                "Dr EXEMPLE",
                typed,
                command=lambda pin: SuspendPerson(person=bytes(16), reason=typed, pin=pin),
                follows="what follows",
            )

    def page(self) -> Page:
        return Page("", blocks=(Actions(key="actions", actions=self.deeds(("suspend", "lift"))),))


def screen() -> Screen:
    return Screen(Deeds, Place("members"), FakeDesk())


def test_a_button_for_each_and_the_grave_ones_say_so() -> None:
    assert [(one.key, one.danger) for one in screen().page.actions()] == [
        ("do:suspend", True),
        ("do:lift", False),
    ]


def test_without_its_field_nothing_is_signed_but_for_a_lift() -> None:
    at = screen()
    at.presenter.act("do:suspend")
    assert at.view.focused == "reason"
    assert not at.desk.signings
    at.presenter.act("do:lift")
    assert len(at.desk.signings) == 1


def test_a_deed_is_signed_with_its_consequence_and_empties_its_field() -> None:
    at = screen()
    at.fill(reason=" parti ")
    at.presenter.act("do:suspend")
    (signing,) = at.desk.signings
    assert (signing.lines, signing.consequence, signing.danger) == (
        ("Dr EXEMPLE", "parti"),
        "what follows",
        True,
    )
    assert at.presenter.input("reason") == ""


def test_the_ways_to_agreements_to_forks_and_back() -> None:
    at = screen()
    for act in ("agreements", "forks"):
        at.presenter.act(act)
    assert [place.screen for place in at.desk.places[-2:]] == ["agreement", "forks"]
