"""The questions that every step asks, one by one."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from node.domain import gates
from node.domain.decision import Refusal
from node.domain.state import Version
from node.domain.world import Found
from schema.acts.base import DoseRevision
from schema.transaction import FileRef, FileType
from tests.node.domain.acts import an_id
from tests.node.domain.situations import situation, with_bag
from tests.node.domain.states import (
    BAG,
    COURSE,
    DOSE,
    HEADS,
    ITEM,
    NOW,
    ORDERED,
    bag_at,
    code_of,
    conflict,
    course_state,
    dose_state,
    order,
    ready_dose,
    ref,
    told,
)


def test_first_and_broken_keep_the_order_and_each_rule_once() -> None:
    one, two = Refusal("one"), Refusal("two", {"value": "2"})
    assert gates.first(None, two, one) is two
    assert gates.first(None) is None
    assert gates.broken(None, two, one, Refusal("two", {"value": "2"})) == (two, one)


def test_a_decision_must_have_seen_the_heads_and_may_have_seen_more() -> None:
    assert gates.stale(HEADS, HEADS) is None
    assert gates.stale((*HEADS, ref("patient")), HEADS) is None
    assert code_of(gates.stale((ref("old"),), HEADS)) == "screen.stale"
    assert code_of(gates.stale(HEADS, HEADS, (ref("patient"),))) == "screen.stale"


def test_nothing_is_told_of_the_future_beyond_the_slack_of_clocks() -> None:
    assert gates.told_too_early(told(at=NOW + gates.CLOCK_SLACK_MS), NOW) is None
    assert code_of(gates.told_too_early(told(at=NOW + gates.CLOCK_SLACK_MS + 1), NOW)) == "told.in_future"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"known_in_part": True, "blocks": ("known_in_part",)}, "course.known_in_part"),
        ({"included": None}, "course.unreadable"),
        ({"blocks": ("unreadable",)}, "course.unreadable"),
    ],
)
def test_a_course_must_be_known_whole(changes: dict[str, Any], code: str | None) -> None:
    assert code_of(gates.unreadable(situation(course_state(ready_dose(), **changes)))) == code


@pytest.mark.parametrize("block", ["known_in_part", "unreadable"])
def test_or_two_people_know_that_it_is_not(block: str) -> None:
    passed = ready_dose(derogations=(("course.known_in_part", ref("agreed")),))
    here = situation(course_state(passed, known_in_part=block == "known_in_part", blocks=(block,)))
    assert gates.unreadable(here, passed) is None
    assert code_of(gates.unreadable(here, passed, ready_dose())) == f"course.{block}", (
        "the other is not passed"
    )
    assert code_of(gates.unreadable(here)) == f"course.{block}", "nor is what is of no dose"


@pytest.mark.parametrize("file", ["patient", "regimen", "product", "limits"])
def test_so_must_whatever_it_relies_on(file: str) -> None:
    here = msgspec.structs.replace(situation(course_state(ready_dose())), in_part=file)
    assert code_of(gates.unreadable(here)) == code_of(gates.in_part(here)) == f"{file}.known_in_part"


TWO_VERSIONS = (Version(ORDERED, order(), ()), Version(ref("other"), order(), ()))


@pytest.mark.parametrize(
    ("item", "versions", "code"),
    [
        (ITEM, None, None),
        (DoseRevision(DOSE, ref("old")), None, "dose.newer_version"),
        (DoseRevision(an_id("nowhere"), ORDERED), None, "dose.unknown"),
        (ITEM, TWO_VERSIONS, "dose.divergent"),
    ],
)
def test_the_version_meant_is_the_one_in_force(item: DoseRevision, versions: Any, code: str | None) -> None:
    dose = dose_state(**({"versions": versions} if versions else {}))
    assert code_of(gates.not_in_force(situation(course_state(dose)), item)) == code


@pytest.mark.parametrize(
    ("gate", "changes", "code"),
    [
        (gates.stopped, {"stops": (ref("stop"),)}, "dose.stopped"),
        (gates.held, {"held": ref("hold")}, "dose.held"),
        (gates.over, {"given": (ref("yes"),)}, "dose.already_given"),
        (gates.over, {"not_given": (ref("no"),)}, "dose.not_given"),
        (gates.not_validated, {"validated": None}, "dose.not_validated"),
        (gates.no_go_ahead, {"go_ahead": None}, "dose.no_go_ahead"),
        (gates.no_go_ahead, {"deferred": ref("later")}, "dose.deferred"),
        (gates.divergent, {"versions": TWO_VERSIONS}, "dose.divergent"),
    ],
)
def test_each_state_of_a_dose_has_itscode_of(gate: Any, changes: dict[str, Any], code: str) -> None:
    assert gate(ready_dose()) is None
    assert code_of(gate(ready_dose(**changes))) == code


@pytest.mark.parametrize(
    ("step", "found", "code"),
    [
        ("prepare", conflict(), "dose.conflict"),
        ("prepare", conflict(settled=ref("settled")), None),
        ("prepare", conflict(blocks=False), None),
        ("prepare", conflict(subject=an_id("another dose"), dose=None), None),
        ("prepare", conflict(subject=BAG), "dose.conflict"),
        ("release", conflict(subject=BAG), "dose.conflict"),
        ("release", conflict(subject=an_id("another bag")), None),
        ("release", conflict("go_ahead_outdated"), None),
        ("dispense", conflict("go_ahead_outdated"), "dose.conflict"),
        ("validate", conflict("made_twice"), None),
        ("validate", conflict("stopped"), "dose.conflict"),
    ],
)
def test_a_conflict_forbids_what_its_rule_does_not_leave(step: str, found: Any, code: str | None) -> None:
    here = with_bag(bag_at("checked"))
    here = situation(course_state(ready_dose(), bags=(bag_at("checked"),), conflicts=(found,)))
    bag = None if step in ("prepare", "validate") else BAG
    assert code_of(gates.in_conflict(here, step, DOSE, bag)) == code


@pytest.mark.parametrize(
    ("file", "settled", "blocks", "step", "code"),
    [
        (COURSE, None, True, "prepare", "dose.conflict"),
        (COURSE, None, True, "make", None),
        (COURSE, None, True, "administer", "dose.conflict"),
        (COURSE, ref("same"), True, "prepare", "dose.conflict"),
        (COURSE, ref("both"), False, "prepare", None),
        (an_id("another course"), None, True, "prepare", None),
    ],
)
def test_a_check_between_files_holds_preparing_even_settled_against_it(
    file: bytes, settled: Any, blocks: bool, step: str, code: str | None
) -> None:
    found = Found(FileRef(FileType.COURSE, file), conflict("same_dose_twice", settled=settled, blocks=blocks))
    assert code_of(gates.in_conflict(situation(found=(found,)), step, DOSE)) == code


@pytest.mark.parametrize("rule", ["set_aside", "withdrawn_since"])
def test_an_account_without_the_right_must_be_looked_into(rule: str) -> None:
    doubt = conflict(rule)
    here = situation(course_state(ready_dose(), conflicts=(doubt,)))
    assert code_of(gates.unverified(here, DOSE)) == "dose.unverified"
    assert gates.unverified(here, BAG) is None
    settled = conflict(rule, settled=ref("dismissed"))
    assert gates.unverified(situation(course_state(ready_dose(), conflicts=(settled,))), DOSE) is None


def test_two_pairs_of_eyes() -> None:
    here = situation(doers={ref("made"): an_id("max")})
    assert code_of(gates.same_person(here, (ref("made"),), an_id("max"), "pair.x")) == "pair.x"
    assert gates.same_person(here, (ref("made"),), an_id("cleo"), "pair.x") is None
    assert gates.same_person(here, (ref("unknown"),), None, "pair.x") is None
