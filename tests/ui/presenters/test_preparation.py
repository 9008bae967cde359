"""At the bench: what to draw, with whom it was confirmed, the claim, made, checked, given up."""

from __future__ import annotations

import msgspec

from node.api.preparation import RecordChecked, RecordMade, VoidClaim
from tests.ui import fake_site as site
from tests.ui.fake_desk import FakeDesk, Screen, of
from ui.presenters.blocks import Facts
from ui.presenters.preparation import Preparation


def screen(course: int = 1, dose: int = 0) -> Screen:
    desk = FakeDesk(person=2)
    return Screen(Preparation, of(course, dose, node=desk.node), desk)


def test_made_then_checked_then_on_to_the_release() -> None:
    at = screen(1, 1)
    assert at.action("made").primary
    at.fill(incident="flacon ébréché")
    at.presenter.act("made")
    (made,) = (command for command in at.node.calls if isinstance(command, RecordMade))
    assert made.incident == "flacon ébréché"
    assert at.action("checked").primary
    at.presenter.act("checked")
    assert len(at.calls(RecordChecked)) == 1
    at.presenter.act("release_screen")
    assert at.desk.places[-1].screen == "release"


def test_an_account_with_an_unreadable_hour_waits() -> None:
    at = screen(1, 1)
    at.fill(told_late="1", told_day="hier")
    at.presenter.act("made")
    assert not at.calls(RecordMade)
    assert at.view.focused == "told_day"


def test_giving_a_claim_up_says_what_becomes_of_the_number() -> None:
    at = screen(1, 1)
    at.presenter.act("void")
    (asked,) = at.desk.askings
    assert "2026-000041" in asked.consequence
    (sent,) = (command for command in at.node.calls if isinstance(command, VoidClaim))
    assert sent.reason == "motif fictif"


def test_the_papers_of_the_bag() -> None:
    at = screen(1, 1)
    at.presenter.act("sheet")
    assert at.desk.places[-1].screen == "paper"
    assert at.desk.places[-1].bag


def test_a_number_given_up_stays_with_its_reason() -> None:
    desk = FakeDesk(person=2)
    course = desk.node.courses[1]
    dose = course.doses[0]
    void = msgspec.structs.replace(
        site.bag(dose.order, "000007", "made"), state="voided", ended=site.stamp(2), reason="flacon cassé"
    )
    course.doses[0] = msgspec.structs.replace(dose, bags=(*dose.bags, void))
    at = Screen(Preparation, of(1, 0, node=desk.node), desk)
    (fact,) = at.block(Facts, "ended_bags").facts
    assert "000007" in fact.label
    assert "flacon cassé" in fact.value
