"""Before the pharmacist: what to compare, who did what, and acts whose consequence is said."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from node.api.release import Destroy, Recall, Release
from tests.ui.fake_bags import not_kept
from tests.ui.fake_desk import FakeDesk, Screen, of
from ui.presenters.blocks import DoseCard, Facts
from ui.presenters.release import Releasing


def screen(course: int = 2, dose: int = 1) -> Screen:
    desk = FakeDesk()
    return Screen(Releasing, of(course, dose, node=desk.node), desk)


def test_the_trail_shows_where_the_dose_stands() -> None:
    card = screen().block(DoseCard, "dose")
    assert [step.state for step in card.steps] == ["passed"] * 5 + ["now"] + ["ahead"] * 3
    assert card.drug == "vinORELBine"
    assert card.mark.kind == "checked"


def test_a_release_is_signed_with_its_consequence() -> None:
    at = screen()
    at.presenter.act("release")
    (sent,) = (command for command in at.node.calls if isinstance(command, Release))
    assert sent.released
    assert sent.reason == ""
    (signing,) = at.desk.signings
    assert signing.title == "Libérer la préparation"
    assert "rappel" in signing.consequence
    assert "libérée" in at.notices()
    assert at.action("dispensing").enabled


@pytest.mark.parametrize(("act", "kind"), [("reject", Release), ("recall", Recall), ("destroy", Destroy)])
def test_what_ends_a_bag_takes_a_reason_and_says_so(act: str, kind: type) -> None:
    at = screen()
    at.presenter.act(act)
    (signing,) = at.desk.signings
    assert signing.reason
    assert signing.danger
    assert signing.consequence
    assert len(at.calls(kind)) == 1


def test_a_bag_that_nobody_checked_says_so() -> None:
    at = screen(2, 0)
    assert at.action("release").why_not
    assert "personne encore" in {fact.value for fact in at.block(Facts, "who").facts}


def test_a_dose_without_a_bag_has_nothing_to_release() -> None:
    at = screen(0, 0)
    assert not at.has("checks")
    assert {action.key for action in at.page.actions()} == {"sheet"}
    at.presenter.act("release")
    assert not at.desk.signings


def test_papers_and_dispensing_are_next() -> None:
    at = screen(3, 0)
    at.presenter.act("sheet")
    at.presenter.act("dispensing")
    assert [place.screen for place in at.desk.places] == ["paper", "dispensing"]


def test_a_bag_that_was_not_kept_says_which_was_and_is_destroyed_here() -> None:
    desk = FakeDesk()
    course = desk.node.courses[3]
    kept = course.doses[0].bags[0]
    lost = not_kept(kept)
    course.doses[0] = replace(course.doses[0], bags=(kept, lost))
    place = of(3, 0, node=desk.node)
    # The bag that counts is in hand, though the other comes last.
    counts = Screen(Releasing, place, desk)
    assert kept.number in counts.block(DoseCard, "dose").where
    assert counts.action("dispensing").primary
    at = Screen(Releasing, of(3, 0, node=desk.node, bag=lost.bag), desk)
    card = at.block(DoseCard, "dose")
    assert card.mark.kind == "held"
    assert any("HDJ-1 000001" in notice.title and "EXEMPLE" in notice.title for notice in card.notices)
    assert at.action("destroy").primary
    assert not at.action("dispensing").primary
    assert at.action("recall").enabled
    assert at.action("reattribution").enabled


def test_a_bag_held_by_an_open_disagreement_leads_to_it() -> None:
    desk = FakeDesk()
    course = desk.node.courses[2]
    held = replace(course.doses[1].bags[0], held=True, blocks=("made_twice",))
    course.doses[1] = replace(course.doses[1], bags=(held,))
    at = Screen(Releasing, of(2, 1, node=desk.node), desk)
    assert not at.action("release").enabled
    assert at.action("settlement").primary
    at.presenter.act("settlement")
    assert at.desk.places[-1].screen == "settlement"
