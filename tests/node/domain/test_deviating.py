"""A dose far off the previous cycle's: 109.1 mg, then 57.8 mg typed without a reason, is a hard stop."""

from __future__ import annotations

from typing import Any

import pytest

from node.domain.deviating import previous_dose, too_far_off
from node.domain.state import Dose, Version
from schema.quantity import Quantity, Unit
from tests.node.domain.acts import an_id
from tests.node.domain.situations import situation
from tests.node.domain.states import course_state, dose_state, mg, order, ref
from tests.node.domain.states_of_reference import limits


def _dose(name: str, cycle: int, prescribed: str, **changes: Any) -> Dose:
    state = {key: changes.pop(key) for key in ("given", "not_given", "stops") if key in changes}
    written = order(dose=an_id(name), prescribed=mg(prescribed), **changes)
    return dose_state(written, cycle=cycle, versions=(Version(ref(name), written, ()),), **state)


@pytest.mark.parametrize(
    ("previous", "now", "percent"),
    [
        ("109.1", "57.8", "-47 %"),
        ("57.8", "109.1", "88.8 %"),
        ("100", "110", None),
        ("100", "110.1", "10.1 %"),
        ("100", "90", None),
    ],
)
def test_further_off_than_the_sites_limit(previous: str, now: str, percent: str | None) -> None:
    refusal = too_far_off(mg(previous), order(prescribed=mg(now)), limits(previous_dose_percent="10"))
    if percent is None:
        assert refusal is None
    else:
        assert refusal is not None
        assert refusal.code == "dose.off_previous"
        assert refusal.values["percent"] == percent
        assert (refusal.values["previous"], refusal.values["dose"]) == (f"{previous} mg", f"{now} mg")


def test_doses_that_cannot_be_compared_are_no_match() -> None:
    refusal = too_far_off(Quantity("100", Unit.IU), order(), limits())
    assert refusal is not None
    assert refusal.values["percent"] == "?"


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        ((), None),
        ((_dose("a", 1, "100"),), "100"),
        ((_dose("a", 1, "100"), _dose("b", 2, "80")), "80"),
        ((_dose("a", 1, "100"), _dose("b", 2, "80", not_given=(ref("no"),))), "100"),
        ((_dose("a", 1, "100"), _dose("b", 2, "80", stops=(ref("stop"),))), "100"),
        ((_dose("a", 1, "100", line="L2"),), None),
        ((_dose("a", 2, "100", day=8), _dose("b", 2, "80")), "80"),
        ((_dose("a", 2, "100", day=8), _dose("b", 2, "80", day=15, given=(ref("yes"),))), "80"),
        ((_dose("a", 3, "100"),), None),
    ],
)
def test_the_previous_dose_is_the_lines_last_that_says_something(
    earlier: tuple[Dose, ...], expected: str | None
) -> None:
    found = previous_dose(situation(course_state(*earlier)), order(), 3)
    assert (found.value if found else None) == expected
