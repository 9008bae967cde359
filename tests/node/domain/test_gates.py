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
from schema.rules import PASSED_UNREAD
from schema.transaction import FileRef, FileType
from tests.node.domain.acts import an_id
from tests.node.domain.states import (
    BAG,
    COURSE,
    DOSE,
    HEADS,
    ITEM,
    NOW,
    ORDERED,
    PRODUCT,
    bag_at,
    conflict,
    course_state,
    dose_state,
    order,
    product_state,
    ready_dose,
    ref,
    situation,
    told,
    with_bag,
)


def _code(refusal: Refusal | None) -> str | None:
    return refusal.code if refusal else None


def test_first_and_broken_keep_the_order_and_each_rule_once() -> None:
    one, two = Refusal("one"), Refusal("two", {"value": "2"})
    assert gates.first(None, two, one) is two
    assert gates.first(None) is None
    assert gates.broken(None, two, one, Refusal("two", {"value": "2"})) == (two, one)


def test_a_decision_must_have_seen_the_heads_and_may_have_seen_more() -> None:
    assert gates.stale(HEADS, HEADS) is None
    assert gates.stale((*HEADS, ref("patient")), HEADS) is None
    assert _code(gates.stale((ref("old"),), HEADS)) == "screen.stale"
    assert _code(gates.stale(HEADS, HEADS, (ref("patient"),))) == "screen.stale"


def test_nothing_is_told_of_the_future_beyond_the_slack_of_clocks() -> None:
    assert gates.told_too_early(told(at=NOW + gates.CLOCK_SLACK_MS), NOW) is None
    assert _code(gates.told_too_early(told(at=NOW + gates.CLOCK_SLACK_MS + 1), NOW)) == "told.in_future"


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
    assert _code(gates.unreadable(situation(course_state(ready_dose(), **changes)))) == code


@pytest.mark.parametrize("block", ["known_in_part", "unreadable"])
def test_or_two_people_know_that_it_is_not(block: str) -> None:
    passed = ready_dose(derogations=(("course.known_in_part", ref("agreed")),))
    here = situation(course_state(passed, known_in_part=block == "known_in_part", blocks=(block,)))
    assert gates.unreadable(here, passed) is None
    assert _code(gates.unreadable(here, passed, ready_dose())) == f"course.{block}", "the other is not passed"
    assert _code(gates.unreadable(here)) == f"course.{block}", "nor is what is of no dose"


def test_what_two_people_may_lift_follows_the_rules_that_hold() -> None:
    assert set(gates.LIFTABLE) - set(gates.liftable(())) == {"course.known_in_part"}
    assert gates.liftable({PASSED_UNREAD}) == gates.LIFTABLE


@pytest.mark.parametrize("file", ["patient", "regimen", "product", "limits"])
def test_so_must_whatever_it_relies_on(file: str) -> None:
    here = msgspec.structs.replace(situation(course_state(ready_dose())), in_part=file)
    assert _code(gates.unreadable(here)) == _code(gates.in_part(here)) == f"{file}.known_in_part"


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
    assert _code(gates.not_in_force(situation(course_state(dose)), item)) == code


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
def test_each_state_of_a_dose_has_its_code(gate: Any, changes: dict[str, Any], code: str) -> None:
    assert gate(ready_dose()) is None
    assert _code(gate(ready_dose(**changes))) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, None),
        ({"recalled": (ref("x"),), "destroyed": (ref("y"),)}, "bag.recalled"),
        ({"destroyed": (ref("y"),)}, "bag.destroyed"),
        ({"rejected": ref("x")}, "bag.rejected"),
        ({"voided": ref("x")}, "bag.voided"),
        ({"yielded": True}, "bag.yielded"),
    ],
)
def test_each_end_of_a_bag_has_its_code(changes: dict[str, Any], code: str | None) -> None:
    assert _code(gates.ended(bag_at("made", **changes))) == code


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
    assert _code(gates.in_conflict(here, step, DOSE, bag)) == code


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
    assert _code(gates.in_conflict(situation(found=(found,)), step, DOSE)) == code


@pytest.mark.parametrize("rule", ["set_aside", "withdrawn_since"])
def test_an_account_without_the_right_must_be_looked_into(rule: str) -> None:
    doubt = conflict(rule)
    here = situation(course_state(ready_dose(), conflicts=(doubt,)))
    assert _code(gates.unverified(here, DOSE)) == "dose.unverified"
    assert gates.unverified(here, BAG) is None
    settled = conflict(rule, settled=ref("dismissed"))
    assert gates.unverified(situation(course_state(ready_dose(), conflicts=(settled,))), DOSE) is None


def test_a_bag_expires_unless_two_people_agreed() -> None:
    bag, dose = bag_at("released"), ready_dose()
    assert gates.expired(bag, dose, bag.content.use_by) is None
    late = bag.content.use_by + 1
    assert _code(gates.expired(bag, dose, late)) == "bag.expired"
    lifted = (("bag.expired", ref("agreed")),)
    assert gates.expired(bag_at("released", derogations=lifted), dose, late) is None
    assert gates.expired(bag, ready_dose(derogations=lifted), late) is None


def test_no_derogation_lifts_another_rule() -> None:
    dose = ready_dose(derogations=(("vial.expired", ref("agreed")),))
    assert not gates.lifted("bag.expired", dose)


@pytest.mark.parametrize(
    ("route", "product", "code"),
    [
        ("iv", {}, None),
        ("it", {}, "route.forbidden"),
        ("it", {"routes": ("iv", "it")}, None),
        ("it", {"routes": ("iv", "it"), "family": "vinca"}, "route.forbidden"),
        ("iv", {"routes": ("iv", "it"), "family": "vinca"}, None),
    ],
)
def test_a_vinca_alkaloid_goes_into_a_vein_whatever_was_signed(
    route: str, product: dict[str, Any], code: str | None
) -> None:
    here = situation(products={PRODUCT: product_state(**product)})
    assert _code(gates.forbidden_route(here, dose_state(order(route=route)))) == code


def test_one_vinca_among_the_products_is_enough() -> None:
    products = {PRODUCT: product_state(family="vinca"), an_id("b"): product_state(routes=("it",))}
    here = situation(products=products)
    assert _code(gates.route_trouble(here, "fluorouracile", "it", an_id("b"))) == "route.forbidden"


@pytest.mark.parametrize(
    ("written", "checked", "code"),
    [
        (("uracilemia",), ("uracilemia",), None),
        ((), ("uracilemia",), "mention.missing"),
        (("uracilemia",), (), "mention.not_checked"),
    ],
)
def test_a_prerequisite_is_stated_and_checked(
    written: tuple[str, ...], checked: tuple[str, ...], code: str | None
) -> None:
    dose = ready_dose(versions=(Version(ORDERED, order(), written),))
    assert _code(gates.mention_missing(situation(), dose, checked)) == code
    lifted = ready_dose(versions=dose.versions, derogations=(("mention.missing", ref("agreed")),))
    if code == "mention.missing":
        assert gates.mention_missing(situation(), lifted, checked) is None


def test_two_pairs_of_eyes() -> None:
    here = situation(doers={ref("made"): an_id("max")})
    assert _code(gates.same_person(here, (ref("made"),), an_id("max"), "pair.x")) == "pair.x"
    assert gates.same_person(here, (ref("made"),), an_id("cleo"), "pair.x") is None
    assert gates.same_person(here, (ref("unknown"),), None, "pair.x") is None
