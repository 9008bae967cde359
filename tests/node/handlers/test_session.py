"""Signing in and out."""

from __future__ import annotations

from node.api.base import Refused
from node.api.patient import NotePatient, SearchPatients
from node.api.session import ListPeople, People, SignedIn, SignIn, SignOut
from tests.node import circuit
from tests.node.stations import PIN, Station


def test_who_may_sign_in_is_known_before_anybody_has(site: Station) -> None:
    people = site.call(None, ListPeople())
    assert isinstance(people, People)
    assert (people.site, people.workstation) == ("Hôpital fictif de Valclair", "PUI-1")
    assert "Dr EXEMPLE Agathe" in {person.name for person in people.people}
    assert len(people.people) == 9


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
