"""A hard stop is lifted by two people, for one rule and one version; four of them never are."""

from __future__ import annotations

from typing import Any

import pytest

from node.api.settlement import AgreeDerogation, AskDerogation
from node.domain.decision import Decided
from node.domain.derogation import decide_agree_derogation, decide_ask_derogation
from node.domain.fold.settlement import KNOWN_IN_PART
from node.domain.lifting import LIFTABLE, NEVER_LIFTED, liftable
from node.domain.state import Dose, Version
from schema.acts.settlement import DerogationAgreed, DerogationAsked
from schema.rules import PASSED_UNREAD
from tests.node.domain.acts import an_id
from tests.node.domain.situations import with_bag
from tests.node.domain.states import (
    BAG,
    COURSE,
    DOERS,
    DOSE,
    HEADS,
    ORDERED,
    bag_at,
    dose_state,
    order,
    outcome,
    ready_dose,
    ref,
    who,
)

ASKED = ref("asked")
DIVERGENT = dose_state(versions=(Version(ORDERED, order(), ()), Version(ref("apart"), order(), ())))


def _ask(dose: Dose | None = None, **changes: Any) -> object:
    by = changes.pop("by", who("paul", ["prescribe"]))
    fields: dict[str, Any] = {
        "course": COURSE,
        "subject": DOSE,
        "rule": "bag.expired",
        "revision": ORDERED,
        "reason": "aucune autre poche",
        "pin": "",
        "based_on": HEADS,
    }
    rules = changes.pop("rules", frozenset({PASSED_UNREAD}))
    here = with_bag(bag_at("released"), dose or ready_dose(), rules=rules)
    return decide_ask_derogation(AskDerogation(**{**fields, **changes}), here, by)


@pytest.mark.parametrize("rule", LIFTABLE)
@pytest.mark.parametrize("subject", [DOSE, BAG])
def test_what_may_be_lifted_may_be_asked_for(rule: str, subject: bytes) -> None:
    result = _ask(rule=rule, subject=subject)
    assert isinstance(result, Decided)
    assert result.drafts[0].body == DerogationAsked(subject, rule, ORDERED, "aucune autre poche")


@pytest.mark.parametrize("rule", NEVER_LIFTED)
def test_four_hard_stops_are_never_lifted(rule: str) -> None:
    assert outcome(_ask(rule=rule)) == "refused derogation.never"
    assert outcome(_agree(DerogationAsked(DOSE, rule, ORDERED, "x"))) == "refused derogation.never"


def test_the_four_are_the_four() -> None:
    # A bag with a vial of a recalled lot is a recalled bag, before anybody has said so of the bag.
    recalled = {"bag.recalled", "bag.lot_recalled"}
    assert set(NEVER_LIFTED) == {"patient.wrong", "route.forbidden", *recalled, "bag.destroyed"}
    assert not set(NEVER_LIFTED) & set(LIFTABLE)


@pytest.mark.parametrize(
    ("dose", "changes", "expected"),
    [
        (None, {"rule": "dose.not_validated"}, "refused derogation.unknown_rule"),
        (None, {"reason": " "}, "refused reason.missing"),
        (None, {"revision": ref("old")}, "refused dose.newer_version"),
        (None, {"subject": BAG, "revision": ref("old")}, "refused dose.newer_version"),
        (None, {"subject": an_id("nowhere")}, "refused derogation.unknown_subject"),
        (DIVERGENT, {}, "refused dose.newer_version"),
        (None, {"by": who("x", ["validate"])}, "refused right.missing"),
        (None, {"based_on": ()}, "refused screen.stale"),
    ],
)
def test_every_refusal_of_asking(dose: Dose | None, changes: dict[str, Any], expected: str) -> None:
    assert outcome(_ask(dose, **changes)) == expected


def _agree(asked: DerogationAsked | None, **changes: Any) -> object:
    by = changes.pop("by", who("phil", ["validate"]))
    fields: dict[str, Any] = {"course": COURSE, "asked": ASKED, "pin": "", "based_on": HEADS}
    rules = changes.pop("rules", ())
    # What holds now does not matter to what was asked before.
    now = frozenset({PASSED_UNREAD})
    here = with_bag(bag_at("released"), doers={**DOERS, ASKED: an_id("paul")}, rules=now)
    return decide_agree_derogation(AgreeDerogation(**{**fields, **changes}), here, by, asked, rules)


REQUEST = DerogationAsked(DOSE, "bag.expired", ORDERED, "aucune autre poche")


@pytest.mark.parametrize(
    ("asked", "changes", "expected"),
    [
        (REQUEST, {}, "recorded"),
        (None, {}, "refused derogation.not_asked"),
        (REQUEST, {"by": who("paul")}, "refused pair.derogation"),
        (REQUEST, {"by": who("x", ["prescribe"])}, "refused right.missing"),
        (REQUEST, {"based_on": ()}, "refused screen.stale"),
        (DerogationAsked(DOSE, "bag.expired", ref("old"), "x"), {}, "refused dose.newer_version"),
    ],
)
def test_every_outcome_of_agreeing(
    asked: DerogationAsked | None, changes: dict[str, Any], expected: str
) -> None:
    result = _agree(asked, **changes)
    assert outcome(result) == expected
    if isinstance(result, Decided):
        assert result.drafts[0].body == DerogationAgreed(ASKED)


def test_passing_what_cannot_be_read_is_asked_for_once_its_rule_is_switched_on() -> None:
    assert outcome(_ask(rule=KNOWN_IN_PART, rules=frozenset())) == "refused derogation.switched_off"
    assert outcome(_ask(rule=KNOWN_IN_PART)) == "recorded"
    assert KNOWN_IN_PART not in liftable(())


def test_what_was_asked_before_is_asked_anew() -> None:
    request = DerogationAsked(DOSE, KNOWN_IN_PART, ORDERED, "aucun poste n’en sait plus")
    assert outcome(_agree(request)) == "refused derogation.switched_off"
    assert outcome(_agree(request, rules=(PASSED_UNREAD,))) == "recorded"
