"""Handing over is the last gate of the pharmacy; receiving is what happened."""

from __future__ import annotations

from typing import Any

import pytest

from node.api.dispensing import Dispense, Receive
from node.domain.decision import Decided, Refusal
from node.domain.dispensing import decide_dispense, decide_receive
from node.domain.state import Bag, Version
from schema.acts.dispensing import BagDispensed, BagReceived
from schema.refusal import IF_DONE, acknowledgeable
from tests.node.domain.acts import an_id
from tests.node.domain.situations import with_bag
from tests.node.domain.states import (
    BAG,
    COURSE,
    DAY,
    NOW,
    ORDERED,
    PRODUCT,
    bag_at,
    claimed,
    order,
    outcome,
    ready_dose,
    ref,
    told,
    who,
)
from tests.node.domain.states_of_reference import product_state

LATE = claimed(use_by=NOW - 1)
NO_MENTION = (Version(ORDERED, order(), ()),)


def _dispense(state: Bag, source: str, dose: dict[str, Any] | None = None, **changes: Any) -> object:
    here = {key: changes.pop(key) for key in ("products",) if key in changes}
    by = changes.pop("by", who("dan", ["dispense"]))
    fields: dict[str, Any] = {
        "course": COURSE,
        "bag": BAG,
        "ward": "HDJ",
        "mentions": ("uracilemia",),
        "told": told(source),
        "pin": "",
    }
    where = with_bag(state, ready_dose(**(dose or {})), **here)
    return decide_dispense(Dispense(**{**fields, **changes}), where, by)


@pytest.mark.parametrize(
    ("bag", "dose", "changes", "code"),
    [
        (bag_at("released"), {}, {}, ""),
        (bag_at("checked"), {}, {}, "bag.not_released"),
        (bag_at("dispensed"), {}, {}, "bag.already_dispensed"),
        (bag_at("released", recalled=(ref("x"),)), {}, {}, "bag.recalled"),
        (bag_at("released", destroyed=(ref("x"),)), {}, {}, "bag.destroyed"),
        (bag_at("released", rejected=ref("x")), {}, {}, "bag.rejected"),
        (bag_at("released", held=True), {}, {}, "bag.held"),
        (bag_at("released", held=True, blocks=("another_bag_kept",)), {}, {}, "bag.another_kept"),
        (bag_at("released", content=LATE), {}, {}, "bag.expired"),
        (bag_at("released"), {"go_ahead": None}, {}, "dose.no_go_ahead"),
        (bag_at("released"), {"deferred": ref("x")}, {}, "dose.deferred"),
        (bag_at("released"), {"validated": None}, {}, "dose.not_validated"),
        (bag_at("released"), {"held": ref("x")}, {}, "dose.held"),
        (bag_at("released"), {"stops": (ref("x"),)}, {}, "dose.stopped"),
        (bag_at("released"), {}, {"mentions": ()}, "mention.not_checked"),
        (bag_at("released"), {"versions": NO_MENTION}, {}, "mention.missing"),
        (bag_at("released"), {}, {"products": {PRODUCT: product_state(routes=())}}, "route.forbidden"),
    ],
)
def test_every_rule_keeps_the_bag_in_and_is_named_when_it_has_left(
    bag: Bag, dose: dict[str, Any], changes: dict[str, Any], code: str
) -> None:
    for source in ("seen", "scanned"):
        expected = f"refused {code}" if code else "recorded"
        assert outcome(_dispense(bag, source, dose, **changes)) == expected
    from_paper = outcome(_dispense(bag, "paper", dose, **changes))
    assert from_paper == (f"recorded, {code}" if code else "recorded")


NOT_TO_PASS = ("bag.recalled", "bag.destroyed", "bag.expired", "route.forbidden", "mention.missing")


@pytest.mark.parametrize(
    ("bag", "dose", "codes"),
    [
        (bag_at("checked"), {}, ("bag.not_released",)),
        (bag_at("dispensed"), {}, ("bag.already_dispensed",)),
        (bag_at("released", rejected=ref("x")), {}, ("bag.rejected",)),
        (bag_at("released"), {"stops": (ref("x"),), "held": ref("x")}, ("dose.stopped", "dose.held")),
        (bag_at("checked"), {"go_ahead": None}, ("bag.not_released", "dose.no_go_ahead")),
    ],
)
def test_what_is_no_hard_stop_is_recorded_once_acknowledged(
    bag: Bag, dose: dict[str, Any], codes: tuple[str, ...]
) -> None:
    asked = _dispense(bag, "seen", dose)
    assert isinstance(asked, Refusal)
    assert acknowledgeable(asked.values) == codes
    result = _dispense(bag, "seen", dose, acknowledged=codes)
    assert outcome(result) == ", ".join(("recorded", *codes))


