"""Made from r ‖ revision s."""

from __future__ import annotations

import pytest

from tests.node.domain.builder import STEPS, brings, ready
from tests.node.domain.builder_orders import bag_id, dose
from tests.node.domain.builder_states import bag_of, conflict_of, conflicts_of, dose_of
from tests.node.domain.splits import Split


@pytest.mark.parametrize("until", STEPS)
def test_the_bag_is_to_be_re_assessed(split: Split, until: str) -> None:
    ready(split.base)
    x, y = split.apart()
    x.prescribes(dose("J1", mg="75"))
    brings(y, "J1", "b", until)
    state = split.state
    conflict = conflict_of(state, "outdated_bag")
    assert (conflict.subject, conflict.owners, conflict.choices) == (bag_id("b"), ("release",), ("keep",))
    on_the_ward = until in {"dispenses", "receives"}
    assert conflict.alarm is on_the_ward
    bag = bag_of(state, "b")
    assert (bag.held, bag.waits_for) == (True, ())
    assert ("do_not_connect" in bag.blocks) is on_the_ward
    assert dose_of(state).waits_for == ("validate", "go_ahead", "settle")


def test_kept_it_goes_on_once_the_revision_is_validated(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    x.prescribes(dose("J1", mg="99"))
    brings(y, "J1", "b", "checks")
    z = split.joined()
    settled = z.settles(conflict_of(split.state, "outdated_bag"), "keep", bag_id("b"))
    state = split.state
    assert conflict_of(state, "outdated_bag").settled == settled.ref
    assert not bag_of(state, "b").held
    assert dose_of(state).waits_for == ("validate", "go_ahead")
    z.validates("J1")
    z.goes_ahead("J1")
    assert dose_of(split.state).waits_for == ("release",)


def test_keeping_another_bag_does_not_free_this_one(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    x.prescribes(dose("J1", mg="75"))
    brings(y, "J1", "b", "makes")
    split.joined().settles(conflict_of(split.state, "outdated_bag"), "keep", bag_id("another"))
    assert conflict_of(split.state, "outdated_bag").settled is None
    assert bag_of(split.state, "b").held


def test_destroyed_the_dose_is_prepared_anew(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    x.prescribes(dose("J1", mg="75"))
    brings(y, "J1", "b", "makes")
    z = split.joined()
    destroyed = z.destroys("b")
    z.validates("J1")
    z.goes_ahead("J1")
    state = split.state
    assert conflict_of(state, "outdated_bag").settled == destroyed.ref
    assert dose_of(state).waits_for == ("prepare",)


def test_a_revision_that_knew_of_the_bag_holds_it_too(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "makes")
    x, _ = split.apart()
    x.prescribes(dose("J1", mg="75"))
    state = split.state
    assert conflict_of(state, "outdated_bag").blocks
    assert bag_of(state, "b").held


def test_another_revision_reopens_what_was_kept(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    x.prescribes(dose("J1", mg="99"))
    brings(y, "J1", "b", "makes")
    z = split.joined()
    z.settles(conflict_of(split.state, "outdated_bag"), "keep", bag_id("b"))
    z.prescribes(dose("J1", mg="50"))
    assert conflict_of(split.state, "outdated_bag").settled is None
    assert bag_of(split.state, "b").held


def test_steps_of_a_kept_bag_do_not_reopen_it(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    x.prescribes(dose("J1", mg="99"))
    brings(y, "J1", "b", "makes")
    z = split.joined()
    z.settles(conflict_of(split.state, "outdated_bag"), "keep", bag_id("b"))
    z.validates("J1")
    z.goes_ahead("J1")
    z.checks("b")
    z.releases("b")
    z.dispenses("b")
    state = split.state
    assert conflict_of(state, "outdated_bag").settled is not None
    assert dose_of(state).waits_for == ("receive",)
    assert state.breaches == ()


def test_the_same_order_again_outdates_nothing(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    x.prescribes(dose("J1"))
    brings(y, "J1", "b", "makes")
    state = split.state
    assert conflicts_of(state, "outdated_bag") == []
    assert dose_of(state).waits_for == ("check",)


def test_ordered_after_it_was_given_is_no_matter_of_the_bag(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    split.base.gives("J1", "b")
    x, _ = split.apart()
    x.prescribes(dose("J1", mg="75"))
    assert conflicts_of(split.state, "outdated_bag") == []


def test_who_ordered_the_same_apart_frees_no_bag(split: Split) -> None:
    """Neither the bag nor its order was known to them: a pharmacist, who knows all of it, keeps the bag."""
    ready(split.base)
    x, y = split.apart()
    x.prescribes(dose("J1", mg="75"))
    x.prescribes(dose("J1", mg="99"))
    y.prescribes(dose("J1", mg="99"))
    y.validates("J1")
    y.goes_ahead("J1")
    brings(y, "J1", "b", "makes")
    conflict = conflict_of(split.state, "outdated_bag")
    assert (conflict.settled, conflict.blocks) == (None, True)
    settled = split.joined().settles(conflict, "keep", bag_id("b"))
    assert conflict_of(split.state, "outdated_bag").settled == settled.ref
