"""A record: values echoed with their unit, four states of allergies, look-alikes settled by two people."""

from __future__ import annotations

import pytest

from node.api.patient import NotePatient, RecordAllergy
from tests.ui.fake_desk import FakeDesk, Screen
from ui.presenters.blocks import Facts, Form
from ui.presenters.desk import Place
from ui.presenters.patient import Patient


def screen(patient: int = 0) -> Screen:
    desk = FakeDesk()
    return Screen(Patient, Place("patient", patient=desk.node.patients[patient].id), desk)


def test_what_was_recorded_is_emptied_and_the_rest_stays() -> None:
    at = screen()
    at.fill(note="en cours d’écriture", value="63")
    at.presenter.act("measure")
    assert "63" in at.notices()
    assert at.field("note").value == "en cours d’écriture"
    assert at.field("value").value == ""


@pytest.mark.parametrize(
    ("patient", "said"),
    [(0, "pénicilline"), (1, "aucune allergie"), (2, "non renseignées"), (3, "indisponibles")],
)
def test_allergies_are_four_states(patient: int, said: str) -> None:
    at = screen(patient)
    assert at.page.banner is not None
    assert said in at.page.banner.facts[0].value


def test_an_allergy_or_none_known() -> None:
    at = screen(2)
    at.presenter.act("allergy")
    assert at.view.focused == "substance"
    at.fill(substance="sulfamides", reaction="œdème")
    at.presenter.act("allergy")
    assert "Allergie enregistrée" in at.notices()
    at.fill(none_known="1")
    assert "substance" not in {field.key for field in at.block(Form, "allergy").fields}
    at.presenter.act("allergy")
    sent = [command for command in at.node.calls if isinstance(command, RecordAllergy)]
    assert [(item.none_known, item.substance) for item in sent] == [(False, "sulfamides"), (True, "")]
    assert "aucune allergie connue" in at.notices()
    assert "Allergie enregistrée" not in at.notices()


def test_a_note_is_added() -> None:
    at = screen()
    at.presenter.act("note")
    assert not at.calls(NotePatient)
    at.fill(note="appeler la famille")
    at.presenter.act("note")
    assert at.block(Facts, "notes").facts[-1].value == "appeler la famille"


def test_treatments_open_and_begin() -> None:
    at = screen()
    at.presenter.act("open_course")
    at.presenter.act("include")
    at.presenter.act("care_plan")
    assert [place.screen for place in at.desk.places] == ["course", "inclusion", "paper"]


def test_corrections_have_a_screen_of_their_own() -> None:
    at = screen()
    at.presenter.act("correction")
    assert at.desk.places[-1].screen == "correction"
