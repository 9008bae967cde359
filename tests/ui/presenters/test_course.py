"""The hub of a course: to each step, cycles, stops at their level, notes."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from node.api.course import NoteCourse, PlanCycle, StopView
from tests.ui.fake_bags import not_kept
from tests.ui.fake_desk import FakeDesk, Screen, of
from tests.ui.fake_site import act, stamp
from ui.presenters.blocks import Actions, Cards
from ui.presenters.course import Course
from ui.presenters.desk import Place


def screen(course: int = 3, dose: int = 0, person: int = 1) -> Screen:
    desk = FakeDesk(person=person)
    return Screen(Course, of(course, dose, node=desk.node, screen="course"), desk)


def test_each_dose_opens_at_its_next_step() -> None:
    at = screen()
    for number, expected in enumerate(("dispensing", "dispensing", "administration")):
        at.presenter.opened("doses", at.node.courses[3].doses[number].dose.hex())
        assert at.desk.places[-1].screen == expected


@pytest.mark.parametrize("course", range(5))
def test_no_two_buttons_say_the_same(course: int) -> None:
    """A dose that waits for its validation opens it by the main button alone."""
    at = screen(course)
    for number in range(len(at.node.courses[course].doses)):
        at.presenter.selected("doses", at.node.courses[course].doses[number].dose.hex())
        labels = [one.label for one in at.block(Actions, "actions").actions]
        assert len(labels) == len(set(labels))
        assert "Ouvrir la validation" in labels


def test_without_a_dose_in_hand_one_that_waits_is_chosen() -> None:
    desk = FakeDesk()
    course = desk.node.courses[4]
    at = Screen(Course, Place("course", course=course.id), desk)
    assert at.presenter.place.dose == course.doses[1].dose


def test_the_next_cycle_is_proposed_and_a_dose_is_revised() -> None:
    at = screen()
    assert "cure 3" in at.action("prescribe").label
    at.presenter.act("prescribe")
    assert at.desk.places[-1].cycle == 3
    at.presenter.act("revise")
    assert at.desk.places[-1].doses == (at.node.courses[3].doses[0].dose,)


@pytest.mark.parametrize("person", [0, 2, 3])
def test_what_takes_a_prescriber_is_offered_to_prescribers_alone(person: int) -> None:
    """Versions, cycles, stops; whoever meets a hard stop reads there who asks for a derogation."""
    taken = {"revise", "prescribe", "plan", "stop", "resume:0"}
    offered = {}
    for who in (1, person):
        desk = FakeDesk(person=who)
        desk.node.courses[3].stops.append(StopView("cycle", 1, 0, "", "fictif", stamp(1), act("stop")))
        at = Screen(Course, of(3, 0, node=desk.node, screen="course"), desk)
        cards = [one.key for card in at.block(Cards, "stops").cards for one in card.actions]
        offered[who] = {action.key for action in at.page.actions()} | {*cards}
        assert at.action("ask_derogation").enabled == (who != person)
        assert "prescripteur" in at.action("ask_derogation").why_not
    assert offered[1] - offered[person] == taken
    assert {"note", "open"} <= offered[person]


def test_day_one_of_a_cycle() -> None:
    at = screen()
    at.presenter.act("plan")
    assert at.view.focused == "day_one"
    at.fill(cycle="3", day_one="05/12/2026")
    at.presenter.act("plan")
    (sent,) = (command for command in at.node.calls if isinstance(command, PlanCycle))
    assert (sent.cycle, sent.day_one) == (3, "2026-12-05")
    assert "samedi" in at.notices()


def test_a_note_is_about_the_treatment_or_the_dose() -> None:
    at = screen()
    at.fill(note="une")
    at.presenter.act("note")
    at.fill(note="deux", about="dose")
    at.presenter.act("note")
    about = [command.dose for command in at.node.calls if isinstance(command, NoteCourse)]
    assert about == [None, at.presenter.place.dose]


def test_each_bag_of_a_dose_opens_from_the_treatment() -> None:
    desk = FakeDesk()
    course = desk.node.courses[3]
    kept = course.doses[1].bags[0]
    lost = not_kept(kept)
    course.doses[1] = replace(course.doses[1], bags=(kept, lost))
    # From the stock, only the bag is named.
    at = Screen(Course, Place("course", course=course.id, bag=lost.bag), desk)
    assert at.presenter.place.dose == course.doses[1].dose
    cards = at.block(Cards, "bags").cards
    assert [card.mark.kind for card in cards if card.mark] == [kept.state, "held"]
    assert "HDJ-1 000001" in " ".join(cards[1].lines)
    for card, bag in zip(cards, (kept, lost), strict=True):
        at.presenter.act(card.actions[0].key)
        assert (at.desk.places[-1].screen, at.desk.places[-1].bag) == ("release", bag.bag)


def test_what_was_chosen_for_one_dose_goes_to_no_other() -> None:
    at = screen()
    at.fill(rule="bag.expired", derogation_for="00", level="day", note="pour elle", about="dose")
    others = (dose.dose for dose in at.node.courses[2].doses if dose.dose != at.presenter.place.dose)
    at.presenter.selected("doses", next(others).hex())
    assert {at.presenter.input(key) for key in ("rule", "derogation_for", "level", "note", "about")} == {""}
    at.fill(note="du traitement")
    at.presenter.selected("doses", at.node.courses[2].doses[0].dose.hex())
    assert at.presenter.input("note") == "du traitement"
