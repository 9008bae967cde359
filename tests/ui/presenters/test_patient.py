"""A record: values echoed with their unit, four states of allergies, look-alikes settled by two people."""

from __future__ import annotations

import pytest

from node.api.patient import (
    ConfirmLink,
    ConfirmUnlink,
    KeepApart,
    LinkPatients,
    Measure,
    NotePatient,
    RecordAllergy,
    RecordResult,
    UnlinkPatients,
)
from schema.quantity import Unit
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_site import NOW, PEOPLE
from ui.presenters.blocks import Cards, Facts, Form
from ui.presenters.desk import Place
from ui.presenters.patient import Patient


def screen(patient: int = 0) -> Screen:
    desk = FakeDesk()
    return Screen(Patient, Place("patient", patient=desk.node.patients[patient].id), desk)


@pytest.mark.parametrize(
    ("what", "typed", "echo", "unit"),
    [
        ("weight", "72,5", "72,5\u00a0kg", Unit.KG),
        ("height", "170", "170\u00a0cm", Unit.CM),
        ("creatinine", "81.5", "81,5\u00a0µmol/L", Unit.UMOL_PER_L),
    ],
)
def test_a_value_is_echoed_with_its_unit(what: str, typed: str, echo: str, unit: Unit) -> None:
    at = screen()
    at.fill(what=what, value=typed)
    assert at.field("value").echo == echo
    at.presenter.act("measure")
    sent = [command for command in at.node.calls if isinstance(command, Measure)][-1]
    assert (sent.what, sent.value.unit, sent.told.happened_at) == (what, unit, NOW)


def test_a_doubtful_number_is_refused_with_its_reason() -> None:
    at = screen()
    at.fill(value="1.250")
    assert at.field("value").error
    at.presenter.act("measure")
    assert not at.calls(Measure)
    assert at.view.focused == "value"


def test_a_value_far_off_is_confirmed_with_its_consequence() -> None:
    at = screen()
    at.fill(value="620")
    at.presenter.act("measure")
    (asked,) = at.desk.askings
    assert "620" in asked.button
    confirmed = [command.confirmed for command in at.node.calls if isinstance(command, Measure)]
    assert confirmed == [False, True]


def test_what_was_recorded_is_emptied_and_the_rest_stays() -> None:
    at = screen()
    at.fill(note="en cours d’écriture", value="63")
    at.presenter.act("measure")
    assert "63" in at.notices()
    assert at.field("note").value == "en cours d’écriture"
    assert at.field("value").value == ""


def test_a_late_entry_from_paper() -> None:
    at = screen()
    at.fill(value="63", told_late="1")
    at.presenter.act("measure")
    assert not at.calls(Measure)
    at.fill(told_day="20/11/2026", told_time="9h30", told_by=PEOPLE[3].person.hex(), told_estimated="1")
    at.presenter.act("measure")
    (sent,) = (command for command in at.node.calls if isinstance(command, Measure))
    assert sent.told.source == "paper"
    assert sent.told.estimated
    assert sent.told.told_by == PEOPLE[3].person
    assert sent.told.happened_at < NOW


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
    at.fill(none_known="1")
    assert "substance" not in {field.key for field in at.block(Form, "allergy").fields}
    at.presenter.act("allergy")
    sent = [command for command in at.node.calls if isinstance(command, RecordAllergy)]
    assert [(item.none_known, item.substance) for item in sent] == [(False, "sulfamides"), (True, "")]


def test_a_note_is_added() -> None:
    at = screen()
    at.presenter.act("note")
    assert not at.calls(NotePatient)
    at.fill(note="appeler la famille")
    at.presenter.act("note")
    assert at.block(Facts, "notes").facts[-1].value == "appeler la famille"


@pytest.mark.parametrize(("act", "kind"), [("link", LinkPatients), ("keep_apart", KeepApart)])
def test_look_alikes_are_linked_or_kept_apart_with_a_reason(act: str, kind: type) -> None:
    at = screen(3)
    (card,) = at.block(Cards, "alike").cards
    at.presenter.act(f"{act}:{card.id}")
    (signing,) = at.desk.signings
    assert signing.reason
    assert signing.consequence
    assert len(at.calls(kind)) == 1


def test_a_link_asked_for_is_confirmed_by_another() -> None:
    at = screen(3)
    (card,) = at.block(Cards, "alike").cards
    at.presenter.act(f"confirm_link:{card.id}")
    assert len(at.calls(ConfirmLink)) == 1
    at.presenter.act(f"look:{card.id}")
    assert at.desk.places[-1].patient.hex() == card.id


def test_treatments_open_and_begin() -> None:
    at = screen()
    at.presenter.act("open_course")
    at.presenter.act("include")
    at.presenter.act("care_plan")
    assert [place.screen for place in at.desk.places] == ["course", "inclusion", "paper"]


def test_a_result_is_typed_in_the_unit_of_the_sites_limit() -> None:
    at = screen()
    assert "neutrophils" in {option.value for option in at.field("what").options}
    at.fill(what="neutrophils", value="0,4")
    assert at.field("value").echo == "0,4\u00a0G/L"
    at.presenter.act("measure")
    (sent,) = (command for command in at.node.calls if isinstance(command, RecordResult))
    assert (sent.what, sent.value.unit) == ("neutrophils", Unit.GIGA_PER_L)
    assert at.page.banner is not None
    assert any("Neutrophiles" in warning for warning in at.page.banner.warnings)


def test_whoever_links_sees_what_changes() -> None:
    at = screen(3)
    (card,) = at.block(Cards, "alike").cards
    at.presenter.act(f"link:{card.id}")
    said = " ".join(at.desk.signings[-1].lines)
    assert "2 traitements" in said
    assert "3 doses validées" in said
    assert "latex" in said


@pytest.mark.parametrize(("act", "kind"), [("unlink", UnlinkPatients), ("confirm_unlink", ConfirmUnlink)])
def test_linked_files_are_separated_by_two_people(act: str, kind: type) -> None:
    at = screen(3)
    (card,) = at.block(Cards, "alike").cards
    at.presenter.act(f"{act}:{card.id}")
    (signing,) = at.desk.signings
    assert bool(signing.reason) is (act == "unlink")
    assert len(at.calls(kind)) == 1


def test_corrections_have_a_screen_of_their_own() -> None:
    at = screen()
    at.presenter.act("correction")
    assert at.desk.places[-1].screen == "correction"
