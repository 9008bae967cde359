"""One list of what stands in the way of a bag: the same rules at each step, but those of the step itself."""

from __future__ import annotations

from typing import Any

import pytest

from node.domain.gates import broken
from node.domain.in_the_way import Step, in_the_way
from node.domain.state import Bag, Version
from tests.node.domain.situations import situation
from tests.node.domain.states import (
    NOW,
    ORDERED,
    PRODUCT,
    bag_at,
    claimed,
    conflict,
    course_state,
    order,
    ready_dose,
    ref,
)
from tests.node.domain.states_of_reference import product_state

JUST_BEFORE: dict[Step, str] = {"release": "checked", "dispense": "released", "administer": "received"}
STEPS: tuple[Step, ...] = ("release", "dispense", "administer")


def _codes(step: Step, bag: Bag, dose: dict[str, Any] | None = None, **here: Any) -> list[str]:
    state = ready_dose(**(dose or {}))
    course = course_state(state, bags=(bag,), conflicts=here.pop("conflicts", ()))
    found = in_the_way(situation(course, **here), bag, state, step, NOW)
    return [one.code for one in broken(*found)]


@pytest.mark.parametrize("step", STEPS)
def test_nothing_is_in_the_way_of_a_bag_whose_turn_it_is(step: Step) -> None:
    assert _codes(step, bag_at(JUST_BEFORE[step])) == []


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    ("bag", "dose", "here", "code"),
    [
        ({"recalled": (ref("x"),)}, {}, {}, "bag.recalled"),
        ({"destroyed": (ref("x"),)}, {}, {}, "bag.destroyed"),
        ({"rejected": ref("x")}, {}, {}, "bag.rejected"),
        ({"voided": ref("x")}, {}, {}, "bag.voided"),
        ({"yielded": True}, {}, {}, "bag.yielded"),
        ({"held": True}, {}, {}, "bag.held"),
        ({"content": claimed(use_by=NOW - 1)}, {}, {}, "bag.expired"),
        ({}, {"stops": (ref("x"),)}, {}, "dose.stopped"),
        ({}, {"held": ref("x")}, {}, "dose.held"),
        ({}, {"not_given": (ref("x"),)}, {}, "dose.not_given"),
        ({}, {"given": (ref("another bag"),)}, {}, "dose.already_given"),
        ({}, {"validated": None}, {}, "dose.not_validated"),
        ({}, {}, {"conflicts": (conflict(),)}, "dose.conflict"),
        ({}, {}, {"conflicts": (conflict("set_aside", blocks=False),)}, "dose.unverified"),
        ({}, {}, {"products": {PRODUCT: product_state(routes=())}}, "route.forbidden"),
        (
            {},
            {"versions": (Version(ORDERED, order(), ()), Version(ref("b"), order(), ()))},
            {},
            "dose.divergent",
        ),
    ],
)
def test_every_rule_stands_in_the_way_of_every_step(
    step: Step, bag: dict[str, Any], dose: dict[str, Any], here: dict[str, Any], code: str
) -> None:
    assert _codes(step, bag_at(JUST_BEFORE[step], **bag), dose, **here) == [code]


@pytest.mark.parametrize(
    ("step", "bag", "codes"),
    [
        ("release", "claimed", ["bag.not_made", "bag.not_checked"]),
        ("release", "released", ["bag.already_released"]),
        ("dispense", "checked", ["bag.not_released"]),
        ("dispense", "dispensed", ["bag.already_dispensed"]),
        ("administer", "checked", ["bag.not_released", "bag.not_dispensed", "bag.not_received"]),
    ],
)
def test_each_step_comes_after_its_own_and_once(step: Step, bag: str, codes: list[str]) -> None:
    assert _codes(step, bag_at(bag)) == codes


def test_a_bag_told_twice_to_be_given_is_one_administration() -> None:
    assert _codes("administer", bag_at("given"), {"given": (ref("given"),)}) == ["bag.already_given"]


@pytest.mark.parametrize(("step", "codes"), [("release", []), ("dispense", ["dose.no_go_ahead"])])
def test_a_bag_is_released_before_the_go_ahead_of_the_day_and_leaves_after(
    step: Step, codes: list[str]
) -> None:
    assert _codes(step, bag_at(JUST_BEFORE[step]), {"go_ahead": None}) == codes


def test_a_bag_of_a_dose_that_nobody_knows() -> None:
    found = in_the_way(situation(), bag_at("checked", recalled=(ref("x"),)), None, "dispense", NOW)
    assert [one.code for one in broken(*found)] == ["bag.recalled", "dose.unknown"]
