"""The numbers that a bag bore before: each time it goes to another dose it gets one, in another course."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

import msgspec

from node.domain.state import Bag, CourseState
from schema.ids import Id

MOST_LABELS: Final = 8
"""How many numbers are followed back. A bag lives for some days; whoever writes longer chains makes others
look at no more than this for each of their bags."""
Number: TypeAlias = tuple[Id, Id]
"""A course and a bag of it."""


class OldNumber(msgspec.Struct, frozen=True):
    """What a bag was before."""

    course: Id
    bag: Id
    state: CourseState
    since: tuple[Id, ...]
    """The numbers that it got after this one, the last first."""


class OldNumbers:
    """Looks them up among courses that are known; each course is indexed once, however many bags it has."""

    def __init__(self, courses: Mapping[Id, CourseState]) -> None:
        self._courses = courses
        self._bags: dict[Id, Mapping[Id, Bag]] = {}

    def of(self, bag: Bag) -> Iterator[OldNumber]:
        """The last one first, as far as each is known; whoever makes them go in a circle ends nowhere new."""
        at: Bag | None = bag
        since: tuple[Id, ...] = ()
        seen: set[Number] = set()
        while at is not None and at.source is not None and at.source not in seen and len(seen) < MOST_LABELS:
            course, number = at.source
            state = self._courses.get(course)
            if state is None:
                return
            seen.add(at.source)
            since = (*since, at.bag)
            yield OldNumber(course, number, state, since)
            at = self._bags_of(course, state).get(number)

    def _bags_of(self, course: Id, state: CourseState) -> Mapping[Id, Bag]:
        if course not in self._bags:
            self._bags[course] = {bag.bag: bag for bag in state.bags}
        return self._bags[course]


def courses_before(
    courses: Mapping[Id, CourseState], look_up: Callable[[set[Id]], Mapping[Id, CourseState]]
) -> dict[Id, CourseState]:
    """The courses in which bags of these bore a number before, each looked up once."""
    found: dict[Id, CourseState] = {}
    ahead = {bag.source for state in courses.values() for bag in state.bags if bag.source}
    seen: set[Number] = set()
    for _ in range(MOST_LABELS):
        seen |= ahead
        numbers: dict[Id, set[Id]] = {}
        for course, number in ahead:
            numbers.setdefault(course, set()).add(number)
        found.update(look_up(numbers.keys() - found.keys()))
        ahead = {
            bag.source
            for course, some in numbers.items()
            if course in found
            for bag in found[course].bags
            if bag.source and bag.bag in some and bag.source not in seen
        }
        if not ahead:
            break
    return found
