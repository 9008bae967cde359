"""Proposing, claiming, making, checking, giving up."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from node.api.preparation import (
    Claim,
    PreparationProposal,
    ProposePreparation,
    RecordChecked,
    RecordMade,
    VoidClaim,
)
from node.domain.decision import Decided, Refusal
from node.domain.preparation import (
    decide_claim,
    decide_record_checked,
    decide_record_made,
    decide_void_claim,
    propose_preparation,
)
from node.domain.register import register_file_id
from node.domain.state import Bag, Dose, Version
from node.domain.world import Found
from schema.acts.base import DoseRevision
from schema.acts.preparation import NumberTaken, PreparationClaimed
from schema.quantity import Quantity, Unit
from schema.transaction import FileRef, FileType
from tests.node.domain.acts import an_id
from tests.node.domain.situations import situation, with_bag
from tests.node.domain.states import (
    BAG,
    COURSE,
    DAY,
    DOSE,
    HEADS,
    ITEM,
    NOW,
    ORDERED,
    PRODUCT,
    bag_at,
    conflict,
    course_state,
    order,
    outcome,
    ready_dose,
    ref,
    told,
    vial,
    who,
)
from tests.node.domain.states_of_reference import limits, product_state

NEW = an_id("new bag")
TWICE = Found(FileRef(FileType.COURSE, COURSE), conflict("same_dose_twice"))
ASIDE = conflict("set_aside")


def _claim(dose: Dose | None = None, **changes: Any) -> object:
    here = {key: changes.pop(key) for key in ("limits", "found", "products") if key in changes}
    course = {key: changes.pop(key) for key in ("conflicts", "bags", "known_in_part") if key in changes}
    by = changes.pop("by", who("max", ["prepare"]))
    fields: dict[str, Any] = {
        "course": COURSE,
        "item": ITEM,
        "product": PRODUCT,
        "vials": (vial(),),
        "diluent_lot": "LOT2",
        "based_on": HEADS,
    }
    where = situation(course_state(dose or ready_dose(), **course), **here)
    return decide_claim(Claim(**{**fields, **changes}), where, by, NEW, 43)


def test_a_bag_that_would_be_over_before_its_day_is_asked_about() -> None:
    later = ready_dose(versions=(Version(ORDERED, order(planned="2026-03-16"), ("uracilemia",)),))
    asked = _claim(later)
    assert isinstance(asked, Refusal)
    assert asked.code == "bag.over_before_its_day"
    assert (asked.values["day"], asked.values["acknowledge"]) == ("2026-03-16", "bag.over_before_its_day")
    assert outcome(_claim(later, acknowledged=("bag.over_before_its_day",))) == "recorded"
    proposal = propose_preparation(
        ProposePreparation(course=COURSE, dose=DOSE), situation(course_state(later))
    )
    assert isinstance(proposal, PreparationProposal)
    assert ([one.code for one in proposal.doubts], proposal.objections) == (["bag.over_before_its_day"], ())


def test_a_claim_takes_a_number_in_the_same_transaction() -> None:
    result = _claim()
    assert isinstance(result, Decided)
    assert result.created == (NEW,)
    claim, number = result.drafts
    series = an_id("journal PUI-1")
    assert isinstance(claim.body, PreparationClaimed)
    assert (claim.body.bag, claim.body.series, claim.body.number) == (NEW, series, 43)
    assert claim.body.draw == Quantity("14", Unit.ML)
    assert claim.body.use_by == NOW + DAY
    assert number.file == FileRef(FileType.REGISTER, register_file_id(series, 43))
    assert number.body == NumberTaken(series, 43, NEW, COURSE)


TWO = (Version(ORDERED, order(), ()), Version(ref("apart"), order(), ()))


@pytest.mark.parametrize(
    ("dose", "expected"),
    [
        ({}, "recorded"),
        ({"validated": None}, "refused dose.not_validated"),
        ({"go_ahead": None}, "refused dose.no_go_ahead"),
        ({"deferred": ref("later")}, "refused dose.deferred"),
        ({"held": ref("hold")}, "refused dose.held"),
        ({"stops": (ref("stop"),)}, "refused dose.stopped"),
        ({"versions": TWO}, "refused dose.divergent"),
        ({"given": (ref("yes"),)}, "refused dose.already_given"),
        ({"not_given": (ref("no"),)}, "refused dose.not_given"),
    ],
)
def test_a_claim_needs_a_dose_that_may_be_prepared(dose: dict[str, Any], expected: str) -> None:
    assert outcome(_claim(ready_dose(**dose))) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"by": who("x", ["check"])}, "refused right.missing"),
        ({"based_on": ()}, "refused screen.stale"),
        ({"item": DoseRevision(DOSE, ref("old"))}, "refused dose.newer_version"),
        ({"item": DoseRevision(an_id("nowhere"), ORDERED)}, "refused dose.unknown"),
        ({"known_in_part": True}, "refused course.known_in_part"),
        ({"conflicts": (conflict(),)}, "refused dose.conflict"),
        ({"conflicts": (ASIDE,)}, "refused dose.unverified"),
        ({"found": (TWICE,)}, "refused dose.conflict"),
        ({"product": an_id("nowhere")}, "refused product.unknown"),
        ({"products": {PRODUCT: product_state(routes=("sc",))}}, "refused route.forbidden"),
        ({"products": {PRODUCT: product_state(diluents=("G5 %",))}}, "refused diluent.refused"),
        ({"products": {PRODUCT: product_state(concentration_max="5")}}, "refused concentration.out_of_range"),
        ({"vials": (vial(expiry="2026-03-09"),)}, "refused vial.expired"),
        ({"vials": (vial(expiry="2026-03-10"),)}, "recorded"),
        ({"vials": (vial(product=an_id("other")),)}, "refused vial.other_product"),
        ({"products": {PRODUCT: product_state(vial=Quantity("500", Unit.MG))}}, "refused vial.too_few"),
        ({"diluent_lot": ""}, "refused diluent.lot_missing"),
    ],
)
def test_every_refusal_of_a_claim(changes: dict[str, Any], expected: str) -> None:
    assert outcome(_claim(**changes)) == expected


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("vial.expired", {"vials": (vial(expiry="2026-03-09"),)}),
        ("concentration.out_of_range", {"products": {PRODUCT: product_state(concentration_max="5")}}),
        ("diluent.refused", {"products": {PRODUCT: product_state(diluents=("G5 %",))}}),
    ],
)
def test_a_derogation_lifts_its_own_rule_for_a_claim(rule: str, changes: dict[str, Any]) -> None:
    assert outcome(_claim(**changes)) == f"refused {rule}"
    assert outcome(_claim(ready_dose(derogations=((rule, ref("agreed")),)), **changes)) == "recorded"
    other = ready_dose(derogations=(("bag.expired", ref("agreed")),))
    assert outcome(_claim(other, **changes)) == f"refused {rule}"


def test_a_site_may_prepare_before_the_go_ahead_but_not_after_a_deferral() -> None:
    early = limits(early_preparation=True)
    assert outcome(_claim(ready_dose(go_ahead=None), limits=early)) == "recorded"
    assert outcome(_claim(ready_dose(go_ahead=None), limits=None)) == "refused dose.no_go_ahead"
    deferred = ready_dose(deferred=ref("later"))
    assert outcome(_claim(deferred, limits=early)) == "refused dose.deferred"


@pytest.mark.parametrize(
    ("bag", "expected"),
    [
        (bag_at("claimed"), "refused dose.already_claimed"),
        (bag_at("released"), "refused dose.already_claimed"),
        (bag_at("claimed", voided=ref("x")), "recorded"),
        (bag_at("claimed", yielded=True), "recorded"),
        (bag_at("made", rejected=ref("x")), "recorded"),
        (bag_at("made", destroyed=(ref("x"),)), "recorded"),
        (bag_at("made", recalled=(ref("x"),)), "recorded"),
    ],
)
def test_a_dose_is_in_preparation_once(bag: Bag, expected: str) -> None:
    assert outcome(_claim(ready_dose(bags=(BAG,)), bags=(bag,))) == expected


def test_a_proposal_shows_everything_that_stands_against_it() -> None:
    here = situation(course_state(ready_dose(validated=None)), products={PRODUCT: product_state(diluents=())})
    result = propose_preparation(ProposePreparation(course=COURSE, dose=DOSE), here)
    assert isinstance(result, PreparationProposal)
    assert [one.code for one in result.objections] == ["dose.not_validated", "diluent.refused"]
    assert (result.product, result.vials, result.draw.value) == (PRODUCT, 1, "14")
    assert result.heads == HEADS


@pytest.mark.parametrize(
    ("command", "products", "expected"),
    [
        ({"dose": an_id("nowhere")}, None, "refused dose.unknown"),
        ({}, {}, "refused product.none"),
        ({"product": an_id("nowhere")}, None, "refused product.unknown"),
    ],
)
def test_what_cannot_be_proposed(command: dict[str, Any], products: Any, expected: str) -> None:
    here = situation(**({} if products is None else {"products": products}))
    asked = ProposePreparation(**{"course": COURSE, "dose": DOSE, **command})
    assert outcome(propose_preparation(asked, here)) == expected


@pytest.mark.parametrize(
    ("bag", "dose", "expected"),
    [
        (bag_at("claimed"), {}, "recorded"),
        (bag_at("made"), {}, "recorded, bag.already_made"),
        (bag_at("claimed", voided=ref("x")), {}, "recorded, bag.voided"),
        (bag_at("claimed", yielded=True), {}, "recorded, bag.yielded"),
        (bag_at("claimed"), {"validated": None}, "recorded, dose.not_validated"),
        (
            bag_at("claimed"),
            {"stops": (ref("stop"),), "held": ref("hold")},
            "recorded, dose.stopped, dose.held",
        ),
    ],
)
@pytest.mark.parametrize("source", ["seen", "paper"])
def test_making_is_never_refused_for_state_or_order(
    bag: Bag, dose: dict[str, Any], expected: str, source: str
) -> None:
    command = RecordMade(course=COURSE, bag=BAG, told=told(source), pin="")
    here = with_bag(bag, ready_dose(**dose))
    assert outcome(decide_record_made(command, here, who("max", ["prepare"]))) == expected


def test_making_of_a_bag_without_a_dose_is_recorded_too() -> None:
    here = situation(course_state(bags=(bag_at("claimed"),)))
    command = RecordMade(course=COURSE, bag=BAG, told=told(), pin="")
    assert outcome(decide_record_made(command, here, who())) == "recorded, dose.unknown"


@pytest.mark.parametrize(
    ("command", "by", "expected"),
    [
        ({"bag": an_id("nowhere")}, who(), "refused bag.unknown"),
        ({}, who("x", ["check"]), "refused right.missing"),
        ({"told": told(at=NOW + DAY)}, who(), "refused told.in_future"),
    ],
)
def test_what_is_no_account_of_making(command: dict[str, Any], by: Any, expected: str) -> None:
    asked = RecordMade(**{"course": COURSE, "bag": BAG, "told": told(), "pin": "", **command})
    assert outcome(decide_record_made(asked, with_bag(bag_at("claimed")), by)) == expected


@pytest.mark.parametrize(
    ("step", "by", "told_by", "expected"),
    [
        ("made", "cleo", None, "recorded"),
        ("made", "max the maker", None, "refused pair.maker_checker"),
        ("made", "cleo", "max the maker", "refused pair.maker_checker"),
        ("made", "max the maker", "cleo", "recorded"),
        ("claimed", "cleo", None, "recorded, bag.not_made"),
    ],
)
def test_a_check_is_a_second_persons(step: str, by: str, told_by: str | None, expected: str) -> None:
    command = RecordChecked(course=COURSE, bag=BAG, told=told(by=told_by), pin="")
    assert outcome(decide_record_checked(command, with_bag(bag_at(step)), who(by, ["check"]))) == expected


@pytest.mark.parametrize(
    ("bag", "changes", "expected"),
    [
        (bag_at("claimed"), {}, "recorded"),
        (bag_at("made"), {}, "refused bag.already_made"),
        (bag_at("claimed", voided=ref("x")), {}, "refused bag.voided"),
        (bag_at("claimed"), {"reason": ""}, "refused reason.missing"),
        (bag_at("claimed"), {"based_on": ()}, "refused screen.stale"),
        (bag_at("claimed"), {"bag": an_id("nowhere")}, "refused bag.unknown"),
    ],
)
def test_every_outcome_of_giving_a_claim_up(bag: Bag, changes: dict[str, Any], expected: str) -> None:
    fields: dict[str, Any] = {"course": COURSE, "bag": BAG, "reason": "isolateur en panne", "based_on": HEADS}
    command = VoidClaim(**{**fields, **changes})
    assert outcome(decide_void_claim(command, with_bag(bag), who("max", ["prepare"]))) == expected
    refused = decide_void_claim(command, with_bag(bag), who("x", []))
    assert outcome(refused) == "refused right.missing"


def test_a_claim_is_of_the_version_in_force() -> None:
    result = _claim()
    assert isinstance(result, Decided)
    body = result.drafts[0].body
    assert isinstance(body, PreparationClaimed)
    assert msgspec.structs.asdict(body)["item"] == ITEM
