"""Go-ahead of r ‖ revision s, and go-ahead ‖ a move of the day."""

from __future__ import annotations

import pytest

from node.api.prescription import Adjustment
from tests.node import circuit
from tests.node.apart import Three
from tests.node.domain.builder import brings, start
from tests.node.domain.builder_orders import dose
from tests.node.domain.builder_states import bag_of, conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import Split
from tests.node.meeting import WAYS, inbox_of, meet, open_at_both
from tests.node.stations import exchange


def test_it_is_to_be_confirmed(split: Split) -> None:
    start(split.base)
    x, y = split.apart()
    go_ahead = x.goes_ahead("J1")
    revised = y.prescribes(dose("J1", mg="75"))
    state = split.state
    conflict = conflict_of(state, "go_ahead_outdated")
    assert conflict.acts == refs(go_ahead, revised)
    assert conflict.owners == ("go_ahead",)
    here = dose_of(state)
    assert here.go_ahead is None
    assert here.blocks == ("to_be_confirmed",)
    assert here.waits_for == ("validate", "go_ahead", "settle")
    confirmed = split.joined().goes_ahead("J1")
    state = split.state
    assert dose_of(state).go_ahead == confirmed.ref
    assert conflict_of(state, "go_ahead_outdated").settled == confirmed.ref


def test_a_day_moved_apart_asks_for_it_again(split: Split) -> None:
    start(split.base)
    x, y = split.apart()
    x.goes_ahead("J1")
    y.plans(day_one="2026-03-09")
    state = split.state
    assert conflict_of(state, "go_ahead_outdated").blocks
    assert dose_of(state).go_ahead is None
    confirmed = split.joined().goes_ahead("J1", day="2026-03-09")
    assert dose_of(split.state).go_ahead == confirmed.ref
    assert conflict_of(split.state, "go_ahead_outdated").settled == confirmed.ref


def test_the_same_day_planned_again_moves_nothing(split: Split) -> None:
    start(split.base)
    x, y = split.apart()
    go_ahead = x.goes_ahead("J1")
    y.plans()
    state = split.state
    assert conflicts_of(state, "go_ahead_outdated") == []
    assert dose_of(state).go_ahead == go_ahead.ref


def test_the_same_order_again_outdates_nothing(split: Split) -> None:
    start(split.base)
    x, y = split.apart()
    go_ahead = x.goes_ahead("J1")
    y.prescribes(dose("J1"))
    state = split.state
    assert conflicts_of(state, "go_ahead_outdated") == []
    assert dose_of(state).go_ahead == go_ahead.ref


def test_a_bag_already_made_is_checked_and_released_meanwhile(split: Split) -> None:
    start(split.base)
    split.base.validates("J1")
    brings(split.base, "J1", "b", "makes")
    x, y = split.apart()
    x.goes_ahead("J1")
    y.plans(day_one="2026-03-09")
    state = split.state
    assert conflict_of(state, "go_ahead_outdated").blocks
    assert (bag_of(state, "b").held, bag_of(state, "b").waits_for) == (False, ("check",))
    split.joined().checks("b")
    split.z.releases("b")
    assert dose_of(split.state).waits_for == ("go_ahead", "settle"), "but it does not leave the pharmacy"


@pytest.mark.parametrize("way", WAYS)
def test_with_another_go_ahead_in_force_it_is_asked_for_again(stations: Three, way: str) -> None:
    one, other, _ = stations
    someone = circuit.treated(one)
    dose = circuit.dose_of(one, someone.course, "L1").dose
    exchange(one, other)
    circuit.go_ahead(one, someone.course, dose)
    lower = (Adjustment(line="L1", day=0, reduction_percent="25", reason="neuropathie"),)
    circuit.prescribe(other, someone.course, doses=(dose,), adjustments=lower, reason="tolérance")
    circuit.validate(other, someone.course, dose)
    circuit.go_ahead(other, someone.course, dose, who="prescriber2")
    meet(stations, way)
    conflict = open_at_both(stations, "go_ahead_outdated", "prescriber")
    assert conflict.choices == ()
    for station in (one, other):
        # The one of the revision is in force, and nobody settles by a choice: the step itself is the way out.
        assert "go_ahead" in circuit.dose_of(station, someone.course, "L1").waits_for
    circuit.go_ahead(one, someone.course, dose)
    exchange(one, other)
    for station in (one, other):
        assert "go_ahead_outdated" not in inbox_of(station, "prescriber")
        assert circuit.dose_of(station, someone.course, "L1").waits_for == ("prepare",)
