"""Ways out of a disagreement: to the treatment, the record, or one of two bags."""

from __future__ import annotations

import msgspec

from node.api.course import GetCourse
from schema.transaction import FileRef, FileType
from tests.ui.fake_desk import FakeDesk, Screen
from ui.presenters.desk import Place
from ui.presenters.settlement import Settlement


def screen(person: int = 0) -> Screen:
    return Screen(Settlement, Place("settlement"), FakeDesk(person=person))


def test_what_has_no_choice_leads_to_the_act_that_settles_it() -> None:
    at = screen(1)
    assert at.has("way_out")
    assert not at.has("decision")
    assert [action.key for action in at.page.actions() if action.primary] == ["revise"]
    at.presenter.act("course")
    assert at.desk.places[-1].screen == "course"
    at.presenter.act("patient")
    assert at.desk.places[-1].screen == "patient"
    assert not at.calls(GetCourse)


def test_either_of_two_bags_may_be_ended_or_go_to_another_patient() -> None:
    at = screen()
    _, second = at.node.courses[2].doses[0].bags
    for act, place in (("bag", "release"), ("reattribution", "reattribution")):
        assert second.number in at.action(f"{act}:{second.bag.hex()}").label
        at.presenter.act(f"{act}:{second.bag.hex()}")
        assert (at.desk.places[-1].screen, at.desk.places[-1].bag) == (place, second.bag)
    assert not at.action("course").primary


def test_a_lot_and_a_vault_have_screens_of_their_own_and_an_identity_is_corrected() -> None:
    desk = FakeDesk()
    course = desk.node.courses[2]
    conflict = course.conflicts[0]
    for sort, place in (
        (FileType.LOT, "lot"),
        (FileType.VAULT, "narcotics"),
        (FileType.PERSON, "members"),
        (FileType.WORKSTATION, "workstations"),
    ):
        file = FileRef(sort, bytes(16))
        nobody = msgspec.structs.replace(conflict, file=file, course=bytes(16), patient=bytes(16), choices=())
        course.conflicts[0] = nobody
        at = Screen(Settlement, Place("settlement"), desk)
        assert [(action.key, action.primary) for action in at.page.actions()] == [("elsewhere", True)]
        at.presenter.act("elsewhere")
        assert at.desk.places[-1] == Place(place)
    course.conflicts[0] = msgspec.structs.replace(nobody, rule="journal_forked")
    at = Screen(Settlement, Place("settlement"), desk)
    at.presenter.act("elsewhere")
    assert at.desk.places[-1] == Place("forks")
    course.conflicts[0] = msgspec.structs.replace(conflict, rule="identity_disputed", choices=())
    at = Screen(Settlement, Place("settlement"), desk)
    at.presenter.act("patient")
    assert at.desk.places[-1].screen == "correction"


def test_the_record_is_the_main_way_only_where_nothing_is_to_be_chosen() -> None:
    desk = FakeDesk()
    course = desk.node.courses[2]
    asked = msgspec.structs.replace(course.conflicts[0], course=bytes(16), rule="allergy_disputed")
    course.conflicts[0] = asked
    at = Screen(Settlement, Place("settlement"), desk)
    assert [(action.key, action.primary) for action in at.page.actions()] == [
        ("patient", False),
        ("settle", True),
    ]
    course.conflicts[0] = msgspec.structs.replace(asked, choices=())
    at = Screen(Settlement, Place("settlement"), desk)
    assert [(action.key, action.primary) for action in at.page.actions()] == [("patient", True)]


def test_a_prescriber_is_led_from_two_prescriptions_to_the_one_that_replaces_them() -> None:
    at = screen(1)
    conflict = at.presenter.conflict_in_hand()  # type: ignore[attr-defined]  # the inbox has one
    assert conflict.rule == "divergent"
    assert at.action("revise").primary
    assert not at.action("course").primary
    at.presenter.act("revise")
    place = at.desk.places[-1]
    assert (place.screen, place.doses, place.cycle) == ("prescription", (conflict.dose,), conflict.cycle)
    assert place.course == conflict.course
    pharmacist = screen(0)
    pharmacist.fill(all="1")
    for row in pharmacist.presenter._rows:  # type: ignore[attr-defined]  # every one of them
        pharmacist.presenter.selected("conflicts", row)
        assert "revise" not in {action.key for action in pharmacist.page.actions()}
