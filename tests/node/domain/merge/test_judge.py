"""All pairs of a dose before their rules."""

from __future__ import annotations

from node.domain.fold.case import DoseCase, cases_of
from node.domain.fold.gather import gather
from node.domain.merge.judge import judge
from tests.node.domain.builder import History, brings, meet, ready
from tests.node.domain.builder_orders import bag_id, dose
from tests.node.domain.builder_states import conflict_of


def _case(history: History) -> DoseCase:
    (case,) = cases_of(gather(sorted(history.acts, key=lambda act: act.place)))
    return case


def test_a_history_without_anything_apart_has_no_conflict() -> None:
    history = History()
    a, b = history.stations("A", "B")
    ready(a)
    b.sees(a)
    brings(b, "J1", "b", "receives")
    a.sees(b)
    a.gives("J1", "b")
    assert judge(_case(history), []) == ([], [])


def test_all_pairs_of_one_rule_and_subject_are_one_conflict() -> None:
    history = History()
    a, b, c = history.stations("A", "B", "C")
    ready(a)
    meet(a, b, c)
    stop = a.stops()
    claimed, made = b.claims("J1", "b"), b.makes("b")
    again = c.validates("J1")
    judged, notes = judge(_case(history), [])
    (one,) = judged
    assert notes == []
    assert set(one.conflict.acts) == {stop.ref, claimed.ref, made.ref, again.ref}
    assert (one.open, one.blocking) == (True, True)


def test_two_bags_are_two_subjects() -> None:
    history = History()
    a, b = history.stations("A", "B")
    ready(a)
    meet(a, b)
    a.defers("J1")
    brings(b, "J1", "b1", "makes")
    brings(b, "J1", "b2", "makes")
    judged, _ = judge(_case(history), [])
    moved = {one.conflict.subject for one in judged if one.row.rule == "day_moved"}
    assert moved == {bag_id("b1"), bag_id("b2")}


def test_what_needs_nobody_is_not_open() -> None:
    history = History()
    a, b = history.stations("A", "B")
    ready(a)
    meet(a, b)
    a.claims("J1", "b1")
    b.claims("J1", "b2")
    (one,), _ = judge(_case(history), [])
    assert (one.row.rule, one.open, one.blocking) == ("claimed_twice", False, False)


def test_when_nobody_may_take_the_way_out_any_more_a_look_is_enough() -> None:
    history = History()
    a, b = history.stations("A", "B")
    ready(a)
    brings(a, "J1", "b", "receives")
    meet(a, b)
    a.prescribes(dose("J1"))
    a.goes_ahead("J1")
    b.prescribes(dose("J1", mg="75"))
    assert conflict_of(history.fold(), "go_ahead_outdated").choices == ()
    stop = a.stops()
    stopped = conflict_of(history.fold(), "go_ahead_outdated")
    assert stopped.choices == ("reviewed",)
    a.settles(stopped, "reviewed", by="prescriber")
    assert conflict_of(history.fold(), "go_ahead_outdated").settled is not None
    a.resumes(stop)
    assert conflict_of(history.fold(), "go_ahead_outdated").settled is None
    a.gives("J1", "b")
    assert conflict_of(history.fold(), "go_ahead_outdated").settled is not None
