"""The numbers that a bag bore before, each in its course."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from node.domain.old_numbers import MOST_LABELS, OldNumbers, courses_before
from node.domain.state import CourseState
from schema.ids import Id
from tests.node.domain.acts import an_id
from tests.node.domain.builder import History, ready
from tests.node.domain.builder_orders import bag_id


def course(number: int, came_from: int) -> CourseState:
    """A course with one bag, called like the course, that comes from that one."""
    history = History()
    (station,) = history.stations("any")
    ready(station)
    station.takes_over("J1", f"bag {number}", f"bag {came_from}", course=f"course {came_from}")
    return history.fold()


def a_row(many: int) -> dict[Id, CourseState]:
    """Each takes over what the one before it took over."""
    return {an_id(f"course {number}"): course(number, number - 1) for number in range(1, many + 1)}


def numbers_of(courses: Mapping[Id, CourseState], name: str) -> list[tuple[Id, Id]]:
    (bag,) = courses[an_id(name)].bags
    return [(one.course, one.bag) for one in OldNumbers(courses).of(bag)]


def test_the_last_one_comes_first_with_what_it_was_called_since() -> None:
    courses = a_row(3)
    (bag,) = courses[an_id("course 3")].bags
    found = [(one.course, one.bag, one.since) for one in OldNumbers(courses).of(bag)]
    assert found == [
        (an_id("course 2"), bag_id("bag 2"), (bag_id("bag 3"),)),
        (an_id("course 1"), bag_id("bag 1"), (bag_id("bag 3"), bag_id("bag 2"))),
    ], "of the course that it comes from first nothing is known"


@pytest.mark.parametrize("many", [2 * MOST_LABELS])
def test_no_more_are_looked_at_than_some(many: int) -> None:
    """By whoever has the bag; so a long row takes of all of them together what it is long."""
    courses = a_row(many)
    assert len(numbers_of(courses, f"course {many}")) == MOST_LABELS
    asked: list[Id] = []

    def look_up(some: set[Id]) -> Mapping[Id, CourseState]:
        asked.extend(some)
        return {one: courses[one] for one in some if one in courses}

    here = an_id(f"course {many}")
    found = courses_before({here: courses[here]}, look_up)
    expected = {an_id(f"course {many - number}") for number in range(1, MOST_LABELS + 1)}
    assert set(found) == set(asked) == expected
    assert len(asked) == len(expected), "each once"


def test_a_circle_ends() -> None:
    courses = {an_id("course 1"): course(1, 2), an_id("course 2"): course(2, 1)}
    assert numbers_of(courses, "course 1") == [
        (an_id("course 2"), bag_id("bag 2")),
        (an_id("course 1"), bag_id("bag 1")),
    ]
    found = courses_before(courses, lambda some: {one: courses[one] for one in some})
    assert set(found) == set(courses)
