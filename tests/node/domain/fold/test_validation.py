"""Validation, hold, go-ahead and deferral one after the other."""

from __future__ import annotations

from node.domain.fold.gather import gather
from node.domain.fold.steps import Role
from node.domain.fold.validation import moved_plans
from tests.node.domain.builder import History, ready, start
from tests.node.domain.builder_orders import dose, dose_id
from tests.node.domain.builder_states import dose_of


def test_validation_and_go_ahead_come_in_any_order() -> None:
    for first, second in (("validates", "goes_ahead"), ("goes_ahead", "validates")):
        history = History()
        (a,) = history.stations("A")
        start(a)
        assert dose_of(history.fold()).waits_for == ("validate", "go_ahead")
        getattr(a, first)("J1")
        assert dose_of(history.fold()).status == "prescribed"
        getattr(a, second)("J1")
        assert (dose_of(history.fold()).status, dose_of(history.fold()).waits_for) == ("ready", ("prepare",))


def test_a_hold_lasts_until_a_pharmacist_validates() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    held = a.holds("J1")
    here = dose_of(history.fold())
    assert (here.status, here.held, here.validated) == ("held", held.ref, None)
    assert here.blocks == ("held",)
    assert here.waits_for == ("validate",)
    again = a.validates("J1", mentions=("uracilemia",))
    here = dose_of(history.fold())
    assert (here.status, here.held, here.validated) == ("ready", None, again.ref)
    assert here.validation_mentions == ("uracilemia",)


def test_another_version_answers_a_hold_the_same_one_again_does_not() -> None:
    history = History()
    (a,) = history.stations("A")
    start(a)
    a.holds("J1")
    a.prescribes(dose("J1"))
    assert dose_of(history.fold()).status == "held"
    a.prescribes(dose("J1", mg="75"))
    here = dose_of(history.fold())
    assert (here.status, here.held, here.validated) == ("prescribed", None, None)


def test_a_validation_of_an_older_version_does_not_count() -> None:
    history = History()
    (a,) = history.stations("A")
    first = start(a)
    a.prescribes(dose("J1", mg="75"))
    a.validates("J1", version=first)
    assert history.fold().anomalies == ()
    here = dose_of(history.fold())
    assert here.validated is None
    assert here.blocks == ("to_be_validated_again",)


def test_a_deferral_takes_the_go_ahead_back_and_a_go_ahead_the_deferral() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    deferred = a.defers("J1")
    here = dose_of(history.fold())
    assert (here.go_ahead, here.deferred, here.blocks) == (None, deferred.ref, ("deferred",))
    again = a.goes_ahead("J1")
    here = dose_of(history.fold())
    assert (here.go_ahead, here.deferred) == (again.ref, None)


def test_a_day_moved_asks_for_the_go_ahead_again() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    a.plans()
    assert dose_of(history.fold()).go_ahead is not None
    a.plans(day_one="2026-03-09")
    here = dose_of(history.fold())
    assert (here.go_ahead, here.blocks, here.waits_for) == (None, ("to_be_confirmed",), ("go_ahead",))


def test_a_planning_moves_when_it_says_another_day_than_the_last_one_known() -> None:
    history = History()
    a, b = history.stations("A", "B")
    start(a)
    same = a.plans()
    moved = a.plans(day_one="2026-03-09")
    again = a.plans(day_one="2026-03-09")
    found = gather(sorted(history.acts, key=lambda act: act.place))
    plans = [step for step in found.on_dose[dose_id("J1")] if step.role is Role.PLANNED]
    assert [step.ref for step in moved_plans(plans)] == [moved.ref]
    assert {same.ref, again.ref} < {step.ref for step in plans}
    b.plans(day_one="2026-03-30")
    found = gather(sorted(history.acts, key=lambda act: act.place))
    plans = [step for step in found.on_dose[dose_id("J1")] if step.role is Role.PLANNED]
    assert len(moved_plans(plans)) == len(plans), "planned apart, every one of them is in doubt"


def test_a_second_hold_is_not_answered_by_what_answered_the_first() -> None:
    history = History()
    (a,) = history.stations("A")
    start(a)
    a.holds("J1")
    a.prescribes(dose("J1", mg="75"))
    second = a.holds("J1")
    a.prescribes(dose("J1", mg="75"))
    assert dose_of(history.fold()).held == second.ref


def test_moving_another_cycle_leaves_the_go_ahead_alone() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    a.plans(2, "2026-03-16")
    a.plans(2, "2026-03-23")
    assert dose_of(history.fold()).go_ahead is not None
