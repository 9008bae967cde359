"""Signing in and out."""

from __future__ import annotations

import pytest

from node.api.base import Recorded, Refused
from node.api.course import CourseView, GetCourse
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
from tests.node.full_disk import limits
from tests.node.stations import PIN, Station, exchange, send
from tests.node.without_room import Scene, unwritable

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


@limits
def test_an_idle_session_ends_without_a_word_where_none_can_be_written(scene: Scene) -> None:
    here = scene.here
    session = here.session("nurse")
    here.desk.idle_s = 600
    with scene.full():
        here.clock.advance(minutes=30)
        here.strip()
    assert here.desk.sessions.get(session) is None


@limits
def test_who_must_look_something_up_signs_in_on_a_full_disk(scene: Scene) -> None:
    """The journal hears of it with the first thing that they record, and counts both."""
    here, away = scene.here, scene.away
    with scene.full():
        session = here.session("nurse2")
        assert isinstance(here.call(session, GetCourse(course=scene.course)), CourseView)
        assert unwritable(here) == "disk_full"
        assert here.refused("nurse2", NotePatient(patient=scene.patient, text="perdue")) == "store.disk_full"
        assert unwritable(here) == "disk_full"
    recorded = [here.do("nurse2", NotePatient(patient=scene.patient, text=text)) for text in ("un", "deux")]
    first, second = (one.acts[0] for one in recorded)
    assert second.seq == first.seq + 1, "it is said once"
    exchange(here, away)
    assert here.replica.digests() == away.replica.digests()
    notes = [note.text for note in circuit.record(away, scene.patient).notes]
    assert {"un", "deux"} <= {*notes}, "nothing of theirs is set aside"
    assert "perdue" not in notes


@limits
def test_a_session_that_only_looked_is_said_with_its_end(scene: Scene) -> None:
    here = scene.here
    with scene.full():
        session = here.session("nurse2")
    file = FileRef(FileType.SESSION, session)
    assert not here.replica.files.known(file)
    here.do("nurse2", SignOut())
    state = here.replica.states.state(SessionState, file)
    assert state is not None
    assert state.person == here.people["nurse2"]
    assert here.desk.sessions.unsaid == set()


@limits
def test_a_full_disk_gives_nobody_more_tries(scene: Scene) -> None:
    here = scene.here
    wrong, right = (SignIn(person=here.people["nurse2"], pin=pin) for pin in ("271828", PIN))
    with scene.full():
        codes = [answer.code for _ in range(8) if isinstance(answer := here.call(None, wrong), Refused)]
        assert codes[0] == "session.wrong_pin"
        assert codes[-1] == "session.wait"
        waits = here.call(None, right)
        assert isinstance(waits, Refused)
        assert waits.code == "session.wait"
        here.clock.advance(hours=2)
        assert isinstance(here.call(None, right), SignedIn)
    # What the disk held before is forgiven, too.
    assert isinstance(here.call(None, right), SignedIn)


@limits
def test_a_pin_forgiven_on_a_full_disk_is_forgiven_on_it_later(scene: Scene) -> None:
    """Else the wrong ones of before would count again after the program was started anew."""
    here = scene.here
    wrong, right = (SignIn(person=here.people["nurse2"], pin=pin) for pin in ("271828", PIN))
    for _ in range(3):
        assert isinstance(here.call(None, wrong), Refused)
    assert here.replica.local.number("pin.failures") == 3
    with scene.full():
        assert isinstance(here.call(None, right), SignedIn)
    assert isinstance(here.call(None, right), SignedIn)
    assert here.replica.local.number("pin.failures") == 0
