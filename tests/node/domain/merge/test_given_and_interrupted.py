"""Given ‖ interrupted, one bag."""

from __future__ import annotations

import pytest

from tests.node.domain.builder import brings, ready
from tests.node.domain.builder_states import conflict_of, dose_of, refs
from tests.node.domain.splits import Split


@pytest.mark.parametrize("truth", ["given", "interrupted"])
def test_both_are_kept_until_the_nurses_say_which_is_true(split: Split, truth: str) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    given = x.gives("J1", "b")
    part = y.interrupts("J1", "b", at=60_000)
    state = split.state
    conflict = conflict_of(state, "given_and_interrupted")
    assert conflict.acts == refs(given, part)
    assert (conflict.alarm, conflict.blocks) == (True, True)
    assert (conflict.owners, conflict.choices) == (("administer", "prescribe"), ("given", "interrupted"))
    here = dose_of(state)
    assert (here.status, here.given, here.interrupted) == ("interrupted", (given.ref,), (part.ref,))
    joined = split.joined()
    joined.settles(conflict, truth, by="nurse")
    here = dose_of(split.state)
    assert (here.status, here.blocks) == (truth, ("interrupted",)), "the prescriber has to know all the same"
    joined.settles(conflict_of(split.state, "interrupted"), "reviewed", by="prescriber")
    assert dose_of(split.state).blocks == ()


@pytest.mark.parametrize("first", ["given", "interrupted"])
def test_told_in_an_order_that_cannot_be_they_contradict_as_much(split: Split, first: str) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    if first == "given":
        split.base.gives("J1", "b")
    else:
        split.base.interrupts("J1", "b")
    x, y = split.apart()
    if first == "given":
        x.interrupts("J1", "b", at=-60_000)
    else:
        x.gives("J1", "b")
    y.notes()
    state = split.state
    assert conflict_of(state, "given_and_interrupted").alarm
    assert dose_of(state).status == "interrupted"
