"""Given ‖ given, two bags: the double administration alarm."""

from __future__ import annotations

from tests.node.domain.builder import brings, ready
from tests.node.domain.builder_states import bag_of, conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import Split


def test_double_administration_alarms_everybody(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    brings(x, "J1", "bx", "receives")
    brings(y, "J1", "by", "receives")
    one, other = x.gives("J1", "bx"), y.gives("J1", "by")
    state = split.state
    conflict = conflict_of(state, "given_twice")
    assert conflict.acts == refs(one, other)
    assert conflict.alarm
    assert conflict.blocks
    assert conflict.owners == ("prescribe", "validate", "administer")
    assert conflict.choices == ("reviewed",)
    assert conflicts_of(state, "told_twice") == []
    here = dose_of(state)
    assert (here.status, here.given) == ("given", refs(one, other))
    assert "given_twice" in here.blocks
    settled = split.joined().settles(conflict, "reviewed", by="prescriber")
    state = split.state
    assert conflict_of(state, "given_twice").settled == settled.ref
    assert dose_of(state).given == refs(one, other)


def test_sixty_five_accounts_are_settled_as_two_are(split: Split) -> None:
    """More than the first version of a settlement can name."""
    ready(split.base)
    x, y = split.apart()
    for number in range(64):
        x.gives("J1", f"bx{number}")
    y.gives("J1", "by")
    conflict = conflict_of(split.state, "given_twice")
    assert len(conflict.acts) == 65
    settled = split.joined().settles(conflict, "reviewed", by="prescriber")
    assert settled.kind == "conflict.settled/2"
    assert conflict_of(split.state, "given_twice").settled == settled.ref


def test_it_is_the_same_when_the_second_nurse_knew(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b1", "receives")
    split.base.gives("J1", "b1")
    x, _ = split.apart()
    brings(x, "J1", "b2", "receives")
    x.gives("J1", "b2")
    assert conflict_of(split.state, "given_twice").alarm


def test_a_bag_that_nobody_knows_counts(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    x.gives("J1", "b")
    y.gives("J1", "from another pharmacy")
    assert conflict_of(split.state, "given_twice").alarm


def test_two_doses_given_apart_are_no_conflict(split: Split) -> None:
    from tests.node.domain.builder_orders import dose

    ready(split.base, dose("J1"), dose("J1b", line="L2"))
    brings(split.base, "J1", "b1", "receives")
    brings(split.base, "J1b", "b2", "receives")
    x, y = split.apart()
    x.gives("J1", "b1")
    y.gives("J1b", "b2")
    state = split.state
    assert state.conflicts == ()
    assert bag_of(state, "b1").status == "given"
