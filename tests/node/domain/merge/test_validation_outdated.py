"""Validation of r ‖ revision of that dose."""

from __future__ import annotations

from tests.node.domain.builder import start
from tests.node.domain.builder_orders import dose
from tests.node.domain.builder_states import conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import Split


def test_it_is_to_be_validated_again(split: Split) -> None:
    start(split.base)
    x, y = split.apart()
    validated = x.validates("J1")
    revised = y.prescribes(dose("J1", mg="75"))
    state = split.state
    conflict = conflict_of(state, "validation_outdated")
    assert conflict.acts == refs(validated, revised)
    assert conflict.owners == ("validate",)
    here = dose_of(state)
    assert here.status == "prescribed"
    assert here.validated is None
    assert here.blocks == ("to_be_validated_again",)
    assert here.waits_for == ("validate", "go_ahead", "settle")
    again = split.joined().validates("J1")
    state = split.state
    assert dose_of(state).validated == again.ref
    assert conflict_of(state, "validation_outdated").settled == again.ref


def test_the_revision_validated_apart_settles_it_too(split: Split) -> None:
    start(split.base)
    x, y = split.apart()
    x.validates("J1")
    y.prescribes(dose("J1", mg="75"))
    accepted = y.validates("J1")
    state = split.state
    assert dose_of(state).validated == accepted.ref
    assert conflict_of(state, "validation_outdated").settled == accepted.ref


def test_a_hold_by_somebody_who_knew_both_settles_it(split: Split) -> None:
    start(split.base)
    x, y = split.apart()
    x.validates("J1")
    y.prescribes(dose("J1", mg="75"))
    held = split.joined().holds("J1")
    assert conflict_of(split.state, "validation_outdated").settled == held.ref


def test_the_same_order_again_outdates_nothing(split: Split) -> None:
    start(split.base)
    x, y = split.apart()
    x.validates("J1")
    y.prescribes(dose("J1"))
    state = split.state
    assert conflicts_of(state, "validation_outdated") == []
    assert dose_of(state).validated is not None


def test_another_dose_of_the_cycle_stays_validated(split: Split) -> None:
    start(split.base, dose("J1"), dose("J8", day=8))
    x, y = split.apart()
    x.validates("J1", "J8")
    y.prescribes(dose("J8", day=8, mg="75"))
    state = split.state
    assert dose_of(state, "J1").validated is not None
    assert dose_of(state, "J8").validated is None
    assert conflict_of(state, "validation_outdated").dose == dose_of(state, "J8").dose
