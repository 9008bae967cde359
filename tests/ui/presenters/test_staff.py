"""People and their rights; one is enrolled when everything is typed, the PIN twice alike."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from node.api.base import PersonView, Refused
from node.api.site import EnrolPerson
from node.domain.rights import ROLES as KNOWN
from schema.i18n import LANGUAGES
from sync.membership import GIVEN_BY_TWO
from tests.ui import fake_site as site
from tests.ui.fake_desk import FakeDesk, Screen
from ui.presenters.base import Presenter
from ui.presenters.desk import Place
from ui.presenters.staff import ROLES, Staff
from ui.presenters.worklist import MyWork

TYPED = {
    "family": "Exemplaire",
    "first": "Zoé",
    "honorific": "Dr",
    "role": "pharmacist",
    "new_pin": "161803",
    "new_pin_again": "161803",
}


def screen(language: str = "fr") -> Screen:
    return Screen(Staff, Place("staff"), FakeDesk(language=language))


def test_everybody_is_there_with_role_and_rights() -> None:
    rows = screen().rows("people")
    assert len(rows) == len(site.PEOPLE)
    assert "pharmacien" in rows[0]
    assert "libérer les préparations" in rows[0]
    assert "right." not in " ".join(screen("en").rows("people"))


def test_the_roles_are_those_of_the_site() -> None:
    assert set(ROLES) == set(KNOWN)


def test_one_is_enrolled_and_their_pin_is_forgotten() -> None:
    at = screen()
    at.fill(**TYPED)
    at.presenter.act("enrol")
    (sent,) = (command for command in at.node.calls if isinstance(command, EnrolPerson))
    assert (sent.family_name, sent.first_name, sent.title) == ("Exemplaire", "Zoé", "Dr")
    assert (sent.role, sent.new_pin, sent.pin) == ("pharmacist", "161803", site.PIN)
    assert "Dr EXEMPLAIRE Zoé peut se connecter." in at.notices()
    assert len(at.rows("people")) == len(site.PEOPLE) + 1
    assert "161803" not in at.presenter.input.values.values()
    assert "enrolling" in at.view.cleared
    assert all("161803" not in line for line in at.desk.signings[0].lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_waits_for_a_second_person_is_said_before_the_signature(language: str) -> None:
    for role in ROLES:
        at = screen(language)
        at.fill(**{**TYPED, "role": role})
        at.presenter.act("enrol")
        assert ("PIN" in at.desk.signings[0].consequence) is bool(KNOWN[role] & GIVEN_BY_TWO), role


def test_nothing_is_sent_while_something_is_missing_or_differs() -> None:
    for missing, asked in (("family", "family"), ("role", "role"), ("new_pin", "new_pin")):
        at = screen()
        at.fill(**{**TYPED, missing: ""})
        at.presenter.act("enrol")
        assert at.view.focused == asked
        assert not at.desk.signings
    at = screen()
    at.fill(**{**TYPED, "new_pin_again": "161804"})
    assert at.field("new_pin_again").error
    at.presenter.act("enrol")
    assert at.view.focused == "new_pin_again"


def test_a_refusal_leaves_what_was_typed() -> None:
    at = screen()
    at.node.refuse[EnrolPerson] = Refused(code="right.missing", values={"right": "site.people", "roles": ""})
    at.fill(**TYPED)
    at.presenter.act("enrol")
    assert at.desk.refusals
    assert at.field("family").value == "Exemplaire"


def test_a_single_administrator_is_warned_there_and_above_their_work() -> None:
    def told(kind: type[Presenter], name: str, *administrators: int) -> str:
        desk = FakeDesk()
        desk.node.enrolled = [
            PersonView(bytes([number]) * 16, f"M. {number}", "administrator", ("site.people",))
            for number in administrators
        ]
        assert desk.person is not None
        desk.person = replace(desk.person, rights=("site.people",))
        return Screen(kind, Place(name), desk).notices()

    for kind, name in ((Staff, "staff"), (MyWork, "worklist")):
        assert "Un seul administrateur" in told(kind, name, 1)
        assert "Un seul administrateur" not in told(kind, name, 1, 2)
