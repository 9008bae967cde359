"""Signing in and out."""

from __future__ import annotations

import pytest

from node.api.base import Recorded, Refused
from node.api.patient import KeepApart, NotePatient, PatientHits, SearchPatients
from node.api.people import SuspendPerson
from node.api.session import ListPeople, People, SignedIn, SignIn, SignOut
from node.domain.rights import RIGHTS
from node.domain.session import SessionState
from node.store.membership_rows import load_roll
from schema.acts.patient import Identity
from schema.transaction import FileRef, FileType
from sync.membership import MEMBERSHIP
from tests.node import circuit
from tests.node.stations import PIN, Station, send

OTHER = Identity("Autre", "", "Paul", "1950-01-01", "M", "", "")


def test_who_may_sign_in_is_known_before_anybody_has(site: Station) -> None:
    people = site.call(None, ListPeople())
    assert isinstance(people, People)
    assert (people.site, people.workstation) == ("Hôpital fictif de Valclair", "PUI-1")
    assert "Dr EXEMPLE Agathe" in {person.name for person in people.people}
    assert len(people.people) == 10
    signed = site.call(site.session("nurse"), ListPeople())
    assert isinstance(signed, People)
    for one in (*people.people, *signed.people):
        assert list(one.rights) == sorted(one.rights, key=RIGHTS.index), "the order of the circuit"


def test_who_is_suspended_is_told_to_nobody_but_those_signed_in(site: Station) -> None:
    nurse = site.people["nurse"]

    def rights(session: bytes | None) -> tuple[str, ...]:
        people = site.call(session, ListPeople())
        assert isinstance(people, People)
        return next(one.rights for one in people.people if one.person == nurse)

    before = rights(None)
    site.do("administrator", SuspendPerson(person=nurse, reason="absente", pin=PIN))
    assert rights(None) == before != ()
    assert rights(site.session("administrator")) == ()


def test_a_wrong_pin_opens_nothing_and_slows_down(site: Station) -> None:
    person = site.people["nurse"]
    for _ in range(4):
        answer = site.call(None, SignIn(person=person, pin="271828"))
        assert isinstance(answer, Refused)
        assert answer.code == "session.wrong_pin"
    slowed = site.call(None, SignIn(person=person, pin=PIN))
    assert isinstance(slowed, Refused)
    assert slowed.code == "session.wait"
    site.clock.advance(minutes=6)
    assert isinstance(site.call(None, SignIn(person=person, pin=PIN)), SignedIn)


def test_a_wrong_pin_at_a_signature_counts_like_one_at_the_door(site: Station) -> None:
    patient, other = circuit.create(site), circuit.create(site, OTHER)
    heads = (*circuit.record(site, patient).heads, *circuit.record(site, other).heads)
    for code in ("session.wrong_pin",) * 4 + ("session.wait",):
        command = KeepApart(patient=patient, other=other, reason="deux", pin="271828", based_on=heads)
        answer = site.call(site.session("nurse"), command)
        assert isinstance(answer, Refused)
        assert answer.code == code
    at_the_door = site.call(None, SignIn(person=site.people["nurse2"], pin=PIN))
    assert isinstance(at_the_door, Refused)
    assert at_the_door.code == "session.wait"


def test_an_opening_that_is_not_recorded_opens_nothing(
    site: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site.desk, "record", lambda *_, **__: Refused(code="record.unfit"))
    before = site.replica.counts()
    answer = site.call(None, SignIn(person=site.people["nurse"], pin=PIN))
    assert answer == Refused(code="record.unfit")
    assert site.replica.counts() == before
    assert site.desk.sessions.idle(float("inf")) == ()


def test_a_session_that_nobody_uses_ends_and_the_journal_says_so(site: Station) -> None:
    site.desk.idle_s = 15 * 60
    patient, session = circuit.create(site), site.session("nurse")
    for _ in range(4):
        # Working keeps it; what a window repeats by itself does not.
        site.clock.advance(minutes=10)
        assert isinstance(site.call(session, NotePatient(patient=patient, text="vu")), Recorded)
    search = SearchPatients(text="x")
    assert isinstance(site.call(session, search), PatientHits)
    for _ in range(2):
        site.clock.advance(minutes=6)
        assert isinstance(site.call(session, search), PatientHits)
    site.clock.advance(minutes=4)
    answer = site.call(session, search)
    assert isinstance(answer, Refused)
    assert answer.code == "session.none"
    state = site.replica.states.state(SessionState, FileRef(FileType.SESSION, session))
    assert state is not None
    assert (state.reason, state.closed is None) == ("idle", False)


def test_a_session_that_was_signed_out_is_not_ended_again(site: Station) -> None:
    site.desk.idle_s = 15 * 60
    session = site.session("nurse")
    site.do("nurse", SignOut())
    site.clock.advance(hours=1)
    assert isinstance(site.call(None, ListPeople()), People)
    state = site.replica.states.state(SessionState, FileRef(FileType.SESSION, session))
    assert state is not None
    assert state.reason == "signed_out"


def test_nothing_without_a_session(site: Station) -> None:
    answer = site.call(None, SearchPatients(text=""))
    assert isinstance(answer, Refused)
    assert answer.code == "session.none"


def test_after_signing_out_the_session_is_worth_nothing(site: Station) -> None:
    patient = circuit.create(site)
    session = site.session("nurse")
    site.do("nurse", SignOut())
    answer = site.call(session, NotePatient(patient=patient, text="?"))
    assert isinstance(answer, Refused)
    assert answer.code == "session.none"


def test_where_its_own_entry_is_damaged_nobody_signs_in_until_it_is_back(
    stations: tuple[Station, Station, Station],
) -> None:
    first, site, _ = stations
    own = site.desk.journal(MEMBERSHIP)
    with site.replica.writing():
        # The one that enrolled it, in the journal of whoever let it in.
        rows = site.replica.connection.rows("SELECT n, data FROM transactions WHERE membership = 1")
        entry = next((n, bytes(data)) for n, data in rows if b"journal.opened" in data and own in data)
        site.replica.connection.do(
            "UPDATE transactions SET data = ? WHERE n = ?", (entry[1][:-1] + b"\x00", entry[0])
        )
        load_roll(site.replica.connection, site.replica.chain, site.replica.roll)
    answer = site.call(None, SignIn(person=site.people["nurse"], pin=PIN))
    assert isinstance(answer, Refused)
    assert answer.code == "store.no_journal"
    assert site.desk.own_journals == frozenset()
    send(first, site)
    assert isinstance(site.call(None, SignIn(person=site.people["nurse"], pin=PIN)), SignedIn)
    assert len(site.desk.own_journals) == 2
