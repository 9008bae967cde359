"""Interrupted ‖ not given, or ‖ returned."""

from __future__ import annotations

import pytest

from tests.node.domain.builder import brings, ready
from tests.node.domain.builder_states import conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import Split


@pytest.mark.parametrize("truth", ["interrupted", "not_given"])
def test_both_are_kept_until_the_nurses_say_which_is_true(split: Split, truth: str) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    part = x.interrupts("J1", "b")
    nothing = y.does_not_give("J1", "b")
    state = split.state
    conflict = conflict_of(state, "interrupted_and_not_given")
    assert conflict.acts == refs(part, nothing)
    assert (conflict.alarm, conflict.blocks) == (True, True)
    assert (conflict.owners, conflict.choices) == (("administer", "prescribe"), ("interrupted", "not_given"))
    assert dose_of(state).status == "interrupted"
    split.joined().settles(conflict, truth, by="nurse")
    here = dose_of(split.state)
    assert (here.status, here.not_given, here.interrupted) == (truth, (nothing.ref,), (part.ref,))


def test_apart_from_its_return_it_contradicts_it(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    x.interrupts("J1", "b")
    y.returns("b")
    assert conflict_of(split.state, "interrupted_and_not_given").alarm


def test_what_is_left_comes_back_and_contradicts_nothing(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    split.base.interrupts("J1", "b")
    x, y = split.apart()
    x.returns("b")
    y.notes()
    assert conflicts_of(split.state, "interrupted_and_not_given") == []
    assert dose_of(split.state).status == "interrupted"
