"""Revision ‖ revision."""

from __future__ import annotations

from tests.node.domain.builder import ready, start
from tests.node.domain.builder_orders import dose
from tests.node.domain.builder_states import conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import Split


def test_two_doses_apart_diverge_and_wait_for_a_prescriber(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    one = x.prescribes(dose("J1", mg="75"))
    other = y.prescribes(dose("J1", mg="50"))
    state = split.state
    conflict = conflict_of(state, "divergent")
    assert conflict.acts == refs(one, other)
    assert (conflict.owners, conflict.choices) == (("prescribe",), ())
    assert conflict.blocks
    assert conflict.settled is None
    here = dose_of(state)
    assert here.status == "divergent"
    assert {version.order.prescribed.value for version in here.versions} == {"75", "50"}
    assert here.waits_for == ("settle",)
    assert "divergent" in here.blocks
    assert (here.validated, here.go_ahead) == (None, None)


def test_a_new_revision_that_knows_both_settles_and_is_validated_again(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    x.prescribes(dose("J1", mg="75"))
    y.prescribes(dose("J1", mg="50"))
    z = split.joined()
    last = z.prescribes(dose("J1", mg="75"))
    state = split.state
    assert conflict_of(state, "divergent").settled == last.ref
    here = dose_of(state)
    assert [version.act for version in here.versions] == [last.ref]
    assert here.blocks == ("to_be_validated_again", "to_be_confirmed")
    assert here.waits_for == ("validate", "go_ahead")
    z.validates("J1")
    z.goes_ahead("J1")
    assert dose_of(split.state).status == "ready"


def test_a_revision_that_knows_only_one_side_settles_nothing(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    x.prescribes(dose("J1", mg="75"))
    y.prescribes(dose("J1", mg="50"))
    x.prescribes(dose("J1", mg="60"))
    state = split.state
    assert conflict_of(state, "divergent").settled is None
    assert {version.order.prescribed.value for version in dose_of(state).versions} == {"60", "50"}


def test_the_same_content_converges_without_anybody(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    one = x.prescribes(dose("J1", mg="75", theoretical="101"), mentions=("uracilemia",))
    y.prescribes(dose("J1", mg="75"))
    x.validates("J1")
    state = split.state
    assert conflicts_of(state, "divergent") == []
    here = dose_of(state)
    assert len(here.versions) == 1
    assert here.versions[0].mentions == ("uracilemia",)
    assert here.validated is not None
    assert one.ref in here.prescribed


def test_the_same_content_reached_by_two_ways_converges_too(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    x.prescribes(dose("J1", mg="75"))
    y.prescribes(dose("J1", mg="50"))
    x.prescribes(dose("J1", mg="50"))
    state = split.state
    assert conflict_of(state, "divergent").settled is not None
    assert len(dose_of(state).versions) == 1


def test_each_difference_that_is_made_or_given_counts(split: Split) -> None:
    start(split.base)
    x, y = split.apart()
    x.prescribes(dose("J1", diluent="G5 %"))
    y.prescribes(dose("J1", instructions="à l’abri de la lumière"))
    assert conflict_of(split.state, "divergent").blocks


def test_a_revision_of_day_8_never_blocks_day_1(split: Split) -> None:
    ready(split.base, dose("J1"), dose("J8", day=8))
    x, y = split.apart()
    x.prescribes(dose("J8", day=8, mg="75"))
    y.prescribes(dose("J8", day=8, mg="50"))
    state = split.state
    assert dose_of(state, "J8").status == "divergent"
    day_one = dose_of(state, "J1")
    assert (day_one.status, day_one.waits_for, day_one.blocks) == ("ready", ("prepare",), ())


def test_a_second_divergence_opens_it_again(split: Split) -> None:
    ready(split.base)
    x, y = split.apart()
    x.prescribes(dose("J1", mg="75"))
    y.prescribes(dose("J1", mg="50"))
    z = split.joined()
    z.prescribes(dose("J1", mg="60"))
    x.sees(z)
    x.prescribes(dose("J1", mg="70"))
    z.prescribes(dose("J1", mg="80"))
    state = split.state
    assert conflict_of(state, "divergent").settled is None
    assert dose_of(state).status == "divergent"
