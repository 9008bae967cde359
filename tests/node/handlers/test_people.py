"""People: what one administrator does, and what takes two."""

from __future__ import annotations

import pytest

from node.api.agreement import Agree
from node.api.base import Command, Refused
from node.api.patient import NotePatient
from node.api.people import (
    GetStaff,
    GrantRights,
    MemberOfStaff,
    ReadmitPerson,
    RemovePerson,
    RenamePerson,
    ResumePerson,
    Staff,
    SuspendPerson,
    WithdrawRights,
)
from node.api.session import ListPeople, People, SignedIn, SignIn
from node.api.site import EnrolPerson
from node.domain.rights import ROLES
from tests.node import circuit
from tests.node.stations import PIN, Station, exchange

Three = tuple[Station, Station, Station]


def member(site: Station, who: str) -> MemberOfStaff:
    """How an administrator sees them."""
    staff = site.get("administrator", GetStaff(), Staff)
    return next(one for one in staff.people if one.person == site.people[who])


def enrolment(**other: str) -> EnrolPerson:
    """A new nurse."""
    values = {"family_name": "Nouvelle", "first_name": "Iris", "role": "nurse", "licence": "10000000009"}
    return EnrolPerson(title="", new_pin="161803", pin=PIN, **(values | other))


def test_a_person_is_written_otherwise(site: Station) -> None:
    nurse = site.people["nurse"]
    rename = RenamePerson(
        person=nurse,
        family_name="Épousée",
        first_name="Garance",
        title="Mme",
        profession="nurse",
        licence="10000000001",
        pin=PIN,
    )
    site.do("administrator", rename)
    assert member(site, "nurse").name == "Mme ÉPOUSÉE Garance"
    assert member(site, "nurse").licence == "10000000001"


@pytest.mark.parametrize("field", ["family_name", "first_name"])
@pytest.mark.parametrize("name", ["Nouvelle2", "-", "Iris@PUI"])
def test_a_name_has_letters_and_no_digits(site: Station, field: str, name: str) -> None:
    assert site.refused("administrator", enrolment(**{field: name})) == "person.bad_name"
    nurse = member(site, "nurse")
    names = {"family_name": "Épousée", "first_name": "Garance"} | {field: name}
    rename = RenamePerson(person=nurse.person, title="", profession="nurse", licence="", pin=PIN, **names)
    assert site.refused("administrator", rename) == "person.bad_name"
    assert member(site, "nurse") == nurse


@pytest.mark.parametrize("name", ["d’Ô-Læ", "Nguyễn Thị", "Jr. O'Test"])
def test_a_name_may_be_of_anywhere(site: Station, name: str) -> None:
    site.do("administrator", enrolment(family_name=name))


@pytest.mark.parametrize(
    "twin",
    [
        {"licence": "10000000009", "family_name": "Autre"},
        {"family_name": "NOUVELLE ", "first_name": "iris"},
    ],
    ids=["same licence", "same name and licence"],
)
def test_somebody_who_is_here_already_is_not_enrolled_again(site: Station, twin: dict[str, str]) -> None:
    site.do("administrator", enrolment())
    answer = site.call(site.session("administrator"), enrolment(**twin))
    assert isinstance(answer, Refused)
    assert (answer.code, answer.values["name"]) == ("person.known_already", "NOUVELLE Iris")


def test_of_two_without_a_licence_number_only_the_name_is_said(site: Station) -> None:
    site.do("administrator", enrolment(licence=""))
    answer = site.call(site.session("administrator"), enrolment(licence=""))
    assert isinstance(answer, Refused)
    assert answer.code == "person.known_name"


def test_a_namesake_is_somebody_else_by_a_number_alone(site: Station) -> None:
    """Written down once with a number and once without, one human could check what they made themself."""
    site.do("administrator", enrolment())
    assert site.refused("administrator", enrolment(licence="")) == "person.known_name"


def test_a_namesake_with_another_licence_is_somebody_else(site: Station) -> None:
    site.do("administrator", enrolment())
    site.do("administrator", enrolment(licence="10000000010"))


