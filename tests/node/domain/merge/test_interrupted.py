"""Begun and interrupted: the prescriber says what comes next."""

from __future__ import annotations

import pytest

from schema.rules import INTERRUPTED_AS_ANOTHER
from tests.node.domain.builder import brings, ready
from tests.node.domain.builder_orders import dose
from tests.node.domain.builder_states import bag_of, conflict_of, conflicts_of, dose_of
from tests.node.domain.splits import Split


def test_given_in_part_it_waits_for_the_prescriber(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    act = x.interrupts("J1", "b")
    y.notes()
    state = split.state
    conflict = conflict_of(state, "interrupted")
    assert (conflict.acts, conflict.alarm, conflict.blocks) == ((act.ref,), True, True)
    assert (conflict.owners, conflict.choices) == (("prescribe",), ("reviewed",))
    here, bag = dose_of(state), bag_of(state, "b")
    assert (here.status, here.given, here.interrupted) == ("interrupted", (), (act.ref,))
    assert (here.waits_for, here.blocks) == (("settle",), ("interrupted",))
    assert (bag.status, bag.given, bag.interrupted, bag.waits_for) == ("interrupted", (), (act.ref,), ())
    split.joined().settles(conflict, "reviewed", by="prescriber")
    here = dose_of(split.state)
    assert (here.status, here.waits_for, here.blocks) == ("interrupted", (), ()), "nothing is prepared again"


def test_what_was_told_to_be_given_and_then_ended_early_contradicts_nothing(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    split.base.gives("J1", "b")
    x, y = split.apart()
    x.interrupts("J1", "b", at=60_000)
    y.notes()
    state = split.state
    assert [one.rule for one in state.conflicts] == ["interrupted"]
    assert (dose_of(state).status, bag_of(state, "b").status, state.breaches) == ("interrupted",) * 2 + ((),)


@pytest.mark.parametrize("end", ["destroys", "recalls"])
def test_from_a_bag_that_was_known_to_have_ended_it_is_a_breach(split: Split, end: str) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    getattr(split.base, end)("b")
    x, y = split.apart()
    x.interrupts("J1", "b")
    y.notes()
    assert "given_ended" in {one.code for one in split.state.breaches if one.alarm}


def test_what_is_left_of_it_is_destroyed_without_a_word(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    split.base.interrupts("J1", "b")
    x, y = split.apart()
    x.destroys("b")
    y.notes()
    state = split.state
    assert [one.rule for one in state.conflicts] == ["interrupted"]
    assert bag_of(state, "b").status == "interrupted"


@pytest.mark.parametrize("second", ["gives", "interrupts"])
def test_a_second_bag_after_it_is_a_double_administration(split: Split, second: str) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    brings(split.base, "J1", "c", "receives")
    split.base.interrupts("J1", "b")
    x, y = split.apart()
    getattr(x, second)("J1", "c")
    y.notes()
    assert conflict_of(split.state, "given_twice").alarm


def test_interrupted_told_twice_is_one_interruption(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    x.interrupts("J1", "b")
    y.interrupts("J1", "b", by="another nurse")
    state = split.state
    assert not conflict_of(state, "told_twice").alarm
    assert conflicts_of(state, "given_twice") == []


def test_another_patient_than_the_courses_is_an_alarm(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    x.interrupts("J1", "b", patient=bytes(16))
    y.notes()
    assert "given_wrong_patient" in {one.code for one in split.state.breaches if one.alarm}


@pytest.mark.parametrize("rules", [(), (INTERRUPTED_AS_ANOTHER,)])
def test_told_of_another_dose_than_the_bag_was_made_for_both_wait_for_the_prescriber(
    split: Split, rules: tuple[str, ...]
) -> None:
    split.history.rules = frozenset(rules)
    ready(split.base, dose("J1"), dose("J8", day=8))
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    act = x.interrupts("J8", "b")
    y.notes()
    made_for, told_of = dose_of(split.state, "J1"), dose_of(split.state, "J8")
    found = conflicts_of(split.state, "interrupted")
    expected = {made_for.dose, told_of.dose} if rules else {made_for.dose}
    assert {one.subject for one in found} == expected
    assert {(one.acts, one.alarm, one.owners) for one in found} == {((act.ref,), True, ("prescribe",))}
    z = split.joined()
    for conflict in found:
        z.settles(conflict, "reviewed", by="prescriber")
    assert {one.settled is None for one in conflicts_of(split.state, "interrupted")} == {False}


@pytest.mark.parametrize("rules", [(), (INTERRUPTED_AS_ANOTHER,)])
@pytest.mark.parametrize("gone", ["set aside", "missing"])
def test_it_waits_for_them_where_the_order_of_the_bags_own_dose_is_not_there(
    split: Split, gone: str, rules: tuple[str, ...]
) -> None:
    split.history.rules = frozenset(rules)
    ready(split.base, dose("J8", day=8))
    ordered = split.base.prescribes(dose("J1"), set_aside="right" if gone == "set aside" else "")
    brings(split.base, "J1", "b", "receives")
    if gone == "missing":
        split.history.acts.remove(ordered)
    x, y = split.apart()
    act = x.interrupts("J8", "b")
    y.notes()
    found = conflicts_of(split.state, "interrupted")
    assert [(one.subject, one.acts, one.owners) for one in found] == (
        [(dose_of(split.state, "J8").dose, (act.ref,), ("prescribe",))] if rules else []
    )
    assert dose_of(split.state, "J8").status == "interrupted"
