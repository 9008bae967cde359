"""The one way to record acts, and who is said to have done them."""

from __future__ import annotations

import pytest

from node.api.base import Recorded, Refused
from node.api.patient import PatientHits, SearchPatients
from node.api.workstations import ResumeWorkstation, SuspendWorkstation
from node.desk import Desk
from node.domain.decision import Decided, Draft, Refusal
from node.reopening import NotReopenedError
from node.sessions import Session
from node.store.errors import DiskFullError
from schema.acts.patient import PatientKeptApart, PatientNoted
from schema.transaction import FileRef, FileType
from tests.node import circuit
from tests.node.stations import PIN, Station, exchange

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


def test_who_has_no_journal_to_go_on_in_is_not_held_up_by_a_disk_that_had_no_room(
    site: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a suspended workstation, which was not held up with room either."""
    session = _session(site)
    write = Decided((Draft(FILE, PatientNoted("x")),))

    def ends(error: Exception) -> None:
        def end(_: Desk) -> None:
            raise error

        monkeypatch.setattr("node.desk.reopen", end)
        site.clock.advance(minutes=1)
        site.desk.go_on_elsewhere()

    ends(DiskFullError())
    with pytest.raises(DiskFullError):
        site.desk.record(write, session)
    ends(NotReopenedError("suspended"))
    assert isinstance(site.desk.record(write, session), Recorded)


def test_who_was_suspended_leaves_the_old_journals_once_that_is_over(
    stations: tuple[Station, Station, Station],
) -> None:
    """A copy of it was met meanwhile; others would count no journal that it opened then."""
    one, other, _ = stations
    me, old = other.desk.vault.workstation, other.desk.own_journals
    one.do("administrator", SuspendWorkstation(workstation=me, reason="introuvable", pin=PIN))
    exchange(one, other)
    for _ in range(2):
        other.desk.go_on_elsewhere()
        other.desk.follow_journal()
        assert other.desk.own_journals == old
    assert isinstance(
        other.desk.record(Decided((Draft(FILE, PatientNoted("x")),)), _session(other)), Recorded
    )
    one.do("administrator", ResumeWorkstation(workstation=me, reason="retrouvé", pin=PIN))
    exchange(one, other)
    other.desk.follow_journal()
    new = other.desk.own_journals
    assert new.isdisjoint(old)
    other.desk.follow_journal()
    assert other.desk.own_journals == new
