"""The one way to record acts, and who is said to have done them."""

from __future__ import annotations

import pytest
from msgspec import structs

from node.api.base import Recorded, Refused
from node.desk import Desk
from node.domain.decision import Decided, Draft, Refusal
from node.sessions import Session
from schema.acts.base import Told
from schema.acts.patient import PatientKeptApart, PatientMeasured, PatientNoted
from schema.ids import short_text
from schema.quantity import Quantity, Unit
from schema.transaction import ActRef, FileRef, FileType
from tests.node import circuit
from tests.node.stations import PIN, Station

FILE = FileRef(FileType.PATIENT, bytes(range(16)))


def _session(site: Station, person: str = "nurse") -> Session:
    session = site.desk.sessions.get(site.session(person))
    assert session is not None
    return session


def test_a_refusal_of_the_rules_records_nothing(site: Station) -> None:
    session = _session(site)
    before = site.replica.counts()
    answer = site.desk.record(Refusal("no", {"why": "so"}), session)
    assert answer == Refused(code="no", values={"why": "so"})
    assert site.replica.counts() == before


def test_what_could_not_be_read_back_is_not_written(site: Station) -> None:
    session = _session(site)
    long = Decided((Draft(FILE, PatientNoted("x" * 1001)),))
    answer = site.desk.record(long, session)
    assert isinstance(answer, Refused)
    assert (answer.code, answer.values) == ("record.unfit", {"kind": "patient.noted/1"})
    assert "x" * 20 not in str(answer)
    assert isinstance(site.desk.record(Decided((Draft(FILE, PatientNoted("x" * 1000)),)), session), Recorded)


def test_a_signature_takes_the_pin_again(site: Station) -> None:
    session = _session(site)
    signed = Decided((Draft(FILE, PatientKeptApart(bytes(16), "jumelles")),))
    for pin in (None, "271828"):
        answer = site.desk.record(signed, session, pin)
        assert isinstance(answer, Refused)
        assert answer.code == "session.wrong_pin"
    assert isinstance(site.desk.record(signed, session, PIN), Recorded)


def test_a_stamp_names_who_did_it_not_who_typed_it(site: Station) -> None:
    told = Told(site.clock.now_ms(), False, site.people["nurse2"], "paper")
    body = PatientMeasured("weight", Quantity("70", Unit.KG), told)
    answer = site.desk.record(Decided((Draft(FILE, body),)), _session(site))
    assert isinstance(answer, Recorded)
    stamp = site.desk.stamp(answer.acts[0])
    assert (stamp.person, stamp.workstation) == ("VIRTUEL Honoré", "PUI-1")
    assert stamp.happened_at == told.happened_at


def test_an_act_that_is_not_here_still_has_a_workstation(site: Station) -> None:
    gone = ActRef(site.desk.journal(), 999, 0, bytes(32))
    stamp = site.desk.stamp(gone)
    assert (stamp.person, stamp.workstation, stamp.at) == ("?", "PUI-1", 0)
    assert site.desk.stamp(ActRef(bytes(16), 1, 0, bytes(32))).workstation == "?"


def test_only_here_until_somebody_says_to_hold_it(stations: tuple[Station, Station, Station]) -> None:
    from tests.node.stations import exchange

    one, other, _ = stations
    exchange(one, other)
    assert one.desk.only_here() == 0
    circuit.create(one)
    assert one.desk.only_here() == 2  # the session, the patient
    exchange(one, other)
    assert one.desk.only_here() == 0


def test_the_numbers_of_a_second_journal_look_like_no_others(
    site: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workstation that was restored begins at 1 again, and two sheets must not be told apart by luck."""
    desk, first = site.desk, site.desk.journal()
    assert desk.series_of(first) == "PUI-1"
    later = structs.replace(desk.members.journals[first], id=bytes(range(16)))
    journals = {**desk.members.journals, later.id: later}
    monkeypatch.setattr(Desk, "members", structs.replace(desk.members, journals=journals))
    assert desk.series_of(first) == "PUI-1"
    assert desk.series_of(later.id) == f"PUI-1.{short_text(later.id, 4)}"
    assert desk.series_of(bytes(16)) == "?"
