"""Which pairs disagree: not those that say the same, and a date that no calendar has with every other."""

from __future__ import annotations

import pytest

from ops.simulate.compare import said_of
from tests.node.domain.builder import History, start
from tests.node.domain.builder_orders import DAY_ONE, dose
from tests.ops.simulate.told import course_of


@pytest.mark.parametrize(
    ("days", "rules"),
    [((DAY_ONE, DAY_ONE), set()), ((DAY_ONE, "2026-04-01"), {"day_apart"}), (("", ""), set())],
)
def test_two_plannings_of_one_cycle(days: tuple[str, str], rules: set[str]) -> None:
    history = History()
    one, other = history.stations("A", "B")
    start(one, dose("J1"))
    other.sees(one)
    one.plans(day_one=days[0])
    other.plans(day_one=days[1])
    course = history.file.id
    assert {found.rule for found in said_of(course, course_of(course, history.acts))[1]} == rules


def test_no_calendar_has_the_day() -> None:
    history = History()
    one, other = history.stations("A", "B")
    start(one, dose("J1"))
    other.sees(one)
    one.plans(day_one="2026-02-31")
    other.prescribes(dose("J1"))
    course = history.file.id
    assert "day_apart" in {found.rule for found in said_of(course, course_of(course, history.acts))[1]}
