"""A stop names its level, is signed, shown, and lifted."""

from __future__ import annotations

import pytest

from node.api.course import ResumeCourse, StopCourse
from tests.ui.fake_desk import FakeDesk, Screen, of
from ui.presenters.blocks import Cards
from ui.presenters.course import Course


def screen(course: int = 3, dose: int = 0, person: int = 1) -> Screen:
    desk = FakeDesk(person=person)
    return Screen(Course, of(course, dose, node=desk.node, screen="course"), desk)


@pytest.mark.parametrize(
    ("level", "expected"),
    [("course", (0, 0, "")), ("cycle", (2, 0, "")), ("day", (2, 1, "")), ("line", (2, 0, "L1"))],
)
def test_a_stop_names_its_level(level: str, expected: tuple[int, int, str]) -> None:
    at = screen()
    at.fill(level=level)
    at.presenter.act("stop")
    (sent,) = (command for command in at.node.calls if isinstance(command, StopCourse))
    assert (sent.cycle, sent.day, sent.line) == expected
    assert sent.reason
    assert at.desk.signings[0].consequence


def test_a_stop_in_force_is_shown_and_lifted() -> None:
    at = screen()
    at.presenter.act("stop")
    (card,) = at.block(Cards, "stops").cards
    at.presenter.act(card.actions[0].key)
    assert len(at.calls(ResumeCourse)) == 1
    assert not at.block(Cards, "stops").cards
