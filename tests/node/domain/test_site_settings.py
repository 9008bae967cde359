"""The site's settings: of versions signed apart the stricter apply."""

from __future__ import annotations

from node.domain.reference import fold_product
from node.domain.site_settings import fold_settings
from schema.acts.regimen import DoseLimitsSigned
from tests.node.domain.acts import Site, an_id
from tests.node.domain.states_of_reference import limits

FILE = an_id("reference")


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


def test_of_limits_of_doses_signed_apart_the_strictest_of_each_apply() -> None:
    assert fold_settings([]).dose_limits is None
    site = Site()
    site.act("A", DoseLimitsSigned("5", "150", "50", "80", "committee", False), FILE)
    site.act("B", DoseLimitsSigned("20", "120", "25", "70", "committee", True), FILE)
    state = fold_settings(site.acts)
    assert state.dose_limits == DoseLimitsSigned("5", "120", "50", "70", "committee", True)
    assert len(state.disputed) == 2
    site.meet("A", "B")
    last = DoseLimitsSigned("10", "125", "25", "75", "C", False)
    site.act("B", last, FILE)
    state = fold_settings(site.acts)
    assert (state.dose_limits, state.disputed) == (last, ())
