"""Which version of a dose is in force."""

from __future__ import annotations

from node.domain.fold.gather import gather
from node.domain.fold.prescription import Versions, same_order, versions_of
from schema.acts.prescription import DoseOrder
from tests.node.domain.builder import History, start
from tests.node.domain.builder_orders import dose, dose_id
from tests.node.domain.builder_states import dose_of


def _versions(history: History) -> Versions:
    found = gather(sorted(history.acts, key=lambda act: act.place))
    return versions_of(found.orders[dose_id("J1")])


def _same(one: DoseOrder, other: DoseOrder) -> bool:
    history = History()
    (a,) = history.stations("A")
    a.prescribes(one)
    a.prescribes(other)
    first, second = _versions(history).orders
    return same_order(first, second)


def test_how_a_dose_was_computed_makes_no_other_dose() -> None:
    assert _same(dose("J1", theoretical="100"), dose("J1", theoretical="101"))


def test_whatever_is_made_checked_or_given_by_does() -> None:
    assert not _same(dose("J1"), dose("J1", mg="99"))
    assert not _same(dose("J1"), dose("J1", diluent="G5 %"))
    assert not _same(dose("J1"), dose("J1", planned="2026-03-03"))
    assert not _same(dose("J1"), dose("J1", instructions="lentement"))


def test_a_revision_replaces_what_it_knew() -> None:
    history = History()
    (a,) = history.stations("A")
    start(a)
    revised = a.prescribes(dose("J1", mg="75"))
    versions = _versions(history)
    assert [head.ref for head in versions.heads] == [revised.ref]
    assert versions.in_force == {revised.ref}
    assert (versions.divergent, versions.main.ref) == (False, revised.ref)


def test_a_cycle_signed_again_keeps_the_validation_of_what_did_not_change() -> None:
    history = History()
    (a,) = history.stations("A")
    start(a, dose("J1"), dose("J8", day=8))
    a.validates("J1", "J8")
    a.prescribes(dose("J1"), dose("J8", day=8, mg="75"))
    state = history.fold()
    assert dose_of(state, "J1").validated is not None
    assert dose_of(state, "J8").validated is None


def test_back_to_the_first_dose_is_a_new_version_all_the_same() -> None:
    history = History()
    (a,) = history.stations("A")
    start(a)
    a.validates("J1")
    a.prescribes(dose("J1", mg="75"))
    a.prescribes(dose("J1"))
    assert dose_of(history.fold()).validated is None


def test_said_again_on_both_sides_counts_said_again_on_one_does_not() -> None:
    history = History()
    a, b = history.stations("A", "B")
    first = start(a)
    b.sees(a)
    a.prescribes(dose("J1"))
    b.prescribes(dose("J1"))
    assert first.ref in _versions(history).in_force
    b.prescribes(dose("J1", mg="75"))
    b.prescribes(dose("J1"))
    versions = _versions(history)
    assert not versions.divergent
    assert first.ref not in versions.in_force


def test_versions_apart_that_differ_are_all_shown_and_none_is_in_force() -> None:
    history = History()
    a, b, c = history.stations("A", "B", "C")
    start(a)
    b.sees(a)
    c.sees(a)
    a.prescribes(dose("J1", mg="75"))
    b.prescribes(dose("J1", mg="50"))
    c.prescribes(dose("J1", mg="75"))
    versions = _versions(history)
    assert len(versions.heads) == 3
    assert len(versions.shown) == 2
    assert (versions.divergent, versions.in_force) == (True, frozenset())


def test_alike_compares_what_two_versions_order() -> None:
    history = History()
    (a,) = history.stations("A")
    first = start(a)
    second = a.prescribes(dose("J1", mg="75"))
    third = a.prescribes(dose("J1"))
    versions = _versions(history)
    assert versions.alike(first.ref, third.ref)
    assert not versions.alike(first.ref, second.ref)
    assert versions.find(history.acts[0].ref) is None


def test_said_again_twice_is_still_the_first_version() -> None:
    history = History()
    (a,) = history.stations("A")
    first = start(a)
    second, third = a.prescribes(dose("J1")), a.prescribes(dose("J1"))
    assert _versions(history).in_force == {first.ref, second.ref, third.ref}


def test_said_again_after_a_change_goes_back_no_further_than_the_change() -> None:
    history = History()
    (a,) = history.stations("A")
    start(a)
    a.prescribes(dose("J1", mg="75"))
    third, fourth = a.prescribes(dose("J1")), a.prescribes(dose("J1"))
    assert _versions(history).in_force == {third.ref, fourth.ref}


def test_whoever_decides_between_two_versions_writes_a_new_one() -> None:
    history = History()
    a, b = history.stations("A", "B")
    start(a)
    b.sees(a)
    a.prescribes(dose("J1", mg="75"))
    b.prescribes(dose("J1", mg="50"))
    a.validates("J1")
    a.sees(b)
    decided = a.prescribes(dose("J1", mg="75"))
    assert _versions(history).in_force == {decided.ref}
    assert dose_of(history.fold()).validated is None, "to be validated again"
