"""A scanned code goes to the screen in view, else to its own next step, unless the person left meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from node.api.base import Answer, Command
from node.api.worklist import GetWorklist
from tests.ui.fake_desk import FakeDesk, Screen
from ui.presenters.catalogue import Catalogue
from ui.presenters.desk import Place
from ui.presenters.scanned import follow


class SlowDesk(FakeDesk):
    """Its node answers when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[Callable[[], None]] = []

    def ask(self, command: Command, then: Callable[[Answer], None], *, quiet: bool = False) -> None:
        if isinstance(command, GetWorklist):
            self.held.append(lambda: then(self.node.call(command)))
        else:
            super().ask(command, then, quiet=quiet)


def screen(desk: FakeDesk | None = None) -> Screen:
    return Screen(Catalogue, Place("catalogue"), desk or FakeDesk())


def test_a_bag_opens_at_its_next_step_and_a_care_plan_opens_its_course() -> None:
    at = screen()
    course = at.node.courses[2]
    follow(at.presenter, "BAG", course.doses[1].bags[0].bag)
    follow(at.presenter, "PLAN", course.id)
    assert [(place.screen, place.course) for place in at.desk.places] == [
        ("release", course.id),
        ("course", course.id),
    ]


def test_a_bag_of_no_dose_of_the_day_is_said() -> None:
    at = screen()
    follow(at.presenter, "BAG", bytes(16))
    assert not at.desk.places
    assert [notice.title for notice in at.desk.told] == [at.desk.words("ui.scan.elsewhere")]


@pytest.mark.parametrize("gone", ["elsewhere", "signed out"])
def test_who_went_away_meanwhile_is_not_fetched_back(gone: str) -> None:
    desk = SlowDesk()
    at = screen(desk)
    follow(at.presenter, "BAG", at.node.courses[2].doses[1].bags[0].bag)
    if gone == "elsewhere":
        at.presenter.detach()
    else:
        desk.person = None
    (answer,) = desk.held
    answer()
    assert not desk.places
    assert not desk.told


def test_nobody_there_nothing_opens() -> None:
    at = screen()
    at.desk.person = None
    follow(at.presenter, "PLAN", at.node.courses[0].id)
    assert not at.desk.places
