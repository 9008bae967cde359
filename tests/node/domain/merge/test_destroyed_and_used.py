"""Destroyed or recalled ‖ dispensed, received or given."""

from __future__ import annotations

import pytest

from tests.node.domain.builder import STEPS, brings, ready
from tests.node.domain.builder_orders import bag_id
from tests.node.domain.builder_states import bag_of, conflict_of, conflicts_of, dose_of
from tests.node.domain.splits import Split


@pytest.mark.parametrize("ends", ["destroys", "recalls"])
@pytest.mark.parametrize("use", ["dispenses", "receives", "gives"])
def test_alarm_and_both_kept(split: Split, ends: str, use: str) -> None:
    ready(split.base)
    steps = (*STEPS, "gives")
    brings(split.base, "J1", "b", steps[steps.index(use) - 1])
    x, y = split.apart()
    getattr(x, ends)("b")
    if use == "gives":
        y.gives("J1", "b")
    else:
        getattr(y, use)("b")
    state = split.state
    conflict = conflict_of(state, "destroyed_and_used")
    assert (conflict.subject, conflict.alarm, conflict.blocks) == (bag_id("b"), True, True)
    bag = bag_of(state, "b")
    assert bag.status == ("given" if use == "gives" else "destroyed" if ends == "destroys" else "recalled")
    assert bag.waits_for == ()
    assert "prepare" not in dose_of(state).waits_for
    settled = split.joined().settles(conflict, "reviewed")
    assert conflict_of(split.state, "destroyed_and_used").settled == settled.ref


def test_found_and_destroyed_by_somebody_who_knew_is_over(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "releases")
    x, y = split.apart()
    x.recalls("b")
    y.dispenses("b")
    destroyed = split.joined().destroys("b")
    state = split.state
    assert conflict_of(state, "destroyed_and_used").settled == destroyed.ref
    assert dose_of(state).waits_for == ("prepare",)


def test_recalled_by_somebody_who_knew_where_it_is(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, _ = split.apart()
    x.recalls("b")
    state = split.state
    assert conflicts_of(state, "destroyed_and_used") == []
    assert (bag_of(state, "b").status, bag_of(state, "b").blocks) == ("recalled", ("do_not_connect",))
    assert "do_not_connect" in dose_of(state).blocks


def test_what_was_given_is_not_undone_by_destroying_the_rest(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    x.recalls("b")
    y.gives("J1", "b")
    split.joined().destroys("b")
    assert conflict_of(split.state, "destroyed_and_used").settled is None
