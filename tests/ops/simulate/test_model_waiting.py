"""The model beside the program on courses where anything may happen: they agree, and every rule is met."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from node.domain.history import Act
from node.domain.merge import judging
from node.domain.state import Conflict
from ops.simulate.compare import said_of
from ops.simulate.model_rules import RULES
from ops.simulate.model_said import Disagreement
from ops.simulate.model_settled import REVIEWS
from tests.node.domain.builder import History, start
from tests.node.domain.builder_orders import dose
from tests.ops.simulate.told import course_of, disagree
from tests.ops.simulate.whatever import whatever

SEEDS, LENGTH = range(90), 45


@pytest.fixture(scope="module")
def courses() -> list[History]:
    return [whatever(seed, LENGTH) for seed in SEEDS]


def said(history: History) -> frozenset[Disagreement]:
    """What the model finds."""
    course = history.file.id
    return said_of(course, course_of(course, history.acts))[1]


def test_they_agree_on_whatever_happens(courses: list[History]) -> None:
    assert {number: found for number, one in enumerate(courses) if (found := disagree(one.acts))} == {}


def test_every_rule_of_a_course_is_met(courses: list[History]) -> None:
    """So that the program could forget none of them unnoticed."""
    met = {one.rule for history in courses for one in said(history)}
    assert met == {*RULES, *REVIEWS, "settled_apart"}


@pytest.mark.parametrize("field", ["alarm", "blocks"])
def test_an_alarm_or_a_block_that_is_dropped_is_noticed(
    courses: list[History], monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    def dropped(**how: object) -> Conflict:
        return Conflict(**{**how, field: False})  # type: ignore[arg-type]

    monkeypatch.setattr(judging, "Conflict", dropped)
    assert any(disagree(one.acts) for one in courses)


def _apart() -> Iterator[tuple[str, list[Act]]]:
    history = History()
    one, other = history.stations("A", "B")
    start(one, dose("J1"))
    other.sees(one)
    one.prescribes(dose("J1", mg="75"))
    other.validates("J1")
    yield "validation_outdated", history.acts


def test_what_is_open_blocks_and_belongs_to_somebody() -> None:
    for rule, acts in _apart():
        course = acts[0].header.file.id
        (found,) = said_of(course, course_of(course, acts))[1]
        assert (found.rule, found.owners, found.blocks, found.over) == (rule, ("validate",), True, False)
