"""The acts of a course by what they are about."""

from __future__ import annotations

from node.domain.fold.gather import COURSE_BODIES, FIRST, THEN, Gathered, gather
from node.domain.fold.steps import Role
from schema.acts.prescription import PrescriptionSigned
from schema.acts.settlement import ConflictSettled
from tests.node.domain.builder import History, brings, ready, start
from tests.node.domain.builder_orders import bag_id, dose, dose_id
from tests.node.domain.builder_states import anomalies, bag_of, breaches, dose_of


def _gathered(history: History) -> Gathered:
    return gather(sorted(history.acts, key=lambda act: act.place))


def test_every_kind_of_act_of_a_course_is_entered_but_settlements() -> None:
    left = COURSE_BODIES - FIRST.keys() - THEN.keys()
    assert ConflictSettled in left
    assert all(issubclass(kind, ConflictSettled) for kind in left)
    assert not (FIRST.keys() | THEN.keys()) - COURSE_BODIES


def test_every_step_of_a_dose_is_under_it_in_fold_order() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    brings(a, "J1", "b", "receives")
    a.gives("J1", "b")
    found = _gathered(history)
    assert [step.role for step in found.on_dose[dose_id("J1")]] == [
        Role.PLANNED,
        Role.ORDERED,
        Role.VALIDATED,
        Role.GO_AHEAD,
        Role.CLAIMED,
        Role.MADE,
        Role.CHECKED,
        Role.RELEASED,
        Role.DISPENSED,
        Role.RECEIVED,
        Role.GIVEN,
    ]
    assert found.on_bag[bag_id("b")][0].role is Role.MADE


def test_acts_on_what_nobody_knows_are_anomalies() -> None:
    history = History()
    (a,) = history.stations("A")
    ordered = start(a)
    a.validates("elsewhere", version=ordered)
    a.validates("J1", version=a.notes())
    a.makes("elsewhere")
    a.releases("elsewhere")
    a.does_not_give("elsewhere")
    assert anomalies(history.fold()) == [
        "unknown_dose",
        "unknown_version",
        "unknown_bag",
        "unknown_bag",
        "unknown_dose",
    ]


def test_they_find_it_the_day_it_is_known() -> None:
    history = History()
    a, b = history.stations("A", "B")
    start(a)
    claimed = a.claims("J1", "b")
    b.sees(a)
    b.makes("b")
    without = [act for act in history.acts if act is not claimed]
    early, late = History(), History()
    early.acts, late.acts = without, [*without, claimed]
    assert anomalies(early.fold()) == ["unknown_bag"]
    assert anomalies(late.fold()) == []
    assert bag_of(late.fold(), "b").status == "made"


def test_given_of_an_unknown_dose_is_an_alarm_and_counts_for_the_dose_of_its_bag() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    brings(a, "J1", "b", "receives")
    given = a.gives("elsewhere", "b")
    state = history.fold()
    assert "given_unknown_dose" in breaches(state)
    assert dose_of(state).given == (given.ref,)


def test_given_from_an_unknown_bag_counts_for_the_dose() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    given = a.gives("J1", "elsewhere")
    state = history.fold()
    assert (dose_of(state).status, dose_of(state).given) == ("given", (given.ref,))
    assert breaches(state) == ["given_unknown_bag"]
    assert anomalies(state) == ["unknown_bag"]


def test_given_from_the_bag_of_another_dose_counts_for_both() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a, dose("J1"), dose("J1b", line="L2"))
    brings(a, "J1b", "b", "receives")
    a.gives("J1", "b")
    state = history.fold()
    assert (dose_of(state, "J1").status, dose_of(state, "J1b").status) == ("given", "given")
    assert "given_other_dose" in breaches(state)


def test_a_bag_of_a_dose_that_nobody_ordered_is_shown_held() -> None:
    history = History()
    (a,) = history.stations("A")
    ordered = start(a)
    a.claims("elsewhere", "b", version=ordered)
    a.makes("b")
    state = history.fold()
    bag = bag_of(state, "b")
    assert (bag.status, bag.held, bag.blocks, bag.waits_for) == ("made", True, ("unknown_dose",), ())
    assert "unknown_dose" in anomalies(state)


def test_what_is_said_twice_is_odd_and_counts_once() -> None:
    history = History()
    (a,) = history.stations("A")
    a.includes()
    a.records(PrescriptionSigned(1, (), (dose("J1"), dose("J1", mg="75")), (), ""), by="prescriber")
    a.claims("J1", "b")
    a.claims("J1", "b")
    state = history.fold()
    assert anomalies(state) == ["dose_ordered_twice", "bag_claimed_again"]
    assert dose_of(state).versions[0].order.prescribed.value == "100"
    assert len(state.bags) == 1


def test_a_resumption_is_about_the_doses_that_its_stops_cover() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a, dose("J1"), dose("J1b", line="L2"))
    a.resumes(a.stops("line", line="L2"))
    found = _gathered(history)
    assert Role.RESUMED not in {step.role for step in found.on_dose[dose_id("J1")]}
    assert found.on_dose[dose_id("J1b")][-1].role is Role.RESUMED
