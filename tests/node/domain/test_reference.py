"""Signed versions: the last is the default, two signed apart leave none, the stricter limits apply."""

from __future__ import annotations

from node.domain.reference import fold_product, fold_regimen, fold_settings
from tests.node.domain.acts import Site, an_id
from tests.node.domain.states_of_reference import limits, product_body, regimen_body

FILE = an_id("reference")


def test_a_new_version_replaces_the_one_its_author_saw_and_both_stay() -> None:
    site = Site()
    old = site.act("A", regimen_body(version="1"), FILE)
    new = site.act("A", regimen_body(version="2"), FILE)
    state = fold_regimen(site.acts)
    assert state.default == new.ref
    assert state.disputed == ()
    kept = state.version(old.ref)
    assert kept is not None
    assert kept.version == "1"
    assert state.version(state.heads[0]) == new.body


def test_two_versions_signed_apart_leave_no_default_until_one_is_chosen() -> None:
    site = Site()
    left = site.act("A", product_body(stability_hours=24), FILE)
    right = site.act("B", product_body(stability_hours=48), FILE)
    state = fold_product(site.acts)
    assert (state.default, state.current) == (None, None)
    assert set(state.disputed) == {left.ref, right.ref}
    site.meet("A", "B")
    chosen = site.act("A", product_body(stability_hours=24), FILE)
    assert fold_product(site.acts).default == chosen.ref
    assert fold_product(site.acts).current == chosen.body


def test_identical_versions_signed_apart_converge_by_themselves() -> None:
    site = Site()
    signed = [site.act(station, regimen_body(), FILE) for station in "AB"]
    assert fold_regimen(site.acts).default == min(signed, key=lambda act: act.place).ref


def test_of_limits_signed_apart_the_stricter_apply() -> None:
    site = Site()
    site.act("A", limits(previous_dose_percent="9.5", same_dose_days=2, early_preparation=True), FILE)
    site.act("B", limits(previous_dose_percent="10", same_dose_days=5, maker_may_release=True), FILE)
    state = fold_settings(site.acts)
    assert state.limits == limits(previous_dose_percent="9.5", same_dose_days=5)
    assert len(state.disputed) == 2
    site.meet("A", "B")
    site.act("B", limits(previous_dose_percent="20"), FILE)
    state = fold_settings(site.acts)
    assert state.limits == limits(previous_dose_percent="20")
    assert state.disputed == ()


def test_nothing_signed_is_no_limit() -> None:
    assert fold_settings([]).limits is None
    assert fold_product([]).current is None
