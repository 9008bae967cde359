"""Settings: value ‖ value."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from node.domain.fold.versions import version_id
from node.domain.site_settings import SettingsState, fold_settings
from schema.acts.reattribution import ReattributionLimitSigned
from schema.acts.settlement import SettingsSettled
from schema.codec import Wire
from schema.rules import EVERY_SETTING
from schema.transaction import ActRef
from tests.node.domain.splits import KINDS
from tests.node.domain.states_of_reference import gates, limits
from tests.node.domain.version_splits import VersionSplit

RULE = "settings_apart"
LATER: tuple[Callable[[str], Wire], ...] = (gates, ReattributionLimitSigned)
"""Settings that are disputed since a rule says so, by a value of theirs."""


@pytest.fixture(params=KINDS)
def settings(request: pytest.FixtureRequest) -> VersionSplit[SettingsState]:
    split = VersionSplit(request.param, fold_settings, SettingsSettled)
    split.site.rules = frozenset({EVERY_SETTING})
    return split


def _versions(state: SettingsState) -> dict[ActRef, Wire]:
    found: dict[ActRef, Wire] = {one.act: one.body for one in state.gates}
    found.update({one.act: one.body for one in state.reattribution})
    return found


def _applies(state: SettingsState) -> tuple[Wire, ...]:
    return tuple(_versions(state).values())


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


@pytest.mark.parametrize("value", LATER)
def test_gates_and_re_attribution_are_disputed_as_limits_are(
    settings: VersionSplit[SettingsState], value: Callable[[str], Wire]
) -> None:
    settings.at("base", value("1"))
    settings.part()
    one, other = settings.at("x", value("2")), settings.at("y", value("3"))
    state = settings.state
    assert set(state.disputed) == {one.ref, other.ref}
    assert set(_applies(state)) == {one.body, other.body}
    conflict = settings.conflict(RULE)
    assert (conflict.owners, conflict.choices, conflict.settled) == (("reference",), ("keep",), None)
    assert (set(conflict.acts), conflict.alarm, conflict.blocks) == ({one.ref, other.ref}, False, False)
    z = settings.join()
    settled = settings.settle(z, conflict, version_id(one.ref))
    state = settings.state
    assert (_applies(state), state.disputed) == ((one.body,), ())
    assert settings.conflict(RULE).settled == settled.ref
    settings.at(z, value("4"))
    assert _applies(settings.state) == (value("4"),)


def test_meanwhile_the_strictest_of_them_apply(settings: VersionSplit[SettingsState]) -> None:
    settings.part()
    for station, count, percent in (("x", "1", "5"), ("y", "1.5", "10")):
        settings.at(station, gates(count))
        settings.at(station, ReattributionLimitSigned(percent))
    state = settings.state
    assert set(state.gate_limits()) == {*gates("1").limits, *gates("1.5").limits}
    assert state.reattribution_percent == Decimal(5)


@pytest.mark.parametrize("value", LATER)
def test_signed_anew_by_somebody_who_saw_both_is_a_way_out(
    settings: VersionSplit[SettingsState], value: Callable[[str], Wire]
) -> None:
    settings.part()
    settings.at("x", value("1"))
    settings.at("y", value("2"))
    both = settings.at(settings.join(), value("1"))
    assert _applies(settings.state) == (both.body,)
    assert settings.conflict(RULE).settled == both.ref


@pytest.mark.parametrize("value", LATER)
def test_word_for_word_the_same_is_one(
    settings: VersionSplit[SettingsState], value: Callable[[str], Wire]
) -> None:
    settings.part()
    signed = [settings.at(station, value("1")) for station in "xy"]
    state = settings.state
    assert (state.conflicts, state.disputed) == ((), ())
    first = min(signed, key=lambda act: act.place).ref
    assert list(_versions(state)) == [first]


@pytest.mark.parametrize("value", LATER)
@pytest.mark.parametrize("ruled", ["nobody", "one of them"])
def test_what_was_signed_before_the_rule_is_in_question_once_somebody_signs_under_it(
    settings: VersionSplit[SettingsState], value: Callable[[str], Wire], ruled: str
) -> None:
    settings.part()
    settings.site.rules = frozenset()
    settings.at("x", value("1"))
    if ruled == "one of them":
        settings.site.rules = frozenset({EVERY_SETTING})
    settings.at("y", value("2"))
    state = settings.state
    assert len(_applies(state)) == 2
    assert bool(state.conflicts) is bool(state.disputed) is (ruled == "one of them")


def test_before_the_rule_the_same_signed_apart_stays_two(settings: VersionSplit[SettingsState]) -> None:
    """As recorded journals have always been folded."""
    settings.site.rules = frozenset()
    settings.part()
    for station in "xy":
        settings.at(station, gates("1"))
    assert (len(settings.state.gates), settings.state.disputed) == (2, ())


def test_a_setting_written_into_the_file_of_another_replaces_nothing_there(
    settings: VersionSplit[SettingsState],
) -> None:
    settings.at("base", limits())
    settings.part()
    settings.at("x", gates("1"))
    settings.at("y", limits(weight_percent="5"))
    settings.at(settings.join(), ReattributionLimitSigned("100"))
    state = settings.state
    assert (state.limits, state.conflicts) == (limits(weight_percent="5"), ())
    assert [one.body for one in state.gates] == [gates("1")]
