"""Every step × every right × every state of a dose and its bag: allowed, or a named refusal.

`circuit_table.py` is the whole circuit on one page. A step that is an account is written as told with
the bag in hand; from paper it is never refused for state or order (see the last tests).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import pytest

from node.api.administration import Give, NotGive
from node.api.dispensing import Dispense, Receive
from node.api.preparation import Claim, RecordChecked, RecordMade, VoidClaim
from node.api.release import Destroy, Recall, Release
from node.api.validation import DeferGoAhead, GiveGoAhead, Hold, Validate
from node.domain.administration import decide_give, decide_not_give
from node.domain.decision import Who
from node.domain.dispensing import decide_dispense, decide_receive
from node.domain.go_ahead import decide_defer_go_ahead, decide_give_go_ahead
from node.domain.preparation import (
    decide_claim,
    decide_record_checked,
    decide_record_made,
    decide_void_claim,
)
from node.domain.release import decide_destroy, decide_recall, decide_release
from node.domain.rights import RIGHTS
from node.domain.situation import CourseSituation
from node.domain.state import Bag, Dose, Version
from node.domain.validation import decide_hold, decide_validate
from schema.acts.base import Told
from tests.node.domain.acts import an_id
from tests.node.domain.circuit_table import TABLE
from tests.node.domain.states import (
    BAG,
    COURSE,
    DOSE,
    HEADS,
    ITEM,
    NOW,
    ORDERED,
    PATIENT,
    PRODUCT,
    bag_at,
    claimed,
    conflict,
    course_state,
    dose_state,
    order,
    outcome,
    ready_dose,
    ref,
    situation,
    told,
    vial,
    who,
    with_bag,
)

Decide: TypeAlias = Callable[[CourseSituation, Who, Told], object]

DECISION: dict[str, Any] = {"course": COURSE, "pin": "", "based_on": HEADS}
ACCOUNT: dict[str, Any] = {"course": COURSE, "pin": ""}
ON_BAG: dict[str, Any] = {"course": COURSE, "bag": BAG}

STEPS: Mapping[str, tuple[str, Decide]] = {
    "validate": (
        "validate",
        lambda here, by, _: decide_validate(
            Validate(**DECISION, items=(ITEM,), mentions=("uracilemia",)), here, by
        ),
    ),
    "hold": (
        "validate",
        lambda here, by, _: decide_hold(Hold(**DECISION, items=(ITEM,), refused=False, reason="r"), here, by),
    ),
    "go ahead": (
        "go_ahead",
        lambda here, by, _: decide_give_go_ahead(
            GiveGoAhead(**DECISION, items=(ITEM,), day="2026-03-10"), here, by
        ),
    ),
    "defer": (
        "go_ahead",
        lambda here, by, _: decide_defer_go_ahead(
            DeferGoAhead(**DECISION, items=(ITEM,), reason="r"), here, by
        ),
    ),
    "claim": (
        "prepare",
        lambda here, by, _: decide_claim(
            Claim(
                course=COURSE, item=ITEM, product=PRODUCT, vials=(vial(),), diluent_lot="L", based_on=HEADS
            ),
            here,
            by,
            an_id("new bag"),
            43,
        ),
    ),
    "void": (
        "prepare",
        lambda here, by, _: decide_void_claim(VoidClaim(**ON_BAG, reason="r", based_on=HEADS), here, by),
    ),
    "make": (
        "prepare",
        lambda here, by, t: decide_record_made(RecordMade(**ON_BAG, told=t, pin=""), here, by),
    ),
    "check": (
        "check",
        lambda here, by, t: decide_record_checked(RecordChecked(**ON_BAG, told=t, pin=""), here, by),
    ),
    "release": (
        "release",
        lambda here, by, _: decide_release(Release(**DECISION, bag=BAG, released=True), here, by),
    ),
    "reject": (
        "release",
        lambda here, by, _: decide_release(
            Release(**DECISION, bag=BAG, released=False, reason="r"), here, by
        ),
    ),
    "destroy": (
        "release",
        lambda here, by, t: decide_destroy(Destroy(**ON_BAG, reason="r", told=t, pin=""), here, by),
    ),
    "recall": (
        "release",
        lambda here, by, _: decide_recall(Recall(**DECISION, bag=BAG, reason="r"), here, by),
    ),
    "dispense": (
        "dispense",
        lambda here, by, t: decide_dispense(
            Dispense(**ON_BAG, ward="HDJ", mentions=("uracilemia",), told=t, pin=""), here, by
        ),
    ),
    "receive": (
        "receive",
        lambda here, by, t: decide_receive(Receive(**ON_BAG, told=t), here, by),
    ),
    "give": (
        "administer",
        lambda here, by, t: decide_give(
            Give(**ACCOUNT, dose=DOSE, bag=BAG, patient=PATIENT, told=t), here, by
        ),
    ),
    "not give": (
        "administer",
        lambda here, by, t: decide_not_give(
            NotGive(**ACCOUNT, dose=DOSE, bag=None, reason="r", told=t), here, by
        ),
    ),
}
ACCOUNTS = ("make", "check", "destroy", "dispense", "receive", "give", "not give")


def _on(bag: Bag, **dose: Any) -> CourseSituation:
    return with_bag(bag, ready_dose(**dose))


def _alone(dose: Dose, **course: Any) -> CourseSituation:
    return situation(course_state(dose, **course))


TWO = (Version(ORDERED, order(), ("uracilemia",)), Version(ref("apart"), order(), ("uracilemia",)))
STATES: Mapping[str, CourseSituation] = {
    "prescribed": _alone(dose_state()),
    "validated": _alone(ready_dose(go_ahead=None)),
    "go-ahead": _alone(ready_dose(validated=None)),
    "ready": _alone(ready_dose()),
    "divergent": _alone(ready_dose(versions=TWO)),
    "held": _alone(ready_dose(held=ref("hold"))),
    "deferred": _alone(ready_dose(deferred=ref("later"), go_ahead=None)),
    "stopped": _alone(ready_dose(stops=(ref("stop"),))),
    "not given": _alone(ready_dose(not_given=(ref("no"),))),
    "set aside": _alone(ready_dose(), conflicts=(conflict("set_aside"),)),
    "in conflict": _alone(ready_dose(), conflicts=(conflict(),)),
    "known in part": _alone(ready_dose(), known_in_part=True),
    "claimed": _on(bag_at("claimed")),
    "made": _on(bag_at("made")),
    "checked": _on(bag_at("checked")),
    "released": _on(bag_at("released")),
    "dispensed": _on(bag_at("dispensed")),
    "received": _on(bag_at("received")),
    "given": _on(bag_at("given"), given=(ref("given"),)),
    "voided": _on(bag_at("claimed", voided=ref("x"))),
    "yielded": _on(bag_at("claimed", yielded=True)),
    "rejected": _on(bag_at("checked", rejected=ref("x"))),
    "recalled": _on(bag_at("received", recalled=(ref("x"),))),
    "destroyed": _on(bag_at("received", destroyed=(ref("x"),))),
    "bag held": _on(bag_at("released", held=True)),
    "expired": _on(bag_at("released", content=claimed(use_by=NOW - 1))),
    "released, then stopped": _on(bag_at("released"), stops=(ref("stop"),)),
    "received, then stopped": _on(bag_at("received"), stops=(ref("stop"),)),
}


@pytest.mark.parametrize("step", list(STEPS))
@pytest.mark.parametrize("state", list(STATES))
def test_with_its_right_every_step_has_its_outcome_in_every_state(state: str, step: str) -> None:
    right, decide = STEPS[step]
    expected = TABLE[state].get(step, "recorded")
    assert outcome(decide(STATES[state], who("zoe", [right]), told())) == expected


@pytest.mark.parametrize("step", list(STEPS))
@pytest.mark.parametrize("state", list(STATES))
def test_without_its_right_no_step_is_taken_in_any_state(state: str, step: str) -> None:
    right, decide = STEPS[step]
    others = [one for one in RIGHTS if one != right]
    assert outcome(decide(STATES[state], who("zoe", others), told())) == "refused right.missing"


@pytest.mark.parametrize("step", ACCOUNTS)
@pytest.mark.parametrize("state", list(STATES))
def test_from_paper_no_account_is_refused_for_state_or_order(state: str, step: str) -> None:
    result = outcome(STEPS[step][1](STATES[state], who(), told("paper")))
    with_bag_in_hand = TABLE[state].get(step, "recorded")
    if with_bag_in_hand == "refused bag.unknown":
        assert result == with_bag_in_hand
    else:
        assert result.startswith("recorded")
        assert with_bag_in_hand.removeprefix("refused ") in (result, *result.split(", "))


@pytest.mark.parametrize("step", [step for step in STEPS if step not in ACCOUNTS])
def test_a_decision_on_a_screen_that_was_not_current_is_refused(step: str) -> None:
    here = STATES["ready" if step in ("claim", "validate", "hold", "go ahead", "defer") else "checked"]
    moved = situation(course_state(*here.course.doses, bags=here.course.bags, heads=(ref("something new"),)))
    assert outcome(STEPS[step][1](moved, who(), told())) == "refused screen.stale"


def test_the_table_names_states_and_steps_that_exist() -> None:
    assert set(TABLE) == set(STATES)
    assert {step for outcomes in TABLE.values() for step in outcomes} <= set(STEPS)
