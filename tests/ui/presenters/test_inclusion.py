"""Including a patient: regimen, indication, first day, cycles, ward; then the first prescription."""

from __future__ import annotations

from node.api.course import IncludePatient
from tests.ui.fake_desk import FakeDesk, Screen
from tests.ui.fake_site import id16
from ui.presenters.desk import Place
from ui.presenters.inclusion import Inclusion


def screen() -> Screen:
    desk = FakeDesk(person=1)
    return Screen(Inclusion, Place("inclusion", patient=desk.node.patients[0].id), desk)


def test_regimens_are_found_by_drug_and_say_when_they_are_illustrative() -> None:
    at = screen()
    assert len(at.rows("regimens")) == 3
    at.fill(filter="vinorel")
    (row,) = at.rows("regimens")
    assert "vinORELBine" in row
    assert "Illustratif" in row


def test_what_is_missing_is_said_before_anything_is_signed() -> None:
    at = screen()
    at.presenter.act("include")
    assert "nécessaires" in at.notices()
    assert not at.desk.signings
    at.presenter.selected("regimens", id16("CARTAX").hex())
    at.fill(indication="CARTAX-1", first_day="+2j")
    assert "nécessaires" in at.notices()
    at.fill(ward="HDJ")
    assert "nécessaires" not in at.notices()


def test_the_inclusion_is_signed_as_shown() -> None:
    at = screen()
    at.presenter.selected("regimens", id16("CARTAX").hex())
    at.fill(indication="CARTAX-1", first_day="+2j", cycles="4", ward="HDJ", intent="adjuvant")
    at.presenter.act("include")
    (sent,) = (command for command in at.node.calls if isinstance(command, IncludePatient))
    assert (sent.first_day, sent.planned_cycles, sent.intent) == ("2026-11-23", 4, "adjuvant")
    assert any("Carboplatine" in line for line in at.desk.signings[0].lines)
    assert at.desk.places[-1].screen == "prescription"
    assert at.desk.places[-1].cycle == 1


def test_another_regimen_forgets_the_indication() -> None:
    at = screen()
    at.presenter.selected("regimens", id16("CARTAX").hex())
    at.fill(indication="CARTAX-1")
    at.presenter.selected("regimens", id16("FOLFOX").hex())
    assert at.field("indication").value == ""
    assert at.field("cycles").value == "12"


def test_a_number_of_cycles_is_whole() -> None:
    at = screen()
    for typed in ("0", "2,5", "100", "abc"):
        at.fill(cycles=typed)
        assert at.field("cycles").error, typed
