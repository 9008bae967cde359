"""Day planned ‖ day planned, or ‖ an order for another date."""

from __future__ import annotations

from tests.node.domain.builder import start
from tests.node.domain.builder_orders import dose
from tests.node.domain.builder_states import conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import Split


def test_two_days_for_one_cycle_wait_for_the_prescriber(split: Split) -> None:
    start(split.base)
    x, y = split.apart()
    one = x.plans(day_one="2026-03-05")
    other = y.plans(day_one="2026-03-09")
    state = split.state
    conflict = conflict_of(state, "day_apart")
    assert conflict.acts == refs(one, other)
    assert conflict.owners == ("prescribe",)
    assert "day_apart" in dose_of(state).blocks
    assert dose_of(state).waits_for == ("validate", "go_ahead", "settle")
    decided = split.joined().plans(day_one="2026-03-09")
    state = split.state
    assert conflict_of(state, "day_apart").settled == decided.ref
    assert state.cycles[0].day_one == "2026-03-09"


def test_the_same_day_twice_is_harmless(split: Split) -> None:
    start(split.base)
    x, y = split.apart()
    x.plans(day_one="2026-03-05")
    y.plans(day_one="2026-03-05")
    assert conflicts_of(split.state, "day_apart") == []


def test_an_order_for_the_planned_date_agrees(split: Split) -> None:
    split.base.includes()
    x, y = split.apart()
    x.plans(day_one="2026-03-02")
    y.prescribes(dose("J1"), dose("J8", day=8, planned="2026-03-09"))
    assert conflicts_of(split.state, "day_apart") == []


def test_an_order_for_another_date_does_not(split: Split) -> None:
    split.base.includes()
    x, y = split.apart()
    planned = x.plans(day_one="2026-03-05")
    ordered = y.prescribes(dose("J1"), dose("J8", day=8, planned="2026-03-12"))
    state = split.state
    conflict = conflict_of(state, "day_apart")
    assert (conflict.dose, conflict.acts) == (dose_of(state, "J1").dose, refs(planned, ordered))
    settled = split.joined().settles(conflict, "reviewed", by="prescriber")
    assert conflict_of(split.state, "day_apart").settled == settled.ref


def test_a_date_that_is_in_no_calendar_agrees_with_nothing(split: Split) -> None:
    split.base.includes()
    x, y = split.apart()
    x.plans(day_one="2026-02-31")
    y.prescribes(dose("J1"))
    assert conflict_of(split.state, "day_apart").blocks


def test_plannings_of_two_cycles_have_nothing_to_do_with_each_other(split: Split) -> None:
    start(split.base)
    x, y = split.apart()
    x.plans(1, "2026-03-02")
    y.plans(2, "2026-03-16")
    assert conflicts_of(split.state, "day_apart") == []
