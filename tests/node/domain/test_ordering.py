"""One order: computed, reduced, or the prescriber's own dose, always with its reason."""

from __future__ import annotations

from typing import Any

import pytest

from node.api.prescription import Adjustment
from node.domain.decision import Refusal
from node.domain.ordering import Ordered, order_for
from node.domain.pinning import basis_for
from schema.acts.prescription import DoseOrder
from schema.quantity import Quantity, Unit
from tests.node.domain.situations import situation
from tests.node.domain.states import DOSE, mg
from tests.node.domain.states_of_patient import patient_state
from tests.node.domain.states_of_reference import line, regimen_body


def _order(change: Adjustment | None = None, **changes: Any) -> DoseOrder | Refusal:
    wanted = line(**changes)
    basis = basis_for(situation(), regimen_body(wanted))
    result = order_for(wanted, 1, DOSE, "2026-03-10", basis, change)
    return result.order if isinstance(result, Ordered) else result


def _change(percent: str = "0", reason: str = "", prescribed: Quantity | None = None) -> Adjustment:
    return Adjustment("L1", 0, percent, reason, prescribed)


def test_the_computed_dose_shows_its_work() -> None:
    order = _order()
    assert isinstance(order, DoseOrder)
    # 400 mg/m² × 1.8181 m² = 727.24 mg, to the nearest 1 mg
    assert (order.theoretical, order.prescribed) == (mg("727.24"), mg("727"))
    assert (order.reduction_percent, order.reduction_reason) == ("0", "")
    assert order.computation.formula == "dose.per_m2/1"


def test_a_reduction_takes_a_reason() -> None:
    order = _order(_change("25", "neutropénie"))
    assert isinstance(order, DoseOrder)
    assert (order.prescribed, order.reduction_percent) == (mg("545"), "25")
    refused = _order(_change("25"))
    assert isinstance(refused, Refusal)
    assert refused.code == "adjustment.reason_needed"


def test_an_outright_dose_takes_a_reason_and_keeps_the_computed_one_in_view() -> None:
    order = _order(_change("0", "essai clinique", Quantity("0.5", Unit.G)))
    assert isinstance(order, DoseOrder)
    assert (order.prescribed, order.theoretical) == (mg("500"), mg("727.24"))
    assert [(choice.name, choice.value) for choice in order.computation.choices] == [
        ("outright_dose", "727 mg")
    ]
    refused = _order(_change("0", " ", mg("500")))
    assert isinstance(refused, Refusal)
    assert refused.code == "adjustment.reason_needed"


def test_a_reason_alone_is_kept_for_a_dose_off_the_previous_one() -> None:
    order = _order(_change("0", "perte de poids"))
    assert isinstance(order, DoseOrder)
    assert order.reduction_reason == "perte de poids"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_change("abc", "x"), "adjustment.bad_number"),
        (_change("100", "x"), "dosing.reduction_total"),
        (_change("-5", "x"), "dosing.not_positive"),
        (_change("0", "x", Quantity("5", Unit.IU)), "dosing.units_differ"),
        (_change("0", "x", Quantity("5", Unit.ML)), "dosing.unit"),
        (_change("0", "x", mg("900")), "dose.above_cap"),
    ],
)
def test_every_refusal_of_a_change(change: Adjustment, code: str) -> None:
    refused = _order(change, cap=mg("800"))
    assert isinstance(refused, Refusal)
    assert refused.code == code


def test_a_cap_caps() -> None:
    order = _order(cap=mg("500"))
    assert isinstance(order, DoseOrder)
    assert order.prescribed == mg("500")


def test_what_cannot_be_computed_says_what_is_missing() -> None:
    basis = basis_for(situation(patient=patient_state(measurements=())), regimen_body())
    refused = order_for(line(), 1, DOSE, "2026-03-10", basis, None)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.values) == ("measurement.missing", {"what": "weight"})