@pytest.mark.parametrize(
    ("bag", "dose", "changes", "code"),
    [
        (bag_at("released", recalled=(ref("x"),)), {}, {}, "bag.recalled"),
        (bag_at("released", destroyed=(ref("x"),)), {}, {}, "bag.destroyed"),
        (bag_at("checked", content=LATE), {}, {}, "bag.expired"),
        (bag_at("released"), {}, {"mentions": ()}, "mention.not_checked"),
        (bag_at("released"), {"versions": NO_MENTION}, {}, "mention.missing"),
        (bag_at("released"), {}, {"products": {PRODUCT: product_state(routes=())}}, "route.forbidden"),
    ],
)
def test_a_hard_stop_is_not_passed_by_acknowledging_it(
    bag: Bag, dose: dict[str, Any], changes: dict[str, Any], code: str
) -> None:
    result = _dispense(bag, "scanned", dose, acknowledged=(*NOT_TO_PASS, "bag.not_released", code), **changes)
    assert outcome(result) == f"refused {code}"
    assert isinstance(result, Refusal)
    assert acknowledgeable(result.values) == ()
    assert result.values[IF_DONE] == "paper"


def test_several_rules_broken_are_all_named() -> None:
    bag = bag_at("checked", recalled=(ref("x"),))
    assert outcome(_dispense(bag, "paper", {"stops": (ref("x"),)})) == (
        "recorded, bag.recalled, bag.not_released, dose.stopped"
    )


@pytest.mark.parametrize("rule", ["bag.expired", "mention.missing"])
def test_what_two_people_lifted_is_no_breach(rule: str) -> None:
    bag = bag_at("released", content=LATE if rule == "bag.expired" else None)
    dose: dict[str, Any] = {"derogations": ((rule, ref("agreed")),)}
    if rule == "mention.missing":
        dose["versions"] = NO_MENTION
    assert outcome(_dispense(bag, "seen", dose)) == "recorded"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"by": who("x", ["receive"])}, "refused right.missing"),
        ({"ward": " "}, "refused ward.missing"),
        ({"bag": an_id("nowhere")}, "refused bag.unknown"),
        ({"told": told("paper", NOW + DAY)}, "refused told.in_future"),
    ],
)
def test_what_is_no_account_of_a_hand_over(changes: dict[str, Any], expected: str) -> None:
    assert outcome(_dispense(bag_at("released"), "paper", **changes)) == expected


def test_a_hand_over_says_what_was_checked() -> None:
    result = _dispense(bag_at("released"), "seen")
    assert isinstance(result, Decided)
    assert result.drafts[0].body == BagDispensed(BAG, "HDJ", ("uracilemia",), told("seen"))


@pytest.mark.parametrize(
    ("bag", "dose", "expected"),
    [
        (bag_at("dispensed"), {}, "recorded"),
        (bag_at("released"), {}, "recorded, bag.not_dispensed"),
        (bag_at("received"), {}, "recorded, bag.already_received"),
        (bag_at("dispensed", recalled=(ref("x"),)), {}, "recorded, bag.recalled"),
        (bag_at("dispensed", held=True), {}, "recorded, bag.held"),
        (bag_at("dispensed"), {"stops": (ref("x"),)}, "recorded, dose.stopped"),
        (bag_at("dispensed", content=LATE), {}, "recorded, bag.expired"),
    ],
)
@pytest.mark.parametrize("source", ["seen", "paper"])
def test_receiving_is_never_refused_for_state(
    bag: Bag, dose: dict[str, Any], expected: str, source: str
) -> None:
    command = Receive(course=COURSE, bag=BAG, told=told(source))
    result = decide_receive(command, with_bag(bag, ready_dose(**dose)), who("nora", ["receive"]))
    assert outcome(result) == expected
    assert isinstance(result, Decided)
    assert result.drafts[0].body == BagReceived(BAG, told(source))


@pytest.mark.parametrize(
    ("changes", "rights", "expected"),
    [
        ({"bag": an_id("nowhere")}, ["receive"], "refused bag.unknown"),
        ({"told": told(at=NOW + DAY)}, ["receive"], "refused told.in_future"),
        ({}, ["dispense"], "refused right.missing"),
    ],
)
def test_what_is_no_account_of_a_reception(changes: dict[str, Any], rights: list[str], expected: str) -> None:
    command = Receive(**{"course": COURSE, "bag": BAG, "told": told(), **changes})
    assert outcome(decide_receive(command, with_bag(bag_at("dispensed")), who("x", rights))) == expected
