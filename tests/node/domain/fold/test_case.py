"""The case of a dose: what stands, what counts, what was lifted."""

from __future__ import annotations

from node.domain.fold.case import DoseCase, cases_of, orphans_of
from node.domain.fold.gather import gather
from node.domain.fold.steps import Role
from tests.node.domain.builder import History, brings, ready, start
from tests.node.domain.builder_orders import bag_id, dose, dose_id


def _cases(history: History) -> list[DoseCase]:
    return cases_of(gather(sorted(history.acts, key=lambda act: act.place)))


def test_one_case_a_dose_in_the_order_they_were_ordered() -> None:
    history = History()
    (a,) = history.stations("A")
    start(a, dose("J8", day=8), dose("J1"))
    a.prescribes(dose("J15", day=15), dose("J1", mg="75"))
    assert [case.dose for case in _cases(history)] == [dose_id("J8"), dose_id("J1"), dose_id("J15")]


def test_steps_by_role_and_stops_that_hold() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    one, other = a.stops(), a.stops("line", line="L1")
    a.resumes(one)
    (case,) = _cases(history)
    assert [step.act for step in case.of(Role.STOPPED)] == [one, other]
    assert [step.act for step in case.stops] == [other]
    assert case.of(Role.GIVEN, Role.NOT_GIVEN) == []
    assert not case.over


def test_live_bags_leave_out_what_ended_or_yields() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    a.claims("J1", "b1")
    a.voids("b1")
    a.claims("J1", "b2")
    a.claims("J1", "b3")
    (case,) = _cases(history)
    assert [bag.bag for bag in case.live] == [bag_id("b2")]
    assert case.yields == {bag_id("b3")}
    a.does_not_give("J1")
    assert _cases(history)[0].over


def test_bags_of_unknown_doses_are_orphans() -> None:
    history = History()
    (a,) = history.stations("A")
    ordered = ready(a)
    brings(a, "J1", "b1", "makes")
    a.claims("elsewhere", "b2", version=ordered)
    found = gather(sorted(history.acts, key=lambda act: act.place))
    assert [bag.bag for bag in orphans_of(found)] == [bag_id("b2")]
