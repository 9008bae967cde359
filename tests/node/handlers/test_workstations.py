"""Workstations: named, moved, suspended, removed by two, readmitted in new journals."""

from __future__ import annotations

import pytest

from node.api.agreement import GetProposals, Proposals
from node.api.base import Command
from node.api.patient import NotePatient
from node.api.workstations import (
    GetWorkstations,
    MoveWorkstation,
    ReadmitWorkstation,
    RemoveWorkstation,
    RenameWorkstation,
    ResumeWorkstation,
    SuspendWorkstation,
    Workstations,
    WorkstationView,
)
from node.desk import CLINICAL, MEMBERSHIP
from schema.ids import Id
from tests.node import circuit
from tests.node.stations import PIN, Station, exchange, send

Three = tuple[Station, Station, Station]


def seen(site: Station, name: str) -> WorkstationView:
    """How an administrator sees it."""
    rows = site.get("administrator", GetWorkstations(), Workstations).workstations
    return next(one for one in rows if one.name == name)


def parted(stations: Three) -> tuple[Station, Station, Id, Id]:
    """Two workstations that know one patient, then part; the second's id."""
    one, other, _ = stations
    patient = circuit.ready(one).patient
    exchange(one, other)
    return one, other, patient, other.desk.vault.workstation


def note(station: Station, patient: Id, text: str = "RAS") -> None:
    """Something is written there."""
    station.do("nurse", NotePatient(patient=patient, text=text))


def proposed(site: Station) -> tuple[str, int]:
    """What the second person is told: which sort, and how many acts set aside it is about."""
    (one,) = site.get("administrator2", GetProposals(), Proposals).proposals
    return one.kind, one.aside


def removed(site: Station, workstation: Id) -> None:
    """Two administrators remove it."""
    proposed = site.do("administrator", RemoveWorkstation(workstation=workstation, reason="volé", pin=PIN))
    site.agree(proposed)


def test_renamed_and_moved(stations: Three) -> None:
    one, other, _, theirs = parted(stations)
    one.do("administrator", RenameWorkstation(workstation=theirs, name="HDJ-2", pin=PIN))
    one.do("administrator", MoveWorkstation(workstation=theirs, place="couloir B", pin=PIN))
    assert one.refused("administrator", RenameWorkstation(workstation=theirs, name="PUI-1", pin=PIN)) == (
        "workstation.name_taken"
    )
    exchange(one, other)
    assert other.desk.workstation_name == "HDJ-2"
    assert seen(other, "HDJ-2").place == "couloir B"
    assert (seen(other, "HDJ-2").own, seen(other, "PUI-1").own) == (True, False)


def test_what_a_suspended_workstation_writes_waits_until_it_is_lifted(stations: Three) -> None:
    one, other, patient, theirs = parted(stations)
    note(other, patient)
    exchange(one, other)
    before = seen(one, "HDJ-1").acts
    one.do("administrator", SuspendWorkstation(workstation=theirs, reason="introuvable", pin=PIN))
    note(other, patient, "sans le savoir")
    exchange(one, other)
    for station in (one, other):
        view = seen(station, "HDJ-1")
        assert (view.standing, view.acts > before, view.set_aside > 0) == ("suspended", True, True)
    one.do("administrator", ResumeWorkstation(workstation=theirs, reason="retrouvé", pin=PIN))
    exchange(one, other)
    for station in (one, other):
        assert (seen(station, "HDJ-1").standing, seen(station, "HDJ-1").set_aside) == ("", 0)


def test_removed_by_two(stations: Three) -> None:
    one, other, patient, theirs = parted(stations)
    proposed = one.do("administrator", RemoveWorkstation(workstation=theirs, reason="volé", pin=PIN))
    assert seen(one, "HDJ-1").standing == "suspended"
    one.agree(proposed)
    assert seen(one, "HDJ-1").standing == "removed"
    note(other, patient)
    send(other, one)
    assert seen(one, "HDJ-1").set_aside > 0


