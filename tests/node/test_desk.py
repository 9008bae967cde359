"""The one way to record acts, and who is said to have done them."""

from __future__ import annotations

import pytest

from node.api.base import Recorded, Refused
from node.api.patient import PatientHits, SearchPatients
from node.domain.decision import Decided, Draft, Refusal
from node.sessions import Session
from node.store.errors import DiskFullError
from schema.acts.patient import PatientKeptApart, PatientNoted
from schema.transaction import FileRef, FileType
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


def test_only_here_until_somebody_says_to_hold_it(stations: tuple[Station, Station, Station]) -> None:
    from tests.node.stations import exchange

    one, other, _ = stations
    exchange(one, other)
    assert one.desk.only_here() == 0
    circuit.create(one)
    assert one.desk.only_here() == 2  # the session, the patient
    exchange(one, other)
    assert one.desk.only_here() == 0


def test_a_journal_that_cannot_go_on_elsewhere_holds_up_no_reading(
    site: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes on elsewhere at the first request with room; until then nothing is written in the old one."""
    site.session("nurse")
    old, appends = site.desk.journal(), site.replica.append
    with site.replica.writing():
        site.replica.local.put("written:" + old.hex(), b"another hash")

    def full(*_: object, **__: object) -> None:
        raise DiskFullError

    monkeypatch.setattr(site.replica, "append", full)
    assert isinstance(site.ask("nurse", SearchPatients(text="essai")), PatientHits)
    monkeypatch.setattr(site.replica, "append", appends)
    assert site.refused("nurse", SearchPatients(text="essai")) == "session.none"
    assert site.desk.journal() != old
