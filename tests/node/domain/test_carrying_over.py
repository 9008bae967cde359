"""What a cycle begins with: the adjustments in force at the nearest cycle before."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from node.api.prescription import Adjustment
from node.domain.carrying_over import carried_over
from node.domain.situation import CourseSituation
from node.domain.state import Dose, Version
from tests.node.domain.acts import an_id
from tests.node.domain.situations import situation
from tests.node.domain.states import course_state, dose_state, order, ref
from tests.node.domain.states_of_reference import line, regimen_body

TWO_DAYS = line(days=(1, 2))


def _dose(name: str, cycle: int, day: int, percent: str, **state: Any) -> Dose:
    reason = "âge" if percent != "0" else ""
    written = replace(order(dose=an_id(name), day=day), reduction_percent=percent, reduction_reason=reason)
    versions = (Version(ref(name), written, ()),)
    return dose_state(written, cycle=cycle, **{"versions": versions, **state})


def _here(*doses: Dose) -> CourseSituation:
    return situation(course_state(*doses), regimen=regimen_body(TWO_DAYS))


def _carried(*doses: Dose, cycle: int = 3) -> list[Adjustment]:
    return [one for one, _ in carried_over(_here(*doses), cycle)]


def test_one_that_every_day_had_is_told_once() -> None:
    assert _carried(_dose("a", 2, 1, "20"), _dose("b", 2, 2, "20")) == [Adjustment("L1", 0, "20", "âge")]


def test_one_of_a_single_day_is_told_of_that_day() -> None:
    assert _carried(_dose("a", 2, 1, "0"), _dose("b", 2, 2, "20")) == [Adjustment("L1", 2, "20", "âge")]


def test_only_the_nearest_cycle_says_what_is_in_force() -> None:
    older = (_dose("a", 1, 1, "20"), _dose("b", 1, 2, "20"))
    assert _carried(*older, _dose("c", 2, 1, "0"), _dose("d", 2, 2, "0")) == []
    assert _carried(*older) == [Adjustment("L1", 0, "20", "âge")]


def test_what_stands_in_this_cycle_already_is_left_to_its_revision() -> None:
    assert _carried(_dose("a", 2, 1, "20"), _dose("b", 3, 1, "0")) == []


def test_of_two_versions_none_is_in_force() -> None:
    first, second = _dose("a", 2, 1, "20"), _dose("a", 2, 1, "30")
    both = replace(first, versions=(*first.versions, *second.versions))
    assert _carried(both, _dose("b", 2, 2, "20")) == [Adjustment("L1", 2, "20", "âge")]
