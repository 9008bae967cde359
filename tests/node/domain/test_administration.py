"""The bedside: hard stops before it happens, an account with its breaches when it has."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from node.api.administration import Give, NotGive
from node.domain.administration import decide_give, decide_not_give
from node.domain.decision import Decided, Refusal
from node.domain.situation import CourseSituation
from node.domain.state import Bag
from schema.acts.administration import DoseGiven, DoseNotGiven
from schema.refusal import acknowledgeable
from tests.node.domain.acts import an_id
from tests.node.domain.situations import with_bag
from tests.node.domain.states import (
    BAG,
    COURSE,
    DAY,
    DOSE,
    NOW,
    PATIENT,
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
from tests.node.domain.states_of_reference import product_state

LATE = claimed(use_by=NOW - 1)
VINCA = {PRODUCT: product_state(family="vinca", routes=("sc",))}


def _here(bag: Bag, dose: dict[str, Any], **changes: Any) -> CourseSituation:
    conflicts = changes.pop("conflicts", ())
    here = with_bag(bag, ready_dose(**dose), **changes)
    course = msgspec.structs.replace(here.course, conflicts=conflicts)
    return msgspec.structs.replace(here, course=course)


def _give(here: CourseSituation, source: str, **changes: Any) -> object:
    by = changes.pop("by", who("nora", ["administer"]))
    fields: dict[str, Any] = {
        "course": COURSE,
        "dose": DOSE,
        "bag": BAG,
        "patient": PATIENT,
        "told": told(source),
        "pin": "",
    }
    return decide_give(Give(**{**fields, **changes}), here, by)


def _hard(bag: Bag, dose: dict[str, Any] | None = None, **changes: Any) -> CourseSituation:
    return _here(bag, dose or {}, **changes)


READY = bag_at("received")


@pytest.mark.parametrize(
    ("here", "command", "code"),
    [
        (_hard(READY), {"patient": an_id("somebody else")}, "patient.wrong"),
        (_hard(READY, products=VINCA), {}, "route.forbidden"),
        (_hard(bag_at("received", recalled=(ref("x"),))), {}, "bag.recalled"),
        (_hard(bag_at("received", destroyed=(ref("x"),))), {}, "bag.destroyed"),
        (_hard(bag_at("received", rejected=ref("x"))), {}, "bag.rejected"),
        (_hard(bag_at("received", content=LATE)), {}, "bag.expired"),
        (_hard(READY, {"stops": (ref("x"),)}), {}, "dose.stopped"),
        (_hard(bag_at("given"), {"given": (ref("given"),)}), {}, "bag.already_given"),
        (_hard(READY, {"given": (ref("from another bag"),)}), {}, "dose.already_given"),
        (_hard(READY, conflicts=(conflict("set_aside", blocks=False),)), {}, "dose.unverified"),
        (_hard(bag_at("received", dose=an_id("another dose"))), {}, "bag.of_another_dose"),
    ],
)
def test_a_hard_stop_stops_what_is_about_to_happen_and_is_named_when_it_has_happened(
    here: CourseSituation, command: dict[str, Any], code: str
) -> None:
    assert outcome(_give(here, "seen", **command)) == f"refused {code}"
    assert outcome(_give(here, "scanned", **command)) == f"refused {code}"
    assert outcome(_give(here, "paper", **command)) == f"recorded, {code}"


@pytest.mark.parametrize(
    ("here", "codes"),
    [
        (_hard(bag_at("received", rejected=ref("x"))), ("bag.rejected",)),
        (_hard(READY, {"stops": (ref("x"),)}), ("dose.stopped",)),
        (_hard(bag_at("given"), {"given": (ref("given"),)}), ("bag.already_given",)),
        (
            _hard(READY, {"given": (ref("other"),), "stops": (ref("x"),)}),
            ("dose.stopped", "dose.already_given"),
        ),
        (_hard(READY, conflicts=(conflict("set_aside", blocks=False),)), ("dose.unverified",)),
    ],
)
def test_a_second_or_a_refused_dose_is_recorded_once_acknowledged(
    here: CourseSituation, codes: tuple[str, ...]
) -> None:
    asked = _give(here, "scanned")
    assert isinstance(asked, Refusal)
    assert acknowledgeable(asked.values) == codes
    assert outcome(_give(here, "scanned", acknowledged=codes)) == ", ".join(("recorded", *codes))
    if len(codes) > 1:
        assert outcome(_give(here, "scanned", acknowledged=codes[:1])) == f"refused {codes[1]}"


@pytest.mark.parametrize(
    ("here", "command", "code"),
    [
        (_hard(READY), {"patient": an_id("somebody else")}, "patient.wrong"),
        (_hard(READY, products=VINCA), {}, "route.forbidden"),
        (_hard(bag_at("received", recalled=(ref("x"),))), {}, "bag.recalled"),
        (_hard(bag_at("received", destroyed=(ref("x"),))), {}, "bag.destroyed"),
        (_hard(bag_at("received", content=LATE)), {}, "bag.expired"),
        (_hard(bag_at("received", dose=an_id("another dose"))), {}, "bag.of_another_dose"),
    ],
)
def test_a_hard_stop_is_not_passed_by_acknowledging_it(
    here: CourseSituation, command: dict[str, Any], code: str
) -> None:
    result = _give(here, "seen", acknowledged=(code,), **command)
    assert outcome(result) == f"refused {code}"
    assert isinstance(result, Refusal)
    assert acknowledgeable(result.values) == ()


@pytest.mark.parametrize(
    ("here", "breach"),
    [
        (_hard(READY), ""),
        (_hard(bag_at("claimed")), "bag.not_released, bag.not_dispensed, bag.not_received"),
        (_hard(bag_at("released")), "bag.not_dispensed, bag.not_received"),
        (_hard(bag_at("received", voided=ref("x"))), "bag.voided"),
        (_hard(READY, {"validated": None, "go_ahead": None}), "dose.not_validated, dose.no_go_ahead"),
        (_hard(READY, {"held": ref("x")}), "dose.held"),
        (_hard(READY, {"not_given": (ref("x"),)}), "dose.not_given"),
        (_hard(bag_at("received", held=True)), "bag.held"),
        (_hard(READY, conflicts=(conflict(),)), "dose.conflict"),
    ],
)
@pytest.mark.parametrize("source", ["seen", "scanned", "paper"])
def test_the_order_of_the_circuit_is_never_a_reason_to_lose_an_account(
    here: CourseSituation, breach: str, source: str
) -> None:
    assert outcome(_give(here, source)) == (f"recorded, {breach}" if breach else "recorded")


def test_the_patient_of_a_linked_file_is_the_right_patient() -> None:
    linked = an_id("the same person's other file")
    here = _hard(READY, person=frozenset({PATIENT, linked}))
    assert outcome(_give(here, "scanned", patient=linked)) == "recorded"


def test_an_expired_bag_may_be_given_when_two_people_agreed_and_a_wrong_patient_never() -> None:
    lifted = tuple((rule, ref("agreed")) for rule in ("bag.expired", "patient.wrong", "bag.recalled"))
    late = bag_at("received", content=LATE, derogations=lifted)
    assert outcome(_give(_hard(late), "seen")) == "recorded"
    wrong = _give(_hard(late), "seen", patient=an_id("somebody else"))
    assert outcome(wrong) == "refused patient.wrong"
    recalled = bag_at("received", recalled=(ref("x"),), derogations=lifted)
    assert outcome(_give(_hard(recalled), "seen")) == "refused bag.recalled"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"by": who("x", ["receive"])}, "refused right.missing"),
        ({"dose": an_id("nowhere")}, "refused dose.unknown"),
        ({"bag": an_id("nowhere")}, "refused bag.unknown"),
        ({"told": told("paper", NOW + DAY)}, "refused told.in_future"),
    ],
)
def test_what_is_no_account_of_giving(changes: dict[str, Any], expected: str) -> None:
    assert outcome(_give(_hard(READY), "paper", **changes)) == expected


def test_expiry_is_judged_at_the_hour_it_was_given() -> None:
    content = claimed(use_by=NOW - 3_600_000)
    before = told("paper", NOW - 2 * 3_600_000)
    here = _hard(bag_at("received", content=content))
    assert outcome(_give(here, "paper", told=before)) == "recorded"


def test_what_was_given_is_recorded_whole() -> None:
    result = _give(_hard(READY), "seen", remark="débit réduit")
    assert isinstance(result, Decided)
    assert result.drafts[0].body == DoseGiven(DOSE, BAG, PATIENT, told("seen"), "débit réduit")


@pytest.mark.parametrize(
    ("dose", "changes", "expected"),
    [
        ({}, {}, "recorded"),
        ({}, {"bag": None}, "recorded"),
        ({"given": (ref("x"),)}, {}, "recorded, dose.already_given"),
        ({"stops": (ref("x"),)}, {}, "recorded"),
        ({}, {"reason": " "}, "refused reason.missing"),
        ({}, {"dose": an_id("nowhere")}, "refused dose.unknown"),
        ({}, {"bag": an_id("nowhere")}, "refused bag.unknown"),
        ({}, {"told": told(at=NOW + DAY)}, "refused told.in_future"),
        ({}, {"by": who("x", [])}, "refused right.missing"),
    ],
)
def test_every_outcome_of_not_giving(dose: dict[str, Any], changes: dict[str, Any], expected: str) -> None:
    by = changes.pop("by", who("nora", ["administer"]))
    fields: dict[str, Any] = {
        "course": COURSE,
        "dose": DOSE,
        "bag": BAG,
        "reason": "fièvre",
        "told": told(),
        "pin": "",
    }
    command = NotGive(**{**fields, **changes})
    result = decide_not_give(command, _here(READY, dose), by)
    assert outcome(result) == expected
    if isinstance(result, Decided):
        assert result.drafts[0].body == DoseNotGiven(DOSE, command.bag, "fièvre", told())


def test_a_bag_of_another_dose_is_named_when_a_dose_was_not_given() -> None:
    here = _here(bag_at("received", dose=an_id("another dose")), {})
    command = NotGive(course=COURSE, dose=DOSE, bag=BAG, reason="fièvre", told=told(), pin="")
    assert outcome(decide_not_give(command, here, who())) == "recorded, bag.of_another_dose"
