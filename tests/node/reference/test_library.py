"""The starter library holds together: sources, products for every line, doses that can be prepared."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest

from node.domain.dosing.dilution import check_concentration, final_volume, volume_to_draw
from node.domain.dosing.dose import Patient, compute_dose
from node.domain.dosing.renal import ClearanceFormula, creatinine_clearance
from node.domain.dosing.surface import SurfaceFormula, body_surface
from node.intake.bdpm import FILES
from node.intake.cip import cip13_fault
from node.intake.edition import EditionReader, build_edition
from node.intake.substances import find_substance
from node.reference.library import PRODUCTS, REGIMENS
from node.reference.limits import STARTER_LIMITS
from node.reference.writing import GLUCOSE
from schema.acts.regimen import LimitsSigned, Line, ProductSigned, RegimenSigned
from schema.codec import decode, encode
from schema.computation import Computation
from schema.quantity import Quantity, Unit, parse_decimal_text, to_step
from tests.node.domain.dosing import oracle

BY_SUBSTANCE = {product.substance: product for product in PRODUCTS}
LINES = [(regimen, line) for regimen in REGIMENS for line in regimen.lines]
LINE_IDS = [f"{regimen.code}-{line.code}" for regimen, line in LINES]

UNITS = {
    "per_m2": (Unit.MG_PER_M2, Unit.IU_PER_M2),
    "per_kg": (Unit.MG_PER_KG, Unit.IU_PER_KG),
    "auc": (Unit.AUC,),
    "flat": (Unit.G, Unit.MG, Unit.UG, Unit.IU),
}

# Small, average and large; the average one is 170 cm, 70 kg, 80 µmol/L.
SIZES = {"small": ("152", "46", "95"), "average": ("170", "70", "80"), "large": ("188", "98", "70")}


def patient(regimen: RegimenSigned, size: str) -> Patient:
    height, weight, creatinine = SIZES[size]
    assert regimen.bsa_formula in get_args(SurfaceFormula)
    assert regimen.gfr_formula in get_args(ClearanceFormula)
    kilos = Quantity(weight, Unit.KG)
    clearance = creatinine_clearance(
        regimen.gfr_formula,  # type: ignore[arg-type]  # checked above
        years=58,
        sex="female",
        weight=kilos,
        weight_kind="actual",
        creatinine=Quantity(creatinine, Unit.UMOL_PER_L),
    ).result
    surface = body_surface(regimen.bsa_formula, Quantity(height, Unit.CM), kilos).result  # type: ignore[arg-type]  # same
    return Patient(weight=kilos, surface=surface, clearance=clearance)


def dose_of(regimen: RegimenSigned, line: Line, size: str = "average") -> Computation:
    return compute_dose(
        line.amount,
        patient(regimen, size),
        rounding=line.rounding,
        cap=line.cap,
        clearance_cap=regimen.gfr_cap if line.basis == "auc" else None,
    )


def test_eight_regimens_of_the_kinds_asked_for() -> None:
    assert len(REGIMENS) == 8
    bases = {line.basis for _, line in LINES}
    families = {BY_SUBSTANCE[line.substance].family for _, line in LINES}
    assert {"flat", "per_m2", "auc"} <= bases
    assert {"fluoropyrimidine", "vinca"} <= families
    assert any(line.amount.unit is Unit.IU for _, line in LINES)


def test_codes_are_unique() -> None:
    assert len({regimen.code for regimen in REGIMENS}) == len(REGIMENS)
    assert len({product.code for product in PRODUCTS}) == len(PRODUCTS)
    assert len(BY_SUBSTANCE) == len(PRODUCTS)
    for regimen in REGIMENS:
        assert len({line.code for line in regimen.lines}) == len(regimen.lines)
        assert [line.rank for line in regimen.lines] == list(range(1, len(regimen.lines) + 1))
    codes = [one.code for regimen in REGIMENS for one in regimen.indications]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize(
    "body", [*REGIMENS, *PRODUCTS, STARTER_LIMITS], ids=lambda body: getattr(body, "code", "limits")
)
def test_everything_travels_as_an_act_would(body: RegimenSigned | ProductSigned | LimitsSigned) -> None:
    """Decoding applies every bound of the schema; making a struct does not."""
    assert decode(type(body), encode(body)) == body


def test_nothing_is_signed_for_clinical_use_and_everything_has_its_source() -> None:
    for regimen in REGIMENS:
        assert regimen.illustrative
        assert any(year in regimen.source for year in map(str, range(1980, 2027)))
        assert all(one.code.startswith("ILLUSTRATIF") for one in regimen.indications)
    for product in PRODUCTS:
        assert product.illustrative
        assert "À vérifier" in product.source


def test_no_product_without_a_line() -> None:
    assert {line.substance for _, line in LINES} == set(BY_SUBSTANCE)


@pytest.mark.parametrize(("regimen", "line"), LINES, ids=LINE_IDS)
def test_a_line_agrees_with_itself_and_its_product(regimen: RegimenSigned, line: Line) -> None:
    product = BY_SUBSTANCE[line.substance]
    assert line.amount.unit in UNITS[line.basis]
    assert line.route in product.routes
    assert max(line.days) <= regimen.cycle_days
    assert list(line.days) == sorted(set(line.days))
    assert (line.diluent == "") == (line.volume is None)
    assert not line.diluent or line.diluent in product.diluents


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.code)
def test_a_product_agrees_with_itself(product: ProductSigned) -> None:
    assert cip13_fault(product.cip13) is None
    assert product.concentration.unit is (Unit.IU_PER_ML if product.vial.unit is Unit.IU else Unit.MG_PER_ML)
    assert product.vial_volume is not None
    held = Fraction(product.concentration.value) * Fraction(product.vial_volume.value)
    # Gemcitabine: 26.3 mL at 38 mg/mL are 999.4 mg.
    assert abs(held / Fraction(product.vial.value) - 1) < Fraction(1, 1000)
    if product.concentration_min is not None and product.concentration_max is not None:
        assert parse_decimal_text(product.concentration_min) < parse_decimal_text(product.concentration_max)
        assert parse_decimal_text(product.concentration_max) <= product.concentration.decimal
    assert product.excipients
    assert bool(product.reconstitution) == product.form.startswith("poudre")


@pytest.mark.parametrize("product", PRODUCTS, ids=lambda product: product.code)
def test_substances_and_families_are_those_of_the_drug_database(product: ProductSigned) -> None:
    known = find_substance(product.substance)
    assert known is not None
    assert (known.inn, known.family) == (product.substance, product.family)


def test_what_may_never_be_missing() -> None:
    assert BY_SUBSTANCE["fluorouracile"].prerequisites == ("uracilemia",)
    assert BY_SUBSTANCE["oxaliplatine"].diluents == (GLUCOSE,)
    assert BY_SUBSTANCE["vincristine"].routes == ("iv",)
    vincristine = next(line for _, line in LINES if line.substance == "vincristine")
    assert vincristine.cap == Quantity("2", Unit.MG)
    assert vincristine.container == "poche"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("regimen", "line"), LINES, ids=LINE_IDS)
def test_a_patient_of_any_size_gets_a_bag_within_range(regimen: RegimenSigned, line: Line, size: str) -> None:
    product = BY_SUBSTANCE[line.substance]
    dose = dose_of(regimen, line, size).result
    drawn = volume_to_draw(dose, product.concentration, rounding=to_step("0.1")).result
    volume = final_volume(drawn, line.volume, "added" if line.diluent else "undiluted")
    unit = product.concentration.unit
    low = Quantity(product.concentration_min, unit) if product.concentration_min else None
    high = Quantity(product.concentration_max, unit) if product.concentration_max else None
    if line.diluent:
        verdict = check_concentration(dose, volume, low, high)
        # A large patient's etoposide needs the larger bag that the line's instructions name.
        if line.substance == "étoposide" and size == "large":
            assert verdict == "above"
            assert "1000 mL" in line.instructions
            verdict = check_concentration(dose, Quantity("1000", Unit.ML), low, high)
        assert verdict in ("within", "no_limits")


def test_doses_of_an_average_patient_by_hand() -> None:
    """170 cm, 70 kg: 1.8181 m² (Mosteller), 1.8097 m² (Du Bois); woman of 58, 80 µmol/L: 74.8660 mL/min."""
    doses = {name: dose_of(*pair).result.value for name, pair in zip(LINE_IDS, LINES, strict=True)}
    clearance = Fraction(
        oracle.nearest(oracle.cockcroft("cockcroft_gault_88.4", 58, "70", "80", True), "0.0001")
    )
    assert doses == {
        "mFOLFOX6-L1": oracle.nearest(85 * Fraction("1.8097"), "1"),
        "mFOLFOX6-L2": oracle.nearest(400 * Fraction("1.8097"), "10"),
        "mFOLFOX6-L3": oracle.nearest(400 * Fraction("1.8097"), "10"),
        "mFOLFOX6-L4": oracle.nearest(2400 * Fraction("1.8097"), "10"),
        "R-CHOP21-L1": oracle.nearest(375 * Fraction("1.8181"), "1"),
        "R-CHOP21-L2": oracle.nearest(50 * Fraction("1.8181"), "1"),
        "R-CHOP21-L3": "2",  # 2.55, capped
        "R-CHOP21-L4": oracle.nearest(750 * Fraction("1.8181"), "10"),
        "CARBO-TAXOL-L1": oracle.nearest(175 * Fraction("1.8181"), "1"),
        "CARBO-TAXOL-L2": oracle.nearest(oracle.calvert("5", clearance), "1"),
        "BEP-L1": "36.5",  # 36.36
        "BEP-L2": oracle.nearest(100 * Fraction("1.8181"), "1"),
        "BEP-L3": "30000",
        "PEMBRO-200-L1": "200",
        "GEMCITABINE-L1": oracle.nearest(1000 * Fraction("1.8181"), "10"),
        "TC-L1": oracle.nearest(75 * Fraction("1.8181"), "1"),
        "TC-L2": oracle.nearest(600 * Fraction("1.8181"), "10"),
        "AZACITIDINE-L1": oracle.nearest(75 * Fraction("1.8181"), "1"),
    }


def test_products_are_those_of_the_complete_files() -> None:
    folder = os.environ.get("VEILLEUSE_BDPM")
    if not folder:
        pytest.skip("VEILLEUSE_BDPM names no folder with the complete files")
    edition = build_edition({name: Path(folder, name) for name in FILES}, "")
    boxes = {row.cip13: row for row in EditionReader(edition.blob).rows()}
    for product in PRODUCTS:
        box = boxes[product.cip13]
        assert box.injectable, product.code
        assert box.substances == (product.substance,), product.code
        assert box.content == product.vial, product.code
        assert box.concentration in (product.concentration, None), product.code
        assert (box.concentration is None) == bool(product.reconstitution), product.code
