"""Of versions signed apart: one that is the same, one that people chose, or none."""

from __future__ import annotations

from node.domain.reference import fold_product, fold_regimen
from tests.node.domain.acts import Site, an_id
from tests.node.domain.states_of_reference import product_body, regimen_body

FILE = an_id("reference")


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
