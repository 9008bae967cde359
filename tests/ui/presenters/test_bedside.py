"""Who is in front of the nurse: picked, never proposed; the label confirms the bag."""

from __future__ import annotations

from node.api.administration import Give
from tests.ui.fake_desk import FakeDesk, Screen, of
from ui.presenters.administration import Administration
from ui.presenters.blocks import Facts


def screen() -> Screen:
    desk = FakeDesk(person=3)
    return Screen(Administration, of(3, 2, node=desk.node), desk)


def test_nobody_is_proposed_before_a_name_is_typed() -> None:
    at = screen()
    assert at.rows("candidates") == []
    assert not at.action("give").enabled
    at.fill(bedside="e")
    assert at.rows("candidates") == []
    at.presenter.act("give")
    assert at.view.focused == "bedside"
    assert not at.desk.signings


def test_one_identifies_anew() -> None:
    at = screen()
    at.fill(bedside="exemple")
    at.presenter.act("identified")
    at.presenter.act("another_patient")
    assert at.has("candidates")
    assert at.field("bedside").value == ""


def test_several_candidates_are_left_to_the_person() -> None:
    at = screen()
    at.fill(bedside="e")
    at.fill(bedside="es")
    assert len(at.rows("candidates")) == 1  # the other ESSAI has no dose today
    at.fill(bedside="mod")
    at.presenter.act("to_candidates")
    assert at.view.focused == "candidates"


def test_somebody_without_a_dose_today_is_found_by_a_search() -> None:
    at = screen()
    at.fill(bedside="000105")
    assert "TÉMOIN Paul" in at.rows("candidates")[0]


def test_a_wristband_types_its_number_and_a_label_confirms_the_bag() -> None:
    at = screen()
    bag = at.node.courses[3].doses[2].bags[0].bag
    at.fill(bedside="000104")
    at.presenter.act("identified")
    assert at.presenter.scanned("BAG", bag)
    assert at.block(Facts, "bag").facts[0].note == "étiquette scannée"
    at.presenter.act("give")
    (sent,) = (command for command in at.node.calls if isinstance(command, Give))
    assert sent.told.source == "scanned"


def test_the_label_of_another_bag_is_an_alarm() -> None:
    at = screen()
    assert at.presenter.scanned("BAG", bytes(16))
    assert "autre poche" in at.notices()
    assert "Ne branchez rien" in at.notices()
    assert not at.presenter.scanned("PLAN", bytes(16))
