"""A stamp names who did it, where, and by which of the workstation's journals."""

from __future__ import annotations

import pytest
from msgspec import structs

from node.api.base import Recorded
from node.domain.decision import Decided, Draft
from node.names import SiteNames
from node.sessions import Session
from schema.acts.base import Told
from schema.acts.patient import PatientMeasured
from schema.ids import short_text
from schema.quantity import Quantity, Unit
from schema.transaction import ActRef, FileRef, FileType
from tests.node.stations import Station

FILE = FileRef(FileType.PATIENT, bytes(range(16)))


def _session(site: Station, person: str = "nurse") -> Session:
    session = site.desk.sessions.get(site.session(person))
    assert session is not None
    return session


def test_a_stamp_names_who_did_it_not_who_typed_it(site: Station) -> None:
    told = Told(site.clock.now_ms(), False, site.people["nurse2"], "paper")
    body = PatientMeasured("weight", Quantity("70", Unit.KG), told)
    answer = site.desk.record(Decided((Draft(FILE, body),)), _session(site))
    assert isinstance(answer, Recorded)
    stamp = site.desk.names.stamp(answer.acts[0])
    assert (stamp.person, stamp.workstation) == ("VIRTUEL Honoré", "PUI-1")
    assert stamp.happened_at == told.happened_at


def test_an_act_that_is_not_here_still_has_a_workstation(site: Station) -> None:
    gone = ActRef(site.desk.journal(), 999, 0, bytes(32))
    stamp = site.desk.names.stamp(gone)
    assert (stamp.person, stamp.workstation, stamp.at) == ("?", "PUI-1", 0)
    assert site.desk.names.stamp(ActRef(bytes(16), 1, 0, bytes(32))).workstation == "?"


def test_the_numbers_of_a_second_journal_look_like_no_others(
    site: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workstation that was restored begins at 1 again, and two sheets must not be told apart by luck."""
    desk, first = site.desk, site.desk.journal()
    assert desk.names.series_of(first) == "PUI-1"
    later = structs.replace(desk.members.journals[first], id=bytes(range(16)))
    journals = {**desk.members.journals, later.id: later}
    monkeypatch.setattr(SiteNames, "_members", structs.replace(desk.members, journals=journals))
    assert desk.names.series_of(first) == "PUI-1"
    assert desk.names.series_of(later.id) == f"PUI-1.{short_text(later.id, 4)}"
    assert desk.names.series_of(bytes(16)) == "?"


def test_two_people_of_one_name_are_told_apart_wherever_one_is_named(
    site: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, nurse = site.desk, site.people["nurse"]
    known = desk.members.people[nurse]
    before = desk.names.person_view(nurse).name
    twin = structs.replace(known, id=bytes(range(16)))
    people = {**desk.members.people, twin.id: twin}
    monkeypatch.setattr(SiteNames, "_members", structs.replace(desk.members, people=people))
    assert desk.names.person_view(nurse).name == f"{before} [{short_text(nurse)}]"
    assert desk.names.person_view(twin.id).name == f"{before} [{short_text(twin.id)}]"
    assert "[" not in desk.names.person_view(site.people["pharmacist"]).name
