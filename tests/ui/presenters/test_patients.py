"""Search before create; look-alikes are looked at one by one."""

from __future__ import annotations

from node.api.patient import PatientHits, PatientRow, SearchPatients
from tests.ui.fake_desk import FakeDesk, Screen
from ui.presenters.desk import Place
from ui.presenters.patients import Patients


def screen() -> Screen:
    return Screen(Patients, Place("patients"), FakeDesk())


def test_nobody_is_created_before_a_search() -> None:
    at = screen()
    assert not at.action("create").enabled
    assert at.action("create").why_not
    at.fill(search="e")
    assert not at.calls(SearchPatients)
    at.fill(search="es")
    assert at.action("create").enabled
    assert len(at.rows("hits")) == 2
    assert "2 affichés sur 2" in at.page.subtitle


def test_probable_duplicates_are_said_on_the_list() -> None:
    at = screen()
    at.fill(search="essai")
    assert all("doublon probable" in row for row in at.rows("hits"))


def test_a_hit_opens_the_record() -> None:
    at = screen()
    at.fill(search="fictive")
    at.presenter.act("open")
    assert at.desk.places[-1] == Place("patient", patient=at.node.patients[1].id)


def test_an_identity_that_is_set_aside_is_marked() -> None:
    at = screen()
    at.fill(search="essai")
    assert not any("identité mise de côté" in row for row in at.rows("hits"))
    found = at.node.patients[0]
    row = PatientRow(found.id, found.identity, found.age, False, 0, set_aside=True)
    assert isinstance(at.presenter, Patients)
    at.presenter._found(PatientHits(total=1, rows=(row,)))
    (shown,) = at.rows("hits")
    assert "identité mise de côté" in shown
