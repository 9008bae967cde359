"""Workstations: where each stands, and each act with what follows in view."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from node.api.workstations import (
    MoveWorkstation,
    ReadmitWorkstation,
    RemoveWorkstation,
    RenameWorkstation,
    ResumeWorkstation,
    SuspendWorkstation,
)
from schema.ids import short_text
from tests.ui import fake_site as site
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_members import FORK, STATIONS
from tests.ui.fake_node import FakeNode
from ui.presenters.desk import Place
from ui.presenters.workstations import Workstations

ROWS = {one.name: one.workstation for one in STATIONS}


def screen(name: str = "HDJ-1", language: str = "fr") -> Screen:
    at = Screen(Workstations, Place("workstations"), FakeDesk(language=language))
    at.presenter.selected("workstations", ROWS[name].hex())
    return at


def test_each_with_its_standing_and_what_is_held_of_it() -> None:
    day, own, suspended, removed = screen().rows("workstations")
    assert "en service" in day
    assert "812 actes" in day
    assert "(ce poste)" in own
    assert "suspendu 7 actes mis de côté" in suspended
    assert "dernier acte\u202f: aucun" in removed


@pytest.mark.parametrize(
    ("name", "acts"),
    [
        ("HDJ-1", ["suspend", "propose_removal", "rename", "move"]),
        ("USC-1", ["lift", "propose_removal", "rename", "move"]),
        ("SSR-1", ["propose_readmission", "propose_removal"]),
    ],
)
def test_what_may_be_done_follows_from_how_it_stands(name: str, acts: list[str]) -> None:
    buttons = [action.key for action in screen(name).page.actions()]
    assert buttons == [*(f"do:{act}" for act in acts), "agreements", "return"]


@pytest.mark.parametrize(
    ("act", "kind"), [("suspend", SuspendWorkstation), ("propose_removal", RemoveWorkstation)]
)
def test_what_was_seen_is_told_before_it_is_signed(
    act: str, kind: type[SuspendWorkstation | RemoveWorkstation]
) -> None:
    at = screen()
    at.presenter.act(f"do:{act}")
    assert at.view.focused == "reason"
    assert not at.desk.signings
    at.fill(reason="introuvable")
    at.presenter.act(f"do:{act}")
    (signed,) = at.desk.signings
    assert "812 actes vus, le dernier\u202f: 15:01." in signed.consequence
    assert "Ce qui suivra sera mis de côté" in signed.consequence
    assert signed.danger
    (sent,) = at.calls(kind)
    assert sent == kind(workstation=ROWS["HDJ-1"], reason="introuvable", pin=site.PIN)
    assert "suspendu" in at.rows("workstations")[0]
    assert at.presenter.input("reason") == ""


def test_a_lifted_suspension_says_what_counts_again() -> None:
    at = screen("USC-1")
    at.presenter.act("do:lift")
    assert at.desk.signings[0].consequence == "7 actes mis de côté compteront de nouveau."
    assert at.calls(ResumeWorkstation)


def test_name_and_place_are_those_of_the_row_and_are_changed_one_at_a_time() -> None:
    at = screen()
    assert (at.field("name").value, at.field("place").value) == ("HDJ-1", "Hôpital de jour")
    at.fill(name="HDJ-2")
    at.presenter.act("do:rename")
    assert at.calls(RenameWorkstation) == [
        RenameWorkstation(workstation=ROWS["HDJ-1"], name="HDJ-2", pin=site.PIN)
    ]
    at.fill(place="Étage 2")
    at.presenter.act("do:move")
    assert at.calls(MoveWorkstation)
    assert "HDJ-2 Étage 2" in at.rows("workstations")[0]
    at.presenter.selected("workstations", ROWS["PUI-1"].hex())
    assert at.field("name").value == "PUI-1"


@pytest.mark.parametrize(("admit", "said"), [("1", "comptera"), ("", "le reste")])
def test_a_readmission_says_what_becomes_of_what_was_set_aside(admit: str, said: str) -> None:
    at = screen("SSR-1")
    at.fill(reason="retrouvé", admit=admit)
    at.presenter.act("do:propose_readmission")
    assert said in at.desk.signings[0].consequence
    (sent,) = at.calls(ReadmitWorkstation)
    assert isinstance(sent, ReadmitWorkstation)
    assert sent.admit is bool(admit)


def test_the_way_to_what_waits_and_back() -> None:
    at = screen()
    at.presenter.opened("workstations", ROWS["USC-1"].hex())
    assert at.view.focused == "reason"
    at.presenter.act("agreements")
    at.presenter.act("return")
    assert at.desk.places == [Place("agreement"), Place("back")]


def test_a_journal_in_several_versions_is_an_alarm_with_its_way() -> None:
    node = FakeNode()
    node.forks = (FORK,)
    at = Screen(Workstations, Place("workstations"), FakeDesk(node))
    assert "Journal en plusieurs versions\u202f: HDJ-1" in at.notices()
    assert "journal en plusieurs versions" in at.rows("workstations")[0]
    at.presenter.act("forks")
    assert at.desk.places == [Place("forks")]


def test_two_of_one_name_are_told_apart_wherever_one_is_named() -> None:
    node = FakeNode()
    double = replace(STATIONS[0], workstation=bytes(15) + b"\x07", name=STATIONS[0].name.lower())
    node.stations = (*STATIONS, double)
    node.forks = (replace(FORK, workstation=STATIONS[0].name, station=STATIONS[0].workstation),)
    at = Screen(Workstations, Place("workstations"), FakeDesk(node))
    rows = at.rows("workstations")
    named = f"{double.name} [{short_text(double.workstation)}]"
    assert named in rows[-1]
    assert f"{STATIONS[0].name} [{short_text(STATIONS[0].workstation)}]" in rows[0]
    assert ["plusieurs versions" in row for row in rows] == [True, *(False for _ in rows[1:])], "one of both"
    at.presenter.selected("workstations", double.workstation.hex())
    at.fill(reason="doublon")
    at.presenter.act("do:suspend")
    (signed,) = at.desk.signings
    assert signed.lines[0] == named
