"""Any other pair of acts on a dose, done apart."""

from __future__ import annotations

from tests.node.domain.builder import brings, ready
from tests.node.domain.builder_orders import dose
from tests.node.domain.builder_states import bag_of, conflict_of, dose_of, refs
from tests.node.domain.splits import Split


def test_nobody_foresaw_it_so_a_pharmacist_looks(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "dispenses")
    x, y = split.apart()
    one, other = x.receives("b"), y.receives("b")
    state = split.state
    conflict = conflict_of(state, "unlisted")
    assert conflict.acts == refs(one, other)
    assert (conflict.owners, conflict.choices) == (("validate",), ("reviewed",))
    assert dose_of(state).waits_for == ("settle",)
    assert bag_of(state, "b").held
    settled = split.joined().settles(conflict, "reviewed")
    assert conflict_of(split.state, "unlisted").settled == settled.ref
    assert dose_of(split.state).waits_for == ("administer",)


def test_a_revision_of_a_dose_not_given_elsewhere(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    x.prescribes(dose("J1", mg="75"))
    y.does_not_give("J1")
    state = split.state
    assert conflict_of(state, "unlisted").blocks
    assert dose_of(state).status == "not_given"


def test_one_bag_made_by_two_people(split: Split) -> None:
    ready(split.base)
    split.base.claims("J1", "b")
    x, y = split.apart()
    x.makes("b")
    y.makes("b", by="another preparer")
    assert conflict_of(split.state, "unlisted").blocks
