"""Hold ‖ validation, and hold ‖ what takes the dose further."""

from __future__ import annotations

import pytest

from tests.node.domain.builder import brings, ready, start
from tests.node.domain.builder_states import bag_of, conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import Split


def test_held_wins_until_a_pharmacist_decides(split: Split) -> None:
    start(split.base)
    x, y = split.apart()
    validated = x.validates("J1")
    held = y.holds("J1")
    state = split.state
    conflict = conflict_of(state, "validated_and_held")
    assert conflict.acts == refs(validated, held)
    assert (conflict.owners, conflict.choices, conflict.alarm) == (("validate",), ("reviewed",), False)
    here = dose_of(state)
    assert (here.status, here.validated, here.held) == ("held", None, held.ref)
    assert "held" in here.blocks
    again = split.joined().validates("J1")
    state = split.state
    assert conflict_of(state, "validated_and_held").settled == again.ref
    assert (dose_of(state).status, dose_of(state).validated) == ("prescribed", again.ref)


def test_reviewed_means_that_the_hold_stands(split: Split) -> None:
    start(split.base)
    x, y = split.apart()
    x.validates("J1")
    held = y.holds("J1")
    settled = split.joined().settles(conflict_of(split.state, "validated_and_held"), "reviewed")
    state = split.state
    assert conflict_of(state, "validated_and_held").settled == settled.ref
    assert (dose_of(state).status, dose_of(state).held) == ("held", held.ref)


@pytest.mark.parametrize(
    ("until", "alarm"), [("makes", False), ("releases", False), ("dispenses", True), ("receives", True)]
)
def test_a_bag_under_way_is_held_and_alarms_once_it_left(split: Split, until: str, alarm: bool) -> None:
    ready(split.base)
    x, y = split.apart()
    x.holds("J1")
    brings(y, "J1", "b", until)
    state = split.state
    assert conflict_of(state, "validated_and_held").alarm is alarm
    bag = bag_of(state, "b")
    assert bag.held
    assert bag.waits_for == ()
    assert ("do_not_connect" in bag.blocks) is alarm


def test_a_validation_that_knew_of_the_hold_is_no_conflict(split: Split) -> None:
    start(split.base)
    x, y = split.apart()
    x.holds("J1")
    y.sees(x)
    y.validates("J1")
    state = split.state
    assert conflicts_of(state, "validated_and_held") == []
    assert dose_of(state).validated is not None
