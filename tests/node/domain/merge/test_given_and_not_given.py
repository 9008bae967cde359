"""Given ‖ not given."""

from __future__ import annotations

import pytest

from tests.node.domain.builder import brings, ready
from tests.node.domain.builder_states import bag_of, conflict_of, dose_of, refs
from tests.node.domain.splits import Split


def test_both_are_kept_and_it_counts_as_given(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    given = x.gives("J1", "b")
    not_given = y.does_not_give("J1", "b")
    state = split.state
    conflict = conflict_of(state, "given_and_not_given")
    assert conflict.acts == refs(given, not_given)
    assert (conflict.alarm, conflict.blocks) == (True, True)
    assert (conflict.owners, conflict.choices) == (("administer", "prescribe"), ("given", "not_given"))
    here = dose_of(state)
    assert (here.status, here.given, here.not_given) == ("given", (given.ref,), (not_given.ref,))
    assert here.blocks == ("given_and_not_given",)
    assert here.waits_for == ("settle",)


@pytest.mark.parametrize("truth", ["given", "not_given"])
def test_the_nurses_say_which_is_true(split: Split, truth: str) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    given = x.gives("J1", "b")
    not_given = y.does_not_give("J1")
    conflict = conflict_of(split.state, "given_and_not_given")
    split.joined().settles(conflict, truth, by="nurse")
    here = dose_of(split.state)
    assert (here.status, here.blocks) == (truth, ())
    assert (here.given, here.not_given) == ((given.ref,), (not_given.ref,))


def test_one_after_the_other_contradicts_as_much(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    split.base.gives("J1", "b")
    x, _ = split.apart()
    x.does_not_give("J1")
    assert conflict_of(split.state, "given_and_not_given").alarm


def test_two_who_did_not_give_it_agree(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    x.does_not_give("J1")
    y.does_not_give("J1")
    state = split.state
    assert state.conflicts == ()
    assert (dose_of(state).status, dose_of(state).waits_for) == ("not_given", ())


def test_given_and_brought_back_contradict_each_other(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    given = x.gives("J1", "b")
    back = y.returns("b")
    state = split.state
    conflict = conflict_of(state, "given_and_not_given")
    assert conflict.acts == refs(given, back)
    assert (conflict.alarm, conflict.blocks) == (True, True)
    here = dose_of(state)
    assert (here.status, here.waits_for) == ("given", ("settle",))
    assert bag_of(state, "b").returned == (back.ref,), "neither account disappears"
    split.joined().settles(conflict, "given", by="nurse")
    assert dose_of(split.state).blocks == ()


def test_what_comes_back_after_it_was_given_contradicts_nothing(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    split.base.gives("J1", "b")
    x, y = split.apart()
    x.returns("b")
    y.notes()
    assert split.state.conflicts == ()
    assert dose_of(split.state).status == "given"
