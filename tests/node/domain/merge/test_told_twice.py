"""Given ‖ given, same bag."""

from __future__ import annotations

from tests.node.domain.builder import brings, ready
from tests.node.domain.builder_states import bag_of, conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import Split


def test_one_administration_told_twice_alarms_nobody(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    one, other = x.gives("J1", "b"), y.gives("J1", "b", by="another nurse")
    state = split.state
    conflict = conflict_of(state, "told_twice")
    assert conflict.acts == refs(one, other)
    assert (conflict.owners, conflict.choices) == (("administer",), ("told_twice",))
    assert (conflict.alarm, conflict.blocks) == (False, False)
    assert conflicts_of(state, "given_twice") == []
    here = dose_of(state)
    assert (here.status, here.given, here.blocks) == ("given", refs(one, other), ())
    assert here.waits_for == ("settle",)
    assert bag_of(state, "b").given == refs(one, other)
    settled = split.joined().settles(conflict, "told_twice", by="nurse")
    state = split.state
    assert conflict_of(state, "told_twice").settled == settled.ref
    assert dose_of(state).given == refs(one, other)
    assert dose_of(state).waits_for == ()


def test_told_again_by_somebody_who_knew_is_the_same(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    split.base.gives("J1", "b")
    x, _ = split.apart()
    x.gives("J1", "b")
    assert not conflict_of(split.state, "told_twice").alarm


def test_a_third_telling_reopens_it(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    x.gives("J1", "b")
    y.gives("J1", "b")
    split.joined().settles(conflict_of(split.state, "told_twice"), "told_twice", by="nurse")
    split.base.gives("J1", "b")
    assert conflict_of(split.state, "told_twice").settled is None
