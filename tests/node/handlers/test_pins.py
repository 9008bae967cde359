"""PINs: changed here and there, apart, and reset by two."""

from __future__ import annotations

from node.api.agreement import Agree, GetProposals, Proposals
from node.api.base import Refused
from node.api.patient import NotePatient
from node.api.people import ChangePin, GetStaff, ResetPin, Staff
from node.api.session import SignedIn, SignIn
from node.api.workstations import ResumeWorkstation, SuspendWorkstation
from tests.node import circuit
from tests.node.stations import PIN, Station, exchange

OTHER_PIN = "271828"
Three = tuple[Station, Station, Station]


def test_a_changed_pin_opens_everywhere_and_the_old_one_nowhere(stations: Three) -> None:
    one, other, _ = stations
    exchange(one, other)
    nurse = one.people["nurse"]
    assert one.refused("nurse", ChangePin(new_pin="123456", pin=PIN)) == "pin.run"
    assert one.refused("nurse", ChangePin(new_pin=OTHER_PIN, pin="999999")) == "session.wrong_pin"
    patient = circuit.ready(one).patient
    one.do("nurse", ChangePin(new_pin=OTHER_PIN, pin=PIN))
    one.do("nurse", NotePatient(patient=patient, text="avec la nouvelle clé"))
    exchange(one, other)
    for station in (one, other):
        wrong = station.call(None, SignIn(person=nurse, pin=PIN))
        assert isinstance(wrong, Refused)
        assert wrong.code == "session.wrong_pin"
        assert isinstance(station.call(None, SignIn(person=nurse, pin=OTHER_PIN)), SignedIn)
    assert one.replica.counts()[2] == 0


def test_a_session_with_a_key_that_was_changed_elsewhere_ends(stations: Three) -> None:
    one, other, _ = stations
    exchange(one, other)
    session = other.session("nurse")
    one.do("nurse", ChangePin(new_pin=OTHER_PIN, pin=PIN))
    exchange(one, other)
    answer = other.call(session, GetStaff())
    assert isinstance(answer, Refused)
    assert answer.code == "session.none"


def test_a_pin_changed_twice_apart_opens_with_the_first_until_it_is_changed_again(stations: Three) -> None:
    one, other, _ = stations
    exchange(one, other)
    nurse = one.people["nurse"]
    one.do("nurse", ChangePin(new_pin="161803", pin=PIN))
    other.do("nurse", ChangePin(new_pin=OTHER_PIN, pin=PIN))
    exchange(one, other)

    def opening(station: Station) -> list[str]:
        answers = {pin: station.call(None, SignIn(person=nurse, pin=pin)) for pin in ("161803", OTHER_PIN)}
        return [pin for pin, answer in answers.items() if isinstance(answer, SignedIn)]

    (first,) = opening(one)
    assert opening(other) == [first]


def test_a_forgotten_pin_is_reset_by_two_who_are_no_administrators(stations: Three) -> None:
    """At night there is none; whoever forgot types a new one at the workstation."""
    one, other, _ = stations
    exchange(one, other)
    nurse = one.people["nurse"]
    assert (
        one.refused("preparer", ResetPin(person=nurse, new_pin=OTHER_PIN, pin=PIN))
        == "membership.beyond_rights"
    )
    proposed = one.do("pharmacist", ResetPin(person=nurse, new_pin=OTHER_PIN, pin=PIN))
    assert isinstance(one.call(None, SignIn(person=nurse, pin=PIN)), SignedIn)
    assert one.refused("pharmacist", Agree(act=proposed.acts[0], pin=PIN)) == "membership.same_person"
    one.agree(proposed, "pharmacist2")
    exchange(one, other)
    assert isinstance(other.call(None, SignIn(person=nurse, pin=OTHER_PIN)), SignedIn)
    wrong = other.call(None, SignIn(person=nurse, pin=PIN))
    assert isinstance(wrong, Refused)
    assert wrong.code == "session.wrong_pin"


def test_the_pin_of_an_administrator_is_reset_by_administrators(site: Station) -> None:
    reset = ResetPin(person=site.people["administrator2"], new_pin=OTHER_PIN, pin=PIN)
    assert site.refused("pharmacist", reset) == "membership.beyond_rights"
    own = ResetPin(person=site.people["pharmacist"], new_pin=OTHER_PIN, pin=PIN)
    assert site.refused("pharmacist", own) == "membership.own_reset"


