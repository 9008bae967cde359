"""Ten times the dose is named by whoever writes it, stands out, and goes nowhere on one person's word."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from node.api.prescription import OUTRIGHT
from node.domain.off_theoretical import beyond_limit, level_of, percent_of, reference_of, stop_of, unsaid
from node.domain.state import Version
from node.reference.limits import STARTER_DOSES
from schema.acts.prescription import DoseOrder
from schema.computation import Choice
from schema.quantity import Quantity, Unit
from tests.node.domain.situations import situation
from tests.node.domain.states import ORDERED, bag_at, code_of, dose_state, mg, order, ref


def _outright(prescribed: str, reason: str = "", **changes: Any) -> DoseOrder:
    """A dose in place of the 1 813.8 mg that the regimen comes to."""
    written = order(theoretical=mg("1813.8"), prescribed=mg(prescribed), reduction_reason=reason, **changes)
    choices = (Choice(OUTRIGHT, "1813.8 mg"),)
    return msgspec.structs.replace(
        written, computation=msgspec.structs.replace(written.computation, choices=choices)
    )


@pytest.mark.parametrize(
    ("prescribed", "percent", "level"),
    [
        ("1813.8", "100", "within"),
        ("1995.18", "110", "within"),
        ("1995.2", "110", "question"),
        ("1632.4", "90", "question"),
        ("2267.25", "125", "question"),
        ("2267.3", "125", "stop"),
        ("453.4", "25", "stop"),
        ("20000", "1103", "stop"),
        ("3", "0.17", "stop"),
    ],
)
def test_where_the_sites_limits_put_an_outright_dose(prescribed: str, percent: str, level: str) -> None:
    written = _outright(prescribed)
    assert percent_of(written) == Quantity(percent, Unit.PERCENT)
    assert level_of(written, STARTER_DOSES) == level


def test_where_no_limit_is_signed_whatever_is_not_as_computed_is_asked_about() -> None:
    assert level_of(_outright("20000"), None) == "question"
    assert level_of(_outright("1813.8"), None) == "within"
    assert level_of(order(theoretical=mg("700.4")), None) == "within", "rounded by the regimen"


def test_a_stop_looks_at_the_dose_however_it_says_that_it_came_about() -> None:
    assert level_of(order(theoretical=mg("70")), STARTER_DOSES) == "stop"
    assert level_of(order(theoretical=mg("600")), STARTER_DOSES) == "within"


def test_what_cannot_be_compared_goes_nowhere_alone() -> None:
    written = order(theoretical=Quantity("700", Unit.IU))
    assert percent_of(written) is None
    refusal = stop_of(written, STARTER_DOSES)
    assert refusal is not None
    assert refusal.values["percent"] == "?"


def test_the_cap_is_what_the_regimen_comes_to() -> None:
    capped = msgspec.structs.replace(order().computation, cap=mg("2"))
    written = order(theoretical=mg("2.8"), prescribed=mg("2"), computation=capped)
    assert reference_of(written) == mg("2")
    assert level_of(written, STARTER_DOSES) == "within"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("x", False),
        ("1103", False),
        ("11103 %", False),
        ("1103,5 %", False),
        ("1103 % : essai", True),
        ("essai, 1103%", True),
        ("1\u202f103\u00a0% voulus", True),
    ],
)
def test_the_reason_names_the_percentage(reason: str, said: bool) -> None:
    refusal = unsaid(_outright("20000", reason), STARTER_DOSES)
    assert (refusal is None) is said
    if refusal is not None:
        assert refusal.code == "dose.off_theoretical"
        assert refusal.values == {
            "substance": "fluorouracile",
            "dose": "20000 mg",
            "theoretical": "1813.8 mg",
            "percent": "1103 %",
        }


def test_below_one_percent_it_is_named_in_hundredths() -> None:
    assert unsaid(_outright("3", "0,17 %, dose test"), STARTER_DOSES) is None
    assert unsaid(_outright("3", "0 %"), STARTER_DOSES) is not None


def test_a_reduction_names_its_percentage_itself() -> None:
    reduced = order(prescribed=mg("350"), reduction_percent="50", reduction_reason="neutropénie")
    assert level_of(reduced, STARTER_DOSES) == "question"
    assert unsaid(reduced, STARTER_DOSES) is None
    assert unsaid(_outright("1813.8", "x"), STARTER_DOSES) is None


def test_two_people_lift_it_for_one_version_or_one_bag() -> None:
    here = situation(dose_limits=STARTER_DOSES)
    far = (Version(ORDERED, _outright("20000"), ()),)
    lifted = (("dose.beyond_limit", ref("agreed")),)
    assert code_of(beyond_limit(here, dose_state(versions=far))) == "dose.beyond_limit"
    assert beyond_limit(here, dose_state(versions=far, derogations=lifted)) is None
    assert beyond_limit(here, dose_state(versions=far), bag_at("made", derogations=lifted)) is None
    assert beyond_limit(here, dose_state()) is None
    assert beyond_limit(situation(), dose_state(versions=far)) is None
