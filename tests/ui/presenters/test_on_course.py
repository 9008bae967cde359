"""Screens about a course: waiting, the banner, and saying that somebody else added to it."""

from __future__ import annotations

from node.api.base import Refused
from node.api.course import GetCourse
from tests.ui.fake_desk import FakeDesk, Screen, of
from ui.presenters.base import STEP_SCREENS
from ui.presenters.release import Releasing


def test_the_banner_is_there_and_the_page_waits_without_a_course() -> None:
    desk = FakeDesk()
    at = Screen(Releasing, of(2, 1, node=desk.node), desk)
    assert at.page.banner is not None
    desk.node.refuse[GetCourse] = Refused(code="course.unreadable")
    waiting = Screen(Releasing, of(2, 1, node=desk.node), desk)
    assert waiting.page.busy
    assert waiting.notices()


def test_a_change_from_elsewhere_is_said() -> None:
    desk = FakeDesk()
    at = Screen(Releasing, of(2, 1, node=desk.node), desk)
    at.presenter.load()
    assert not at.notices()
    desk.node.courses[2].version += 1
    at.presenter.load()
    assert "ailleurs" in at.notices()


def test_a_late_answer_draws_nothing_on_a_screen_that_was_left() -> None:
    desk = FakeDesk()
    at = Screen(Releasing, of(2, 1, node=desk.node), desk)
    page = at.page
    at.presenter.detach()
    desk.node.courses[2].version += 1
    at.presenter.load()
    assert at.page is page


def test_every_step_that_may_wait_has_its_screen() -> None:
    steps = {
        "validate",
        "go_ahead",
        "prepare",
        "make",
        "check",
        "release",
        "dispense",
        "receive",
        "administer",
        "settle",
    }
    assert set(STEP_SCREENS) == steps