def test_of_two_resets_of_one_pin_the_other_waits_no_more_once_one_is_agreed_to(
    site: Station,
) -> None:
    nurse = site.people["nurse"]
    first = site.do("pharmacist", ResetPin(person=nurse, new_pin=OTHER_PIN, pin=PIN))
    second = site.do("pharmacist", ResetPin(person=nurse, new_pin="161803", pin=PIN))
    assert first.waits
    assert second.waits
    assert len(site.get("administrator", GetProposals(), Proposals).proposals) == 2
    site.do("administrator2", Agree(act=second.acts[0], pin=PIN))
    assert site.get("administrator", GetProposals(), Proposals).proposals == ()
    assert site.refused("administrator2", Agree(act=first.acts[0], pin=PIN)) == "membership.reset_overtaken"
    assert isinstance(site.call(None, SignIn(person=nurse, pin="161803")), SignedIn)


def test_who_proposed_a_reset_is_known_until_one_is_agreed_to(site: Station) -> None:
    """Whoever proposes the second reads who proposed the first."""
    nurse = site.people["nurse"]

    def proposed_by() -> list[str]:
        (found,) = (one for one in site.get("administrator", GetStaff(), Staff).people if one.person == nurse)
        return [one.person for one in found.resets]

    assert proposed_by() == []
    site.do("pharmacist", ResetPin(person=nurse, new_pin=OTHER_PIN, pin=PIN))
    site.clock.advance(minutes=1)
    second = site.do("administrator", ResetPin(person=nurse, new_pin="161803", pin=PIN))
    waiting = site.get("administrator", GetProposals(), Proposals).proposals
    names = [one.by.person for one in waiting]
    assert proposed_by() == names
    assert len(set(names)) == 2
    site.do("administrator2", Agree(act=second.acts[0], pin=PIN))
    assert proposed_by() == []


def test_a_pin_is_changed_for_another(site: Station) -> None:
    assert site.refused("nurse", ChangePin(new_pin=PIN, pin=PIN)) == "pin.same"


def test_who_may_reset_a_pin_is_known_before_one_is_typed(site: Station) -> None:
    def why(asking: str, whose: str) -> str:
        staff = site.get(asking, GetStaff(), Staff)
        return next(one.reset for one in staff.people if one.person == site.people[whose])

    assert why("pharmacist", "nurse") == ""
    assert why("pharmacist", "administrator2") == "beyond_rights"
    assert why("pharmacist", "pharmacist") == "own_reset"
    assert why("nurse", "prescriber") == "beyond_rights"
    assert why("administrator", "administrator2") == ""


def test_a_reset_ends_every_pin_whatever_becomes_of_how_it_was_changed(stations: Three) -> None:
    """Changed at a workstation that is suspended, reset meanwhile, and counted again: one PIN opens."""
    one, other, _ = stations
    exchange(one, other)
    nurse = one.people["nurse"]
    other.do("nurse", ChangePin(new_pin=OTHER_PIN, pin=PIN))
    there = other.desk.vault.workstation
    one.do("administrator", SuspendWorkstation(workstation=there, reason="égaré", pin=PIN))
    exchange(one, other)
    changed = set(one.replica.roll.uncut.people[nurse].keys)
    assert changed.isdisjoint(one.desk.members.people[nurse].keys), "the change is set aside"
    one.agree(one.do("pharmacist", ResetPin(person=nurse, new_pin="161803", pin=PIN)), "pharmacist2")
    (new,) = one.desk.members.people[nurse].keys
    one.do("administrator", ResumeWorkstation(workstation=there, reason="retrouvé", pin=PIN))
    exchange(one, other)
    for station in (one, other):
        assert set(station.desk.members.people[nurse].keys) == {new}
        assert isinstance(station.call(None, SignIn(person=nurse, pin="161803")), SignedIn)


def test_a_reset_made_before_a_change_is_set_aside_stands_afterwards(stations: Three) -> None:
    """The key that was changed away counts again, and had been ended by the reset as well."""
    one, other, third = stations
    exchange(one, other)
    nurse, there = one.people["nurse"], other.desk.vault.workstation
    other.do("nurse", ChangePin(new_pin=OTHER_PIN, pin=PIN))
    exchange(one, other)
    one.agree(one.do("pharmacist", ResetPin(person=nurse, new_pin="161803", pin=PIN)), "pharmacist2")
    (new,) = one.desk.members.people[nurse].keys
    third.do("administrator", SuspendWorkstation(workstation=there, reason="volé", pin=PIN))
    exchange(one, third)
    assert set(one.desk.members.people[nurse].keys) == {new}
