"""Every step × every right × every state of a dose and its bag: allowed, or a named refusal.

`circuit_table.py` is the whole circuit on one page; what is done on a patient's file, whatever a dose
does, is in `test_every_step_on_a_patient.py`. A step that is an account is written as told with
the bag in hand; from paper it is never refused for state or order (see the last tests).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec import structs

from node.api.administration import Give
from node.api.dispensing import Dispense
from node.domain.accounts import HARD_STOPS
from node.domain.administration import decide_give
from node.domain.decision import Decided, Refusal
from node.domain.dispensing import decide_dispense
from node.domain.rights import RIGHTS
from node.domain.situation import CourseSituation
from node.domain.state import Bag, Dose, Stop, Version
from schema.refusal import IF_DONE, acknowledgeable
from tests.node.domain.circuit_steps import ACCOUNT, ACCOUNTS, ON_BAG, OWNED, STEPS
from tests.node.domain.circuit_table import TABLE
from tests.node.domain.situations import situation, with_bag
from tests.node.domain.states import (
    BAG,
    DOSE,
    NOW,
    ORDERED,
    PATIENT,
    bag_at,
    claimed,
    conflict,
    course_state,
    dose_state,
    order,
    outcome,
    ready_dose,
    ref,
    told,
    who,
)

COURSE_STOP = Stop(ref("stop"), "course", 0, 0, "", None)


def _on(bag: Bag, **dose: Any) -> CourseSituation:
    return _stopped(with_bag(bag, ready_dose(**dose)))


def _stopped(here: CourseSituation) -> CourseSituation:
    """Where a dose is stopped, so is its course."""
    if not any(dose.stops for dose in here.course.doses):
        return here
    return structs.replace(here, course=structs.replace(here.course, stops=(COURSE_STOP,)))


def _alone(dose: Dose, **course: Any) -> CourseSituation:
    return _stopped(situation(course_state(dose, **course)))


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
    "returned": _on(bag_at("checked", returned=(ref("back"),), status="returned")),
    "given": _on(bag_at("given"), given=(ref("given"),)),
    "interrupted": _on(
        bag_at("received", interrupted=(ref("part"),), status="interrupted"), interrupted=(ref("part"),)
    ),
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
    assert outcome(decide(STATES[state], who("zoe", [right, *OWNED.get(step, ())]), told())) == expected


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


@pytest.mark.parametrize(
    ("step", "command"),
    [
        ("dispense", Dispense(**ON_BAG, ward="HDJ", mentions=("uracilemia",), told=told(), pin="")),
        ("give", Give(**ACCOUNT, dose=DOSE, bag=BAG, patient=PATIENT, told=told())),
    ],
)
@pytest.mark.parametrize("state", list(STATES))
def test_with_the_bag_in_hand_an_account_is_recorded_or_says_how_it_will_be(
    state: str, step: str, command: Dispense | Give
) -> None:
    """What refuses an account is a hard stop, entered from paper once it is done, or is acknowledged."""

    def take(asked: Dispense | Give) -> Decided | Refusal:
        if isinstance(asked, Dispense):
            return decide_dispense(asked, STATES[state], who())
        return decide_give(asked, STATES[state], who())

    first = take(command)
    assert outcome(first) == TABLE[state].get(step, "recorded")
    if isinstance(first, Decided) or first.code == "bag.unknown":
        return
    codes = acknowledgeable(first.values)
    if first.code in HARD_STOPS:
        assert (codes, first.values[IF_DONE]) == ((), "paper")
        assert outcome(take(structs.replace(command, acknowledged=(first.code,)))) == f"refused {first.code}"
    else:
        recorded = outcome(take(structs.replace(command, acknowledged=codes)))
        assert recorded.startswith("recorded, ")
        assert set(codes) <= set(recorded.split(", "))


ANSWERS_TO_ITS_ACTS = ("settle",)
"""Whether the screen was current is asked of the conflict itself."""
ADDS = ("note",)
DECISIONS = [step for step in STEPS if step not in (*ACCOUNTS, *ANSWERS_TO_ITS_ACTS, *ADDS)]


@pytest.mark.parametrize("step", DECISIONS)
def test_a_decision_on_a_screen_that_was_not_current_is_refused(step: str) -> None:
    here = STATES["checked" if step in ("void", "release", "reject", "recall") else "ready"]
    moved = situation(course_state(*here.course.doses, bags=here.course.bags, heads=(ref("something new"),)))
    assert outcome(STEPS[step][1](moved, who(), told())) == "refused screen.stale"


def test_the_table_names_states_and_steps_that_exist() -> None:
    assert set(TABLE) == set(STATES)
    assert {step for outcomes in TABLE.values() for step in outcomes} <= set(STEPS)
