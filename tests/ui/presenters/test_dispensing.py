"""Handed over with the mentions checked again; received by a press or by a scan."""

from __future__ import annotations

from msgspec.structs import replace

from node.api.dispensing import Dispense, Receive, Return
from tests.ui.fake_bags import not_kept
from tests.ui.fake_desk import FakeDesk, Screen, of
from ui.presenters.dispensing import Dispensing


def screen(dose: int, person: int = 2) -> Screen:
    desk = FakeDesk(person=person)
    return Screen(Dispensing, of(3, dose, node=desk.node), desk)


def test_the_ward_of_the_course_is_proposed_and_can_be_changed() -> None:
    desk = FakeDesk(person=2)
    course = desk.node.courses[3]
    course.doses[0] = replace(course.doses[0], mentions=("uracilemia", "fictive"))
    at = Screen(Dispensing, of(3, 0, node=desk.node), desk)
    assert at.field("mention_fictive").label == "fictive"
    assert at.field("ward").value == "HDJ oncologie"
    at.fill(ward="  Pneumologie ", mention_uracilemia="1")
    at.presenter.act("dispense")
    (sent,) = (command for command in at.node.calls if isinstance(command, Dispense))
    assert (sent.ward, sent.mentions) == ("Pneumologie", ("uracilemia",))


def test_nothing_is_to_be_ticked_where_the_node_names_nothing() -> None:
    at = screen(0)
    assert not at.has("mentions")
    at.presenter.input.values["mention_uracilemia"] = "1"
    at.presenter.act("dispense")
    (sent,) = (command for command in at.node.calls if isinstance(command, Dispense))
    assert sent.mentions == ()


def test_no_ward_no_leaving() -> None:
    at = screen(0)
    at.fill(ward=" ")
    at.presenter.act("dispense")
    assert not at.desk.signings
    assert at.view.focused == "ward"


def test_reception_needs_no_pin() -> None:
    at = screen(1, person=3)
    assert at.action("receive").primary
    at.presenter.act("receive")
    assert not at.desk.signings
    (sent,) = (command for command in at.node.calls if isinstance(command, Receive))
    assert sent.told.source == "seen"
    assert "reçue" in at.notices()


def test_scanning_the_bag_on_arrival_receives_it() -> None:
    at = screen(1, person=3)
    bag = at.node.courses[3].doses[1].bags[0].bag
    assert not at.presenter.scanned("BAG", bytes(16))
    assert at.presenter.scanned("BAG", bag)
    (sent,) = (command for command in at.node.calls if isinstance(command, Receive))
    assert sent.told.source == "scanned"
    assert at.presenter.scanned("BAG", bag)
    assert len(at.calls(Receive)) == 1


def test_an_account_is_possible_whatever_came_before() -> None:
    """A reception may be told before the dispensing that was forgotten; the node names the breach."""
    at = screen(0, person=3)
    assert at.action("receive").enabled
    assert not at.action("receive").primary


def test_a_bag_received_goes_on_to_the_bedside() -> None:
    at = screen(2, person=3)
    at.presenter.act("administration")
    assert at.desk.places[-1].screen == "administration"


def test_the_pharmacy_takes_a_bag_back_with_its_reason() -> None:
    at = screen(2)
    assert at.action("bring_back").enabled
    at.presenter.act("bring_back")
    (signing,) = at.desk.signings
    assert signing.reason
    assert len(at.calls(Return)) == 1
    assert "revenue" in at.notices()
    # It leaves again only once it has been released anew.
    assert not at.action("dispense").enabled
    assert not at.action("bring_back").enabled


def test_a_held_bag_leads_to_what_frees_it() -> None:
    desk = FakeDesk(person=2)
    course = desk.node.courses[3]
    kept = course.doses[0].bags[0]
    lost = not_kept(kept)
    course.doses[0] = replace(course.doses[0], bags=(kept, lost))
    at = Screen(Dispensing, of(3, 0, node=desk.node, bag=lost.bag), desk)
    # What happened can still be told, but is not what is proposed.
    assert at.action("dispense").enabled
    assert not at.action("dispense").primary
    assert at.action("bag").primary
    at.presenter.act("bag")
    assert (at.desk.places[-1].screen, at.desk.places[-1].bag) == ("release", lost.bag)
    course.doses[0] = replace(course.doses[0], bags=(replace(kept, held=True, blocks=("made_twice",)),))
    assert Screen(Dispensing, of(3, 0, node=desk.node), desk).action("settlement").primary