def test_suspended_means_no_right_here_and_there_until_it_is_lifted(stations: Three) -> None:
    one, other, _ = stations
    exchange(one, other)
    nurse = one.people["nurse"]
    one.do("administrator", SuspendPerson(person=nurse, reason="absente", pin=PIN))
    exchange(one, other)
    assert member(one, "nurse").standing == "suspended"
    refused = other.call(None, SignIn(person=nurse, pin=PIN))
    assert isinstance(refused, Refused)
    assert refused.code == "session.suspended"
    one.do("administrator", ResumePerson(person=nurse, reason="revenue", pin=PIN))
    exchange(one, other)
    assert isinstance(other.call(None, SignIn(person=nurse, pin=PIN)), SignedIn)


def test_a_session_ends_with_the_rights_of_its_person(site: Station) -> None:
    patient = circuit.ready(site).patient
    session = site.session("nurse")
    site.do("administrator", SuspendPerson(person=site.people["nurse"], reason="absente", pin=PIN))
    answer = site.call(session, NotePatient(patient=patient, text="RAS"))
    assert isinstance(answer, Refused)
    assert answer.code == "session.none"


def test_what_was_done_apart_from_a_suspension_is_set_aside_and_counts_again(stations: Three) -> None:
    one, other, _ = stations
    patient = circuit.ready(one).patient
    exchange(one, other)
    one.do("administrator", SuspendPerson(person=one.people["nurse"], reason="absente", pin=PIN))
    other.do("nurse", NotePatient(patient=patient, text="RAS"))
    exchange(one, other)
    assert one.replica.counts()[2] == other.replica.counts()[2] > 0
    one.do("administrator", ResumePerson(person=one.people["nurse"], reason="", pin=PIN))
    exchange(one, other)
    assert one.replica.counts()[2] == other.replica.counts()[2] == 0


def test_removed_by_two_and_readmitted_by_two(site: Station) -> None:
    nurse = site.people["nurse"]
    proposed = site.do("administrator", RemovePerson(person=nurse, reason="partie", pin=PIN))
    assert member(site, "nurse").standing == "suspended"
    site.agree(proposed)
    assert member(site, "nurse").standing == "removed"
    listed = site.call(None, ListPeople())
    assert isinstance(listed, People)
    assert nurse not in {one.person for one in listed.people}
    back = site.do("administrator2", ReadmitPerson(person=nurse, reason="revenue", pin=PIN))
    site.agree(back, "administrator")
    assert member(site, "nurse").standing == ""


def test_rights_are_given_and_taken(site: Station) -> None:
    nurse = site.people["nurse"]
    site.do("administrator", GrantRights(person=nurse, rights=("dispense",), pin=PIN))
    assert "dispense" in member(site, "nurse").rights
    site.do("administrator", WithdrawRights(person=nurse, rights=("dispense", "settle"), pin=PIN))
    assert {"dispense", "settle"}.isdisjoint(member(site, "nurse").rights)


def test_an_administrator_is_made_and_dismissed_by_two(site: Station) -> None:
    pharmacist = site.people["pharmacist"]
    proposed = site.do("administrator", GrantRights(person=pharmacist, rights=("site.enrol",), pin=PIN))
    assert "site.enrol" not in member(site, "pharmacist").rights
    site.agree(proposed)
    assert "site.enrol" in member(site, "pharmacist").rights
    away = site.do("administrator", WithdrawRights(person=pharmacist, rights=("site.enrol",), pin=PIN))
    assert "site.enrol" in member(site, "pharmacist").rights
    site.agree(away)
    assert "site.enrol" not in member(site, "pharmacist").rights


def test_a_third_administrator_is_enrolled_and_waits_for_a_second_person(site: Station) -> None:
    """The second was appointed by the first alone, when the site was set up."""
    assert "site.people" in member(site, "administrator2").rights
    third = site.do("administrator", enrolment(role="administrator")).created[0]
    rights = site.desk.members.people[third].rights
    assert "snapshot" in rights
    assert "site.people" not in rights
    (waiting,) = site.desk.members.proposals.values()
    site.do("administrator2", Agree(act=waiting.act, pin=PIN))
    assert "site.people" in site.desk.members.people[third].rights


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (lambda who: GrantRights(person=who, rights=("fly",), pin=PIN), "person.unknown_right"),
        (lambda who: WithdrawRights(person=who, rights=(), pin=PIN), "person.unknown_right"),
        (lambda who: SuspendPerson(person=who, reason=" ", pin=PIN), "reason.missing"),
        (lambda _: SuspendPerson(person=bytes(16), reason="perdue", pin=PIN), "session.unknown_person"),
    ],
)
def test_what_cannot_be_done(site: Station, command: object, code: str) -> None:
    made = command(site.people["nurse"])  # type: ignore[operator]  # one of the functions above
    assert isinstance(made, Command)
    assert site.refused("administrator", made) == code
    assert site.refused("pharmacist", made) == "right.missing"


