"""The go-ahead of the day, and its deferral."""

from __future__ import annotations

from typing import Any

import pytest

from node.api.validation import DeferGoAhead, GiveGoAhead
from node.domain.decision import Decided
from node.domain.go_ahead import decide_defer_go_ahead, decide_give_go_ahead
from node.domain.state import Dose
from schema.acts.base import DoseRevision
from schema.acts.validation import GoAheadDeferred, GoAheadGiven
from tests.node.domain.situations import situation
from tests.node.domain.states import (
    COURSE,
    DOSE,
    HEADS,
    ITEM,
    conflict,
    course_state,
    dose_state,
    outcome,
    ref,
    who,
)


@pytest.mark.parametrize(
    ("dose", "changes", "expected"),
    [
        (dose_state(), {}, "recorded"),
        (dose_state(validated=ref("validated")), {}, "recorded"),
        (dose_state(), {"day": "2026-03-11"}, "recorded"),
        (dose_state(), {"day": "2026-03-09"}, "refused go_ahead.day_over"),
        (dose_state(), {"day": "demain"}, "refused day.unknown"),
        (dose_state(), {"items": ()}, "refused items.none"),
        (dose_state(), {"items": (DoseRevision(DOSE, ref("old")),)}, "refused dose.newer_version"),
        (dose_state(), {"based_on": ()}, "refused screen.stale"),
        (dose_state(), {"by": who("x", ["validate"])}, "refused right.missing"),
        (dose_state(stops=(ref("stop"),)), {}, "refused dose.stopped"),
        (dose_state(given=(ref("yes"),)), {}, "refused dose.already_given"),
        (dose_state(deferred=ref("later")), {}, "recorded"),
        (dose_state(), {"conflicts": (conflict("set_aside"),)}, "refused dose.unverified"),
        (dose_state(), {"conflicts": (conflict("go_ahead_outdated"),)}, "recorded"),
        (dose_state(), {"conflicts": (conflict("stopped"),)}, "refused dose.conflict"),
    ],
)
def test_every_outcome_of_a_go_ahead(dose: Dose, changes: dict[str, Any], expected: str) -> None:
    by = changes.pop("by", who("paul", ["go_ahead"]))
    here = situation(course_state(dose, conflicts=changes.pop("conflicts", ())))
    fields: dict[str, Any] = {
        "course": COURSE,
        "items": (ITEM,),
        "day": "2026-03-10",
        "pin": "",
        "based_on": HEADS,
    }
    command = GiveGoAhead(**{**fields, **changes})
    result = decide_give_go_ahead(command, here, by)
    assert outcome(result) == expected
    if isinstance(result, Decided):
        assert result.drafts[0].body == GoAheadGiven((ITEM,), command.day)


@pytest.mark.parametrize(
    ("dose", "changes", "expected"),
    [
        (dose_state(), {}, "recorded"),
        (dose_state(go_ahead=ref("go")), {}, "recorded"),
        (dose_state(stops=(ref("stop"),)), {}, "recorded"),
        (dose_state(), {"reason": " "}, "refused reason.missing"),
        (dose_state(), {"by": who("x", [])}, "refused right.missing"),
        (dose_state(), {"based_on": ()}, "refused screen.stale"),
        (dose_state(not_given=(ref("no"),)), {}, "refused dose.not_given"),
    ],
)
def test_every_outcome_of_a_deferral(dose: Dose, changes: dict[str, Any], expected: str) -> None:
    by = changes.pop("by", who("paul", ["go_ahead"]))
    fields: dict[str, Any] = {
        "course": COURSE,
        "items": (ITEM,),
        "reason": "plaquettes basses",
        "pin": "",
        "based_on": HEADS,
    }
    result = decide_defer_go_ahead(DeferGoAhead(**{**fields, **changes}), situation(course_state(dose)), by)
    assert outcome(result) == expected
    if isinstance(result, Decided):
        assert result.drafts[0].body == GoAheadDeferred((ITEM,), "plaquettes basses")
