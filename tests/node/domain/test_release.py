"""Release, rejection, destruction, recall."""

from __future__ import annotations

from typing import Any

import pytest

from node.api.release import Destroy, Recall, Release
from node.domain.decision import Decided
from node.domain.release import decide_destroy, decide_recall, decide_release
from node.domain.state import Bag
from node.domain.world import Found
from schema.acts.release import BagDestroyed, BagRecalled, ReleaseDecided
from schema.transaction import FileRef, FileType
from tests.node.domain.acts import an_id
from tests.node.domain.situations import with_bag
from tests.node.domain.states import (
    BAG,
    COURSE,
    DAY,
    HEADS,
    NOW,
    PRODUCT,
    bag_at,
    claimed,
    conflict,
    outcome,
    ready_dose,
    ref,
    told,
    who,
)
from tests.node.domain.states_of_reference import limits, product_state

LATE = claimed(use_by=NOW - 1)


def _release(state: Bag, dose: dict[str, Any] | None = None, **changes: Any) -> object:
    here = {key: changes.pop(key) for key in ("limits", "found", "products") if key in changes}
    by = changes.pop("by", who("rose", ["release"]))
    fields: dict[str, Any] = {"course": COURSE, "bag": BAG, "released": True, "pin": "", "based_on": HEADS}
    return decide_release(
        Release(**{**fields, **changes}), with_bag(state, ready_dose(**(dose or {})), **here), by
    )


def test_a_release_names_the_bag() -> None:
    result = _release(bag_at("checked"), reason="ignored")
    assert isinstance(result, Decided)
    assert result.drafts[0].body == ReleaseDecided(BAG, True, "")


@pytest.mark.parametrize(
    ("bag", "expected"),
    [
        (bag_at("claimed"), "refused bag.not_made"),
        (bag_at("made"), "refused bag.not_checked"),
        (bag_at("checked"), "recorded"),
        (bag_at("released"), "refused bag.already_released"),
        (bag_at("checked", rejected=ref("x")), "refused bag.rejected"),
        (bag_at("checked", recalled=(ref("x"),)), "refused bag.recalled"),
        (bag_at("checked", destroyed=(ref("x"),)), "refused bag.destroyed"),
        (bag_at("checked", voided=ref("x")), "refused bag.voided"),
        (bag_at("checked", yielded=True), "refused bag.yielded"),
        (bag_at("checked", held=True), "refused bag.held"),
        (bag_at("checked", content=LATE), "refused bag.expired"),
    ],
)
def test_every_state_of_a_bag_before_its_release(bag: Bag, expected: str) -> None:
    assert outcome(_release(bag)) == expected


@pytest.mark.parametrize(
    ("dose", "expected"),
    [
        ({"stops": (ref("x"),)}, "refused dose.stopped"),
        ({"held": ref("x")}, "refused dose.held"),
        ({"given": (ref("x"),)}, "refused dose.already_given"),
        ({"validated": None}, "refused dose.not_validated"),
        ({"go_ahead": None}, "recorded"),
    ],
)
def test_every_state_of_a_dose_before_its_bags_release(dose: dict[str, Any], expected: str) -> None:
    assert outcome(_release(bag_at("checked"), dose)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"by": who("x", ["validate"])}, "refused right.missing"),
        ({"by": who("max the maker")}, "refused pair.maker_releaser"),
        ({"by": who("max the maker"), "limits": limits(maker_may_release=True)}, "recorded"),
        ({"by": who("max the maker"), "limits": None}, "refused pair.maker_releaser"),
        ({"by": who("cleo the checker")}, "recorded"),
        ({"based_on": ()}, "refused screen.stale"),
        ({"bag": an_id("nowhere")}, "refused bag.unknown"),
        ({"products": {PRODUCT: product_state(routes=("sc",))}}, "refused route.forbidden"),
        ({"found": (Found(FileRef(FileType.COURSE, COURSE), conflict()),)}, "refused dose.conflict"),
    ],
)
def test_every_other_refusal_of_a_release(changes: dict[str, Any], expected: str) -> None:
    assert outcome(_release(bag_at("checked"), **changes)) == expected


def test_an_expired_bag_is_released_only_when_two_people_agreed() -> None:
    lifted = (("bag.expired", ref("agreed")),)
    assert outcome(_release(bag_at("checked", content=LATE, derogations=lifted))) == "recorded"
    assert outcome(_release(bag_at("checked", content=LATE), {"derogations": lifted})) == "recorded"


@pytest.mark.parametrize(
    ("bag", "reason", "expected"),
    [
        (bag_at("made"), "fuite", "recorded"),
        (bag_at("released"), "fuite", "recorded"),
        (bag_at("received", held=True), "fuite", "recorded"),
        (bag_at("made"), " ", "refused reason.missing"),
        (bag_at("claimed"), "fuite", "refused bag.not_made"),
        (bag_at("made", rejected=ref("x")), "fuite", "refused bag.rejected"),
        (bag_at("given"), "fuite", "refused bag.already_given"),
    ],
)
def test_every_outcome_of_a_rejection(bag: Bag, reason: str, expected: str) -> None:
    assert outcome(_release(bag, {"stops": (ref("x"),)}, released=False, reason=reason)) == expected


@pytest.mark.parametrize(
    ("bag", "changes", "expected"),
    [
        (bag_at("claimed"), {}, "recorded"),
        (bag_at("given"), {}, "recorded, bag.already_given"),
        (bag_at("made", destroyed=(ref("x"),)), {}, "recorded, bag.destroyed"),
        (bag_at("made"), {"reason": ""}, "refused reason.missing"),
        (bag_at("made"), {"told": told(at=NOW + DAY)}, "refused told.in_future"),
        (bag_at("made"), {"bag": an_id("nowhere")}, "refused bag.unknown"),
        (bag_at("made"), {"by": who("x", [])}, "refused right.missing"),
    ],
)
def test_every_outcome_of_a_destruction(bag: Bag, changes: dict[str, Any], expected: str) -> None:
    by = changes.pop("by", who("rose", ["release"]))
    fields: dict[str, Any] = {"course": COURSE, "bag": BAG, "reason": "périmée", "told": told(), "pin": ""}
    result = decide_destroy(Destroy(**{**fields, **changes}), with_bag(bag), by)
    assert outcome(result) == expected
    if isinstance(result, Decided):
        assert result.drafts[0].body == BagDestroyed(BAG, "périmée", told())


@pytest.mark.parametrize(
    ("bag", "changes", "expected"),
    [
        (bag_at("made"), {}, "recorded"),
        (bag_at("given"), {}, "recorded"),
        (bag_at("made", recalled=(ref("x"),)), {}, "refused bag.recalled"),
        (bag_at("made"), {"reason": ""}, "refused reason.missing"),
        (bag_at("made"), {"based_on": ()}, "refused screen.stale"),
        (bag_at("made"), {"bag": an_id("nowhere")}, "refused bag.unknown"),
        (bag_at("made"), {"by": who("x", [])}, "refused right.missing"),
    ],
)
def test_every_outcome_of_a_recall(bag: Bag, changes: dict[str, Any], expected: str) -> None:
    by = changes.pop("by", who("rose", ["release"]))
    fields: dict[str, Any] = {
        "course": COURSE,
        "bag": BAG,
        "reason": "lot rappelé",
        "pin": "",
        "based_on": HEADS,
    }
    result = decide_recall(Recall(**{**fields, **changes}), with_bag(bag), by)
    assert outcome(result) == expected
    if isinstance(result, Decided):
        assert result.drafts[0].body == BagRecalled(BAG, "lot rappelé")
