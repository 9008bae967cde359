"""Settings: value ‖ value."""

from __future__ import annotations

import pytest

from node.domain.fold.versions import version_id
from node.domain.reference import SettingsState, fold_settings
from schema.acts.settlement import SettingsSettled
from tests.node.domain.splits import KINDS
from tests.node.domain.states_of_reference import limits
from tests.node.domain.version_splits import VersionSplit

RULE = "settings_apart"


@pytest.fixture(params=KINDS)
def settings(request: pytest.FixtureRequest) -> VersionSplit[SettingsState]:
    return VersionSplit(request.param, fold_settings, SettingsSettled)


def test_the_stricter_applies_disputed_until_one_is_chosen(settings: VersionSplit[SettingsState]) -> None:
    settings.at("base", limits())
    settings.part()
    one = settings.at("x", limits(previous_dose_percent="9.5", same_dose_days=2))
    other = settings.at("y", limits(previous_dose_percent="10", same_dose_days=5))
    state = settings.state
    assert state.limits == limits(previous_dose_percent="9.5", same_dose_days=5)
    assert set(state.disputed) == {one.ref, other.ref}
    conflict = settings.conflict(RULE)
    assert (conflict.owners, conflict.choices, conflict.settled) == (("reference",), ("keep",), None)
    settled = settings.settle(settings.join(), conflict, version_id(one.ref))
    state = settings.state
    assert (state.limits, state.disputed) == (one.body, ())
    assert settings.conflict(RULE).settled == settled.ref


def test_values_signed_by_somebody_who_saw_both_apply(settings: VersionSplit[SettingsState]) -> None:
    settings.part()
    settings.at("x", limits(weight_percent="5"))
    settings.at("y", limits(weight_percent="10"))
    both = settings.at(settings.join(), limits(weight_percent="12"))
    assert settings.state.limits == both.body
    assert settings.conflict(RULE).settled == both.ref
