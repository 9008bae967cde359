"""Validation and hold."""

from __future__ import annotations

from typing import Any

import pytest

from node.api.validation import Hold, Validate
from node.domain.decision import Decided
from node.domain.state import Dose, Version
from node.domain.validation import decide_hold, decide_validate
from schema.acts.base import DoseRevision
from schema.acts.validation import PrescriptionHeld, PrescriptionValidated
from schema.transaction import ActRef
from tests.node.domain.acts import an_id
from tests.node.domain.situations import situation
from tests.node.domain.states import (
    COURSE,
    HEADS,
    ITEM,
    ORDERED,
    conflict,
    course_state,
    dose_state,
    order,
    outcome,
    ref,
    who,
)

OTHER = DoseRevision(an_id("other"), ref("other"))


def _other(**changes: Any) -> Dose:
    written = order(dose=OTHER.dose)
    return dose_state(
        written,
        versions=(Version(OTHER.revision, written, ("uracilemia",)),),
        prescribed=(OTHER.revision,),
        **changes,
    )


def _validate(*doses: Dose, **changes: Any) -> object:
    course = {key: changes.pop(key) for key in ("conflicts", "known_in_part") if key in changes}
    by = changes.pop("by", who("phil", ["validate"]))
    fields: dict[str, Any] = {
        "course": COURSE,
        "items": (ITEM,),
        "mentions": ("uracilemia",),
        "pin": "",
        "based_on": HEADS,
    }
    here = situation(course_state(*doses, **course))
    return decide_validate(Validate(**{**fields, **changes}), here, by)


def test_a_validation_names_exact_versions_and_mentions() -> None:
    result = _validate(dose_state(), _other(), items=(ITEM, OTHER))
    assert isinstance(result, Decided)
    assert result.drafts[0].body == PrescriptionValidated((ITEM, OTHER), ("uracilemia",))


NO_MENTION = (Version(ORDERED, order(), ()),)


@pytest.mark.parametrize(
    ("dose", "changes", "expected"),
    [
        (dose_state(), {}, "recorded"),
        (dose_state(), {"by": who("paul the prescriber")}, "refused pair.prescriber_validator"),
        (dose_state(), {"by": who("phil", ["prescribe"])}, "refused right.missing"),
        (dose_state(), {"based_on": ()}, "refused screen.stale"),
        (dose_state(), {"items": ()}, "refused items.none"),
        (dose_state(), {"items": (ITEM, ITEM)}, "refused items.none"),
        (dose_state(), {"mentions": ()}, "refused mention.not_checked"),
        (dose_state(versions=NO_MENTION), {}, "refused mention.missing"),
        (dose_state(stops=(ref("stop"),)), {}, "refused dose.stopped"),
        (dose_state(given=(ref("yes"),)), {}, "refused dose.already_given"),
        (dose_state(not_given=(ref("no"),)), {}, "refused dose.not_given"),
        (dose_state(), {"known_in_part": True}, "refused course.known_in_part"),
        (dose_state(), {"conflicts": (conflict("set_aside"),)}, "refused dose.unverified"),
        (dose_state(), {"conflicts": (conflict("validation_outdated"),)}, "recorded"),
        (dose_state(held=ref("hold")), {}, "recorded"),
    ],
)
def test_every_outcome_of_validating(dose: Dose, changes: dict[str, Any], expected: str) -> None:
    assert outcome(_validate(dose, **changes)) == expected


def test_a_hold_is_not_lifted_along_with_a_whole_cycle() -> None:
    held = dose_state(held=ref("hold"))
    both = (ITEM, OTHER)
    assert outcome(_validate(held, _other(), items=both)) == "refused dose.held"
    assert outcome(_validate(held, _other(held=ref("hold 2")), items=both)) == "recorded"


def test_whoever_wrote_any_version_does_not_validate_the_dose() -> None:
    dose = dose_state(prescribed=(ref("made"), ORDERED))
    assert outcome(_validate(dose, by=who("max the maker"))) == "refused pair.prescriber_validator"


def _hold(dose: Dose, **changes: Any) -> object:
    fields: dict[str, Any] = {
        "course": COURSE,
        "items": (ITEM,),
        "refused": False,
        "reason": "dose à revoir",
        "pin": "",
        "based_on": HEADS,
    }
    by = changes.pop("by", who("phil", ["validate"]))
    return decide_hold(Hold(**{**fields, **changes}), situation(course_state(dose)), by)


def _versions(*acts: ActRef) -> tuple[Version, ...]:
    return tuple(Version(act, order(), ()) for act in acts)


@pytest.mark.parametrize(
    ("dose", "changes", "expected"),
    [
        (dose_state(), {}, "recorded"),
        (dose_state(versions=_versions(ORDERED, ref("apart"))), {}, "recorded"),
        (dose_state(stops=(ref("stop"),)), {}, "recorded"),
        (dose_state(), {"reason": ""}, "refused reason.missing"),
        (dose_state(), {"by": who("x", [])}, "refused right.missing"),
        (dose_state(), {"based_on": ()}, "refused screen.stale"),
        (dose_state(), {"items": (OTHER,)}, "refused dose.unknown"),
        (dose_state(), {"items": (DoseRevision(ITEM.dose, ref("nothing")),)}, "refused dose.unknown"),
        (dose_state(given=(ref("yes"),)), {}, "refused dose.already_given"),
    ],
)
def test_every_outcome_of_holding(dose: Dose, changes: dict[str, Any], expected: str) -> None:
    result = _hold(dose, **changes)
    assert outcome(result) == expected
    if isinstance(result, Decided):
        assert result.drafts[0].body == PrescriptionHeld((ITEM,), False, "dose à revoir")
