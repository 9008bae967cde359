"""Transcribing a spoken decision."""

from __future__ import annotations

from typing import Any

import pytest

from node.api.prescription import TranscribeDecision
from node.domain.decision import Decided
from node.domain.state import Version
from node.domain.transcribing import decide_transcribe
from schema.acts.prescription import PrescriptionTranscribed
from tests.node.domain.acts import an_id
from tests.node.domain.situations import situation
from tests.node.domain.states import (
    COURSE,
    DAY,
    DOSE,
    HEADS,
    NOW,
    course_state,
    dose_state,
    mg,
    order,
    outcome,
    ref,
    told,
    who,
)

ONE = Version(ref("one"), order(), ("uracilemia",))
OTHER = Version(ref("other"), order(prescribed=mg("500")), ())
SAID = told(by="presc")


def _transcribe(**changes: Any) -> object:
    state = {"versions": (ONE, OTHER), **changes.pop("state", {})}
    fields: dict[str, Any] = {
        "course": COURSE,
        "dose": DOSE,
        "version": OTHER.act,
        "told": SAID,
        "read_back": True,
        "reason": "au bloc",
        "pin": "",
        "based_on": HEADS,
    }
    by = changes.pop("by", who("phil", ["validate"]))
    here = situation(course_state(dose_state(**state)))
    return decide_transcribe(TranscribeDecision(**{**fields, **changes}), here, by, {an_id("presc")})


def test_the_version_decided_on_is_ordered_in_the_prescribers_name() -> None:
    result = _transcribe()
    assert isinstance(result, Decided)
    body = result.drafts[0].body
    assert isinstance(body, PrescriptionTranscribed)
    assert (body.orders, body.mentions, body.told.told_by) == ((OTHER.order,), (), an_id("presc"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"by": who("presc", ["prescribe"])}, "right.missing"),
        ({"based_on": ()}, "screen.stale"),
        ({"reason": " "}, "reason.missing"),
        ({"dose": an_id("none")}, "dose.unknown"),
        ({"told": told()}, "transcription.no_prescriber"),
        ({"told": told(by="nurse")}, "transcription.no_prescriber"),
        ({"told": told(at=NOW + DAY, by="presc")}, "told.in_future"),
        ({"read_back": False}, "transcription.read_back"),
        ({"state": {"stops": (ref("s"),)}}, "dose.stopped"),
        ({"state": {"given": (ref("g"),)}}, "dose.already_given"),
        ({"state": {"versions": (ONE,)}}, "transcription.one_version"),
        ({"version": ref("third")}, "dose.newer_version"),
    ],
)
def test_nothing_is_transcribed_that_was_not_said_read_back_and_written(
    changes: dict[str, Any], code: str
) -> None:
    assert outcome(_transcribe(**changes)) == f"refused {code}"
