"""People: standing, rights, PINs, each act with what follows in view."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from node.api.base import Command
from node.api.people import (
    ChangePin,
    GetStaff,
    GrantRights,
    ReadmitPerson,
    RemovePerson,
    ResetPin,
    ResumePerson,
    Staff,
    SuspendPerson,
    WithdrawRights,
)
from node.domain.rights import RIGHTS as KNOWN
from tests.ui import fake_site as site
from tests.ui.fake_desk import FakeDesk, Screen
from ui.presenters.desk import Place
from ui.presenters.members import RIGHTS, Members

OTHER = site.PEOPLE[2].person


def screen(*rights: str, standing: str = "", who: bytes = OTHER) -> Screen:
    desk = FakeDesk()
    assert desk.person is not None
    desk.person = replace(desk.person, rights=(*desk.person.rights, *rights))
    desk.node.standings = {who: standing}
    at = Screen(Members, Place("members"), desk)
    at.presenter.selected("members", who.hex())
    return at


def buttons(at: Screen) -> list[str]:
    return [action.key.removeprefix("do:") for action in at.page.actions()][:-2]


def test_the_rights_are_those_of_the_site() -> None:
    assert set(RIGHTS) == set(KNOWN)


@pytest.mark.parametrize(
    ("standing", "acts"),
    [
        ("", ["reset_pin", "grant", "take", "suspend", "propose_removal"]),
        ("suspended", ["lift", "propose_removal"]),
        ("removed", ["propose_readmission"]),
    ],
)
def test_what_an_administrator_may_do(standing: str, acts: list[str]) -> None:
    assert buttons(screen("site.people", standing=standing)) == acts


def test_a_pharmacist_resets_pins_and_everybody_changes_their_own() -> None:
    assert buttons(screen("site.pin")) == ["reset_pin"]
    assert buttons(screen()) == []
    own = screen(who=site.PEOPLE[0].person)
    assert buttons(own) == ["own_pin"]


@pytest.mark.parametrize(
    ("act", "standing", "typed", "command"),
    [
        ("suspend", "", {"reason": "absente"}, SuspendPerson(person=OTHER, reason="absente", pin=site.PIN)),
        ("lift", "suspended", {}, ResumePerson(person=OTHER, reason="", pin=site.PIN)),
        (
            "propose_removal",
            "",
            {"reason": "partie"},
            RemovePerson(person=OTHER, reason="partie", pin=site.PIN),
        ),
        (
            "propose_readmission",
            "removed",
            {"reason": "revenue"},
            ReadmitPerson(person=OTHER, reason="revenue", pin=site.PIN),
        ),
        ("grant", "", {"right": "release"}, GrantRights(person=OTHER, rights=("release",), pin=site.PIN)),
        ("take", "", {"right": "release"}, WithdrawRights(person=OTHER, rights=("release",), pin=site.PIN)),
        (
            "reset_pin",
            "",
            {"new_pin": "161803", "new_pin_again": "161803"},
            ResetPin(person=OTHER, new_pin="161803", pin=site.PIN),
        ),
    ],
)
def test_each_act_is_signed_with_what_follows(
    act: str, standing: str, typed: dict[str, str], command: Command
) -> None:
    at = screen("site.people", standing=standing)
    if typed:
        at.presenter.act(f"do:{act}")
        assert at.view.focused == next(iter(typed))
        assert not at.desk.signings
    at.fill(**typed)
    at.presenter.act(f"do:{act}")
    assert at.calls(type(command)) == [command]
    (signed,) = at.desk.signings
    assert signed.consequence
    assert not signed.consequence.startswith("ui.")
    assert "161803" not in " ".join((*signed.lines, signed.consequence))
    assert "161803" not in at.presenter.input.values.values()


def test_who_proposed_another_pin_before_is_read_before_one_is_proposed() -> None:
    desk = FakeDesk()
    assert desk.person is not None
    desk.person = replace(desk.person, rights=(*desk.person.rights, "site.people"))
    desk.node.resets = {OTHER: (site.stamp(1),)}
    at = Screen(Members, Place("members"), desk)
    at.presenter.selected("members", OTHER.hex())
    name = site.PEOPLE[1].name
    assert [name in row for row in at.rows("members")] == [
        one.person == OTHER or one.name == name for one in site.PEOPLE
    ]
    at.fill(new_pin="161803", new_pin_again="161803", right="release")
    at.presenter.act("do:reset_pin")
    at.fill(right="release")
    at.presenter.act("do:grant")
    reset, grant = at.desk.signings
    assert name in reset.consequence
    assert name not in grant.consequence


def test_ones_own_pin_is_typed_twice_alike() -> None:
    at = screen(who=site.PEOPLE[0].person)
    at.fill(new_pin="161803", new_pin_again="161804")
    assert at.field("new_pin_again").error
    at.presenter.act("do:own_pin")
    assert at.view.focused == "new_pin_again"
    at.fill(new_pin_again="161803")
    at.presenter.act("do:own_pin")
    assert at.calls(ChangePin) == [ChangePin(new_pin="161803", pin=site.PIN)]
    assert "Votre code PIN est changé." in at.notices()


def test_another_row_forgets_what_was_typed_for_the_first() -> None:
    at = screen("site.people")
    at.fill(reason="absente")
    at.presenter.opened("members", site.PEOPLE[1].person.hex())
    assert at.presenter.input("reason") == ""
    assert at.view.focused == "reason"
    at.presenter.act("agreements")
    at.presenter.act("return")
    assert at.desk.places == [Place("agreement"), Place("back")]


def test_what_was_typed_for_one_who_left_the_list_is_not_handed_on() -> None:
    at = screen("site.people")
    at.presenter.selected("members", site.PEOPLE[1].person.hex())
    at.fill(reason="absente", new_pin="271828")
    staff = at.node.call(GetStaff())
    assert isinstance(staff, Staff)
    assert isinstance(at.presenter, Members)
    left = tuple(row for row in staff.people if row.person != site.PEOPLE[1].person)
    at.presenter._listed(replace(staff, people=left))
    assert (at.presenter.input("reason"), at.presenter.input("new_pin")) == ("", "")
