"""Alarms among breaches stand in the inbox; the others stay where they are."""

from __future__ import annotations

import msgspec

from node.domain.alarms import as_conflict, conflicts_and_alarms
from node.domain.course import fold_course
from node.domain.patient import fold_patient
from node.domain.state import Breach
from schema.transaction import ActRef
from tests.node.domain.acts import an_id

ACT = ActRef(an_id("journal"), 1, 0, bytes(32))


def test_only_alarms_are_told() -> None:
    loud = Breach("given_not_released", ACT, an_id("bag"), an_id("dose"), alarm=True)
    quiet = Breach("given_not_dispensed", ACT, an_id("bag"), an_id("dose"))
    state = msgspec.structs.replace(fold_course(()), breaches=(loud, quiet))
    (found,) = conflicts_and_alarms(state)
    assert (found.rule, found.alarm, found.blocks, found.choices) == (
        "given_not_released",
        True,
        False,
        ("reviewed",),
    )


def test_a_reviewed_breach_is_settled() -> None:
    assert as_conflict(Breach("x", ACT, an_id("bag"))).settled is None
    assert as_conflict(Breach("x", ACT, an_id("bag"), reviewed=ACT)).settled == ACT


def test_other_states_have_none() -> None:
    assert conflicts_and_alarms(fold_patient(())) == ()
    assert conflicts_and_alarms(None) == ()