def test_nothing_is_lifted_of_who_is_in_service_and_who_was_removed_is_readmitted(site: Station) -> None:
    nurse = site.people["nurse"]
    resume, readmit = (one(person=nurse, reason="revenue", pin=PIN) for one in (ResumePerson, ReadmitPerson))
    suspend = SuspendPerson(person=nurse, reason="absente", pin=PIN)
    assert site.refused("administrator", resume) == "person.in_service"
    assert site.refused("administrator", readmit) == "person.in_service"
    site.do("administrator", suspend)
    assert site.refused("administrator", readmit) == "person.suspended"
    proposed = site.do("administrator", RemovePerson(person=nurse, reason="partie", pin=PIN))
    site.do("administrator2", Agree(act=proposed.acts[0], pin=PIN))
    assert site.refused("administrator", resume) == "person.removed"
    assert site.refused("administrator", suspend) == "person.removed"
    site.do("administrator2", Agree(act=site.do("administrator", readmit).acts[0], pin=PIN))
    assert member(site, "nurse").standing == ""


def test_nobody_is_written_as_somebody_else_is(site: Station) -> None:
    site.do("administrator", enrolment(licence=""))

    def written(family: str, first: str, licence: str) -> RenamePerson:
        return RenamePerson(
            person=site.people["nurse"],
            family_name=family,
            first_name=first,
            title="",
            profession="nurse",
            licence=licence,
            pin=PIN,
        )

    assert site.refused("administrator", written("nouvelle", "ÍRIS", "")) == "person.known_name"
    site.do("administrator", written("Nouvelle", "Iris", "1"))
    again = enrolment(licence="1", family_name="Autre")
    assert site.refused("administrator", again) == "person.known_already"


def test_an_administrator_s_rights_wait_for_a_second_person(site: Station) -> None:
    assert not site.do("administrator", enrolment()).waits
    third = site.do("administrator", enrolment(role="administrator", first_name="Ida", licence="2"))
    assert third.waits
    site.do("administrator2", Agree(act=third.acts[-1], pin=PIN))
    (ida,) = (one for one in site.get("administrator", GetStaff(), Staff).people if one.licence == "2")
    assert "site.people" in ida.rights


def test_the_right_to_reset_pins_is_given_by_two_and_taken_by_one(site: Station) -> None:
    nurse = site.people["nurse"]
    given = GrantRights(person=nurse, rights=("site.pin", "dispense"), pin=PIN)
    proposed = site.do("administrator", given)
    assert proposed.waits
    assert {"site.pin", "dispense"}.isdisjoint(member(site, "nurse").rights)
    assert site.refused("administrator", Agree(act=proposed.acts[0], pin=PIN)) == "membership.same_person"
    site.agree(proposed)
    assert {"site.pin", "dispense"} <= set(member(site, "nurse").rights)
    taken = site.do("administrator", WithdrawRights(person=nurse, rights=("site.pin",), pin=PIN))
    assert not taken.waits
    assert "site.pin" not in member(site, "nurse").rights


def test_a_pharmacist_works_at_once_and_resets_pins_when_two_have_said_so(site: Station) -> None:
    """Until there was a second administrator the first enrolled them alone: nobody else could agree."""
    assert "site.pin" in member(site, "pharmacist").rights
    late = site.do("administrator", enrolment(role="pharmacist"))
    assert late.waits
    rights = site.desk.members.people[late.created[0]].rights
    assert rights == ROLES["pharmacist"] - {"site.pin"}
    site.do("administrator2", Agree(act=late.acts[-1], pin=PIN))
    now = site.desk.members.people[late.created[0]]
    assert (now.rights, now.administered) == (ROLES["pharmacist"], False)
