"""What a prescription rests on is pinned, and what is missing, too old or disputed is named."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from node.domain.dosing.errors import UnitError
from node.domain.pinning import basis_for, refused_dosing
from schema.quantity import Quantity, Unit
from tests.node.domain.situations import situation
from tests.node.domain.states import DAY, NOW, ref
from tests.node.domain.states_of_patient import identity, measured, patient_state
from tests.node.domain.states_of_reference import limits, line, regimen_body

AUC = line(code="C", basis="auc", amount=Quantity("5", Unit.AUC), substance="carboplatine")
PER_KG = line(code="K", basis="per_kg", amount=Quantity("6", Unit.MG_PER_KG))
FLAT = line(code="F", basis="flat", amount=Quantity("240", Unit.MG))
WEIGHT = measured("weight", "70", Unit.KG)
HEIGHT = measured("height", "170", Unit.CM)
CREATININE = measured("creatinine", "80", Unit.UMOL_PER_L)


def _missing(basis_line: Any, *measurements: Any, **changes: Any) -> dict[str, str]:
    regimen = regimen_body(basis_line, **changes)
    here = situation(patient=patient_state(measurements=measurements))
    return {name: refusal.code for name, refusal in basis_for(here, regimen).missing.items()}


def test_everything_used_is_pinned_with_where_it_came_from() -> None:
    basis = basis_for(situation(), regimen_body(line(), AUC))
    assert [(pin.what, pin.value.value, pin.formula, pin.measured) for pin in basis.pinned] == [
        ("weight", "70", "", WEIGHT.act),
        ("height", "170", "", HEIGHT.act),
        ("surface", "1.8181", "surface.mosteller/1", None),
        ("creatinine", "80", "", CREATININE.act),
        # 65 years old: (140 − 65) × 70 × 1.04 / 80
        ("clearance", "68.25", "clearance.cockcroft_gault_fr_1.04/1", None),
    ]
    assert basis.missing == {}


def test_a_flat_dose_needs_nothing_of_the_patient() -> None:
    basis = basis_for(situation(patient=patient_state(measurements=())), regimen_body(FLAT))
    assert (basis.pinned, basis.missing) == ((), {})


@pytest.mark.parametrize(
    ("wanted", "measurements", "missing"),
    [
        (
            line(),
            (),
            {"per_m2": "measurement.missing", "per_kg": "measurement.missing", "auc": "measurement.missing"},
        ),
        (line(), (WEIGHT,), {"per_m2": "measurement.missing"}),
        (PER_KG, (WEIGHT,), {}),
        (AUC, (WEIGHT,), {"auc": "measurement.missing"}),
    ],
)
def test_what_is_missing_is_named(wanted: Any, measurements: Any, missing: dict[str, str]) -> None:
    assert _missing(wanted, *measurements) == missing


def test_a_weight_older_than_one_cycle_is_too_old() -> None:
    at_limit = measured("weight", "70", Unit.KG, NOW - 14 * DAY)
    too_old = measured("weight", "70", Unit.KG, NOW - 15 * DAY)
    assert _missing(PER_KG, at_limit) == {}
    assert set(_missing(PER_KG, too_old).values()) == {"measurement.too_old"}


def test_the_height_of_an_adult_does_not_age_and_that_of_a_child_does() -> None:
    height = measured("height", "150", Unit.CM, NOW - 400 * DAY)
    assert _missing(line(), WEIGHT, height) == {}
    child = patient_state(measurements=(WEIGHT, height), identity=identity(birth_date="2014-01-01"))
    missing = basis_for(situation(patient=child), regimen_body()).missing
    assert missing["per_m2"].code == "measurement.too_old"


def test_two_values_noted_apart_are_disputed_only_beyond_the_tolerance() -> None:
    rival = msgspec.structs.replace(WEIGHT, act=ref("rival"), value=Quantity("78", Unit.KG))
    here = msgspec.structs.replace(WEIGHT, rivals=(ref("rival"),))
    assert set(_missing(PER_KG, rival, here).values()) == {"measurement.disputed"}
    close = msgspec.structs.replace(rival, value=Quantity("70.3", Unit.KG))
    assert _missing(PER_KG, close, here) == {}
    unlimited = situation(limits=None, patient=patient_state(measurements=(close, here)))
    assert basis_for(unlimited, regimen_body(PER_KG)).missing["per_kg"].code == "measurement.disputed"
    assert limits().weight_percent == "10"


def test_formulas_that_nobody_knows_are_named() -> None:
    assert _missing(AUC, WEIGHT, CREATININE, gfr_formula="mdrd") == {"auc": "dosing.unknown_formula"}
    assert _missing(line(), WEIGHT, HEIGHT, bsa_formula="guess") == {"per_m2": "dosing.unknown_formula"}


def test_clearance_takes_a_sex_that_the_formula_knows() -> None:
    patient = patient_state(identity=identity(sex="X"))
    missing = basis_for(situation(patient=patient), regimen_body(AUC)).missing
    assert missing["auc"].code == "prescription.sex_needed"


@pytest.mark.parametrize("name", ["cockcroft_gault", "cockcroft_gault_104", "cockcroft_gault_fr_1.04"])
def test_a_variant_of_cockcroft_and_gault_has_several_names(name: str) -> None:
    assert _missing(AUC, WEIGHT, CREATININE, gfr_formula=name) == {}


def test_a_formulas_refusal_keeps_its_code_and_values() -> None:
    refusal = refused_dosing(UnitError("weight", Unit.G))
    assert (refusal.code, refusal.values) == ("dosing.unit", {"name": "weight", "unit": "g"})


@pytest.mark.parametrize("born", ["2026-02-30", "2027-01-01"])
def test_clearance_takes_an_age(born: str) -> None:
    patient = patient_state(identity=identity(birth_date=born))
    missing = basis_for(situation(patient=patient), regimen_body(AUC)).missing
    assert missing["auc"].code == "dosing.age"
