"""Correcting a file: what is disputed is chosen, what was wrong is replaced, each signed with its reason."""

from __future__ import annotations

from node.api.patient import CorrectIdentity, FieldDispute, RemoveAllergy
from schema.acts.patient import FieldValue
from tests.ui.fake_desk import FakeDesk, Screen
from ui.presenters.blocks import Cards, Notices
from ui.presenters.correction import Correction
from ui.presenters.desk import Place


def screen(patient: int = 0, *disputes: FieldDispute) -> Screen:
    desk = FakeDesk()
    desk.node.patients[patient].disputes = disputes
    return Screen(Correction, Place("correction", patient=desk.node.patients[patient].id), desk)


def test_fields_hold_what_is_recorded_and_nothing_changes_by_itself() -> None:
    at = screen()
    assert at.field("birth_name").value == at.node.patients[0].identity.birth_name
    assert not at.action("correct").enabled
    assert at.action("correct").why_not
    at.presenter.act("correct")
    assert at.view.focused == "birth_name"
    assert not at.desk.signings


def test_only_what_was_changed_is_signed_with_the_document_seen() -> None:
    at = screen()
    at.fill(used_name=" martin ", birth_date="03/02/1960")
    assert at.field("birth_date").echo
    at.presenter.act("correct")
    (signing,) = at.desk.signings
    assert signing.reason
    assert any("MARTIN" in line and "→" in line for line in signing.lines)
    (sent,) = (command for command in at.node.calls if isinstance(command, CorrectIdentity))
    assert sent.changes == (FieldValue("used_name", "MARTIN"), FieldValue("birth_date", "1960-02-03"))


def test_a_date_that_is_none_is_not_sent() -> None:
    at = screen()
    at.fill(birth_date="31/02/1960")
    assert at.field("birth_date").error
    assert not at.action("correct").enabled


def test_of_a_disputed_field_one_of_its_values_is_chosen() -> None:
    at = screen(0, FieldDispute("birth_date", ("1960-02-03", "1960-03-02")))
    assert at.page.banner is not None
    assert any("date de naissance" in warning.lower() for warning in at.page.banner.warnings)
    (notice,) = at.block(Notices, "disputed").notices
    assert notice.next
    assert [option.label for option in at.field("birth_date").options][1:] == [
        "03‑févr.‑1960",
        "02‑mars‑1960",
    ]
    at.presenter.act("correct")
    assert at.view.focused == "birth_date"
    at.fill(birth_date="1")
    at.presenter.act("correct")
    (sent,) = (command for command in at.node.calls if isinstance(command, CorrectIdentity))
    assert sent.changes == (FieldValue("birth_date", "1960-03-02"),)
    assert not at.has("disputed")


def test_an_allergy_is_taken_off_entry_by_entry() -> None:
    at = screen(0)
    (card,) = at.block(Cards, "allergies").cards
    at.presenter.act(f"remove:{card.id}")
    (signing,) = at.desk.signings
    assert signing.reason
    assert signing.consequence
    assert len(at.calls(RemoveAllergy)) == 1
    assert not at.has("allergies")
    at.presenter.act("remove:7")
    assert len(at.calls(RemoveAllergy)) == 1


def test_back_to_the_record() -> None:
    at = screen()
    at.presenter.act("back")
    assert at.desk.places[-1].screen == "patient"