def test_a_readmitted_workstation_goes_on_in_new_journals(stations: Three) -> None:
    one, other, patient, theirs = parted(stations)
    note(other, patient, "avant d’en savoir quelque chose")
    removed(one, theirs)
    send(other, one)
    old = other.desk.journal(CLINICAL), other.desk.journal(MEMBERSHIP)
    back = one.do(
        "administrator", ReadmitWorkstation(workstation=theirs, reason="retrouvé", admit=True, pin=PIN)
    )
    assert proposed(one) == ("workstation_readmission_admitting", seen(one, "HDJ-1").set_aside)
    one.agree(back)
    assert (seen(one, "HDJ-1").standing, seen(one, "HDJ-1").set_aside) == ("", 0)
    send(one, other)
    assert {other.desk.journal(CLINICAL), other.desk.journal(MEMBERSHIP)}.isdisjoint(old)
    # Whoever had signed in there had done so in the old journal.
    assert other.refused("nurse", NotePatient(patient=patient, text="RAS")) == "session.none"
    other.sign_in_again("nurse")
    note(other, patient, "dans un nouveau journal")
    exchange(one, other)
    assert (seen(one, "HDJ-1").standing, seen(one, "HDJ-1").set_aside) == ("", 0)


def test_readmitted_without_what_it_wrote_meanwhile(stations: Three) -> None:
    one, other, patient, theirs = parted(stations)
    removed(one, theirs)
    note(other, patient)
    send(other, one)
    aside = seen(one, "HDJ-1").set_aside
    back = one.do(
        "administrator", ReadmitWorkstation(workstation=theirs, reason="retrouvé", admit=False, pin=PIN)
    )
    assert proposed(one) == ("workstation_readmission", aside)
    one.agree(back)
    assert seen(one, "HDJ-1").standing == ""
    assert seen(one, "HDJ-1").set_aside == aside > 0


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (lambda who: SuspendWorkstation(workstation=who, reason="", pin=PIN), "reason.missing"),
        (lambda who: ReadmitWorkstation(workstation=who, reason="", admit=True, pin=PIN), "reason.missing"),
        (lambda _: MoveWorkstation(workstation=bytes(16), place="ailleurs", pin=PIN), "workstation.unknown"),
    ],
)
def test_what_cannot_be_done(site: Station, command: object, code: str) -> None:
    made = command(site.desk.vault.workstation)  # type: ignore[operator]  # one of the functions above
    assert isinstance(made, Command)
    assert site.refused("administrator", made) == code
    assert site.refused("nurse", made) == "right.missing"


def test_nothing_is_lifted_of_one_in_service_and_a_removed_one_is_readmitted(stations: Three) -> None:
    one, _, _, theirs = parted(stations)
    resume = ResumeWorkstation(workstation=theirs, reason="retrouvé", pin=PIN)
    suspend = SuspendWorkstation(workstation=theirs, reason="introuvable", pin=PIN)
    readmit = ReadmitWorkstation(workstation=theirs, reason="retrouvé", admit=False, pin=PIN)
    assert one.refused("administrator", resume) == "workstation.in_service"
    assert one.refused("administrator", readmit) == "workstation.in_service"
    one.do("administrator", suspend)
    assert one.refused("administrator", readmit) == "workstation.suspended"
    removed(one, theirs)
    assert one.refused("administrator", resume) == "workstation.removed"
    assert one.refused("administrator", suspend) == "workstation.removed"
    assert seen(one, "HDJ-1").standing == "removed"


@pytest.mark.parametrize("name", ["pui-1", "PUI-1  ", "PUÍ-1"])
def test_a_name_that_differs_from_anothers_for_nobody_is_taken(stations: Three, name: str) -> None:
    one, _, _, theirs = parted(stations)
    rename = RenameWorkstation(workstation=theirs, name=name, pin=PIN)
    assert one.refused("administrator", rename) == "workstation.name_taken"
    one.do("administrator", RenameWorkstation(workstation=theirs, name="PUI-1 (2)", pin=PIN))
