"""Doses ticked, in the versions shown; validated, held, given the go-ahead."""

from __future__ import annotations

import pytest
from msgspec import structs

from node.api.course import OffTheoretical
from node.api.validation import DeferGoAhead, GiveGoAhead, Hold, Validate
from schema.quantity import Quantity, Unit
from tests.ui.fake_desk import FakeDesk, Screen, of
from ui.presenters.blocks import Facts, Grid
from ui.presenters.validation import Validation


def screen(course: int = 0, dose: int = 0, person: int = 0) -> Screen:
    desk = FakeDesk(person=person)
    return Screen(Validation, of(course, dose, node=desk.node), desk)


def test_the_doses_of_that_day_are_ticked_to_begin_with() -> None:
    at = screen()
    assert [row.checked for row in at.block(Grid, "doses").rows] == [True, True, True]
    assert at.action("validate").label == "Valider 3 doses"


def test_nothing_ticked_nothing_signed() -> None:
    at = screen()
    for row in at.block(Grid, "doses").rows:
        at.presenter.opened("doses", row.id)
    assert not at.action("validate").enabled
    at.presenter.act("validate")
    assert not at.desk.signings
    assert at.view.focused == "doses"


def test_exactly_the_ticked_versions_are_validated() -> None:
    at = screen()
    rows = at.block(Grid, "doses").rows
    at.presenter.ticked("doses", rows[1].id, False)
    at.fill(mention_uracilemia="1")
    at.presenter.act("validate")
    (sent,) = (command for command in at.node.calls if isinstance(command, Validate))
    doses = at.node.courses[0].doses
    assert [item.dose for item in sent.items] == [doses[0].dose, doses[2].dose]
    assert [item.revision for item in sent.items] == [doses[0].versions[0], doses[2].versions[0]]
    assert sent.mentions == ("uracilemia",)


def test_a_missing_mention_is_refused_in_words() -> None:
    at = screen()
    at.presenter.act("validate")
    (refused,) = at.desk.refusals
    assert "uracilémie" in refused.title
    assert refused.next


def test_a_divergent_dose_cannot_be_ticked() -> None:
    at = screen(4, 1)
    divergent = at.block(Grid, "doses").rows[1]
    assert divergent.checked is None
    at.presenter.ticked("doses", divergent.id, True)
    assert not at.action("validate").enabled


@pytest.mark.parametrize(("act", "kind"), [("hold", Hold), ("refuse", Hold), ("defer", DeferGoAhead)])
def test_saying_no_takes_a_reason(act: str, kind: type) -> None:
    at = screen(person=1 if act == "defer" else 0)
    at.presenter.act(act)
    assert at.desk.signings[0].reason
    (sent,) = at.calls(kind)
    assert getattr(sent, "reason") == "motif fictif"  # noqa: B009  # both kinds have one
    if act != "defer":
        assert getattr(sent, "refused") is (act == "refuse")  # noqa: B009


def test_the_go_ahead_is_for_the_planned_day() -> None:
    at = screen(person=1)
    at.presenter.act("go_ahead")
    (sent,) = (command for command in at.node.calls if isinstance(command, GiveGoAhead))
    assert sent.day == "2026-11-21"
    assert any("samedi 21" in line.replace("\u00a0", " ") for line in at.desk.signings[0].lines)


def test_the_dose_in_hand_is_laid_open() -> None:
    at = screen()
    at.presenter.selected("doses", at.block(Grid, "doses").rows[2].id)
    assert at.block(Facts, "in_hand").title.endswith("diffuseur\u00a0· 46\u00a0h")
    assert at.has("work")


def test_what_is_based_on_is_what_the_screen_showed_at_the_press() -> None:
    at = screen(person=1)
    shown = at.node.courses[0].heads
    at.presenter.act("go_ahead")
    (sent,) = (command for command in at.node.calls if isinstance(command, GiveGoAhead))
    assert sent.based_on == shown
    assert at.node.courses[0].heads != shown


def test_revising_goes_to_the_prescription_of_that_dose() -> None:
    at = screen(person=1)
    at.presenter.act("revise")
    assert at.desk.places[-1].screen == "prescription"
    assert at.desk.places[-1].doses == (at.presenter.place.dose,)


def test_what_was_checked_for_some_doses_is_not_said_of_others() -> None:
    at = screen()
    at.fill(mention_fictive="1")
    at.presenter.ticked("doses", at.block(Grid, "doses").rows[0].id, False)
    assert not at.presenter.input.on("mention_fictive")


@pytest.mark.parametrize(
    ("person", "acts", "primary"),
    [
        (0, {"refuse", "hold", "validate"}, "validate"),
        (1, {"revise", "defer", "go_ahead"}, "go_ahead"),
        (3, set(), ""),
    ],
)
def test_what_is_offered_is_what_one_may_do(person: int, acts: set[str], primary: str) -> None:
    actions = screen(person=person).page.actions()
    assert {action.key for action in actions} == acts
    assert [action.key for action in actions if action.primary] == [primary] * bool(primary)


def test_a_dose_beyond_the_limits_stands_out_and_shows_the_way_to_a_derogation() -> None:
    at = screen()
    assert at.block(Grid, "doses").rows[0].tone is None
    course = at.node.courses[0]
    off = OffTheoretical(Quantity("140", Unit.MG), Quantity("1103", Unit.PERCENT), True)
    course.doses[0] = structs.replace(course.doses[0], off=off)
    at.presenter.load()
    assert at.block(Grid, "doses").rows[0].tone == "warning"
    assert "1\u202f103\u00a0%" in at.notices("blocks")
    at.presenter.act("validate")
    assert any("1\u202f103\u00a0%" in line for line in at.desk.signings[0].lines)
