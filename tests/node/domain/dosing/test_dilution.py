"""From dose to bag: the dilution vectors D1 to D12, their oracle, and the limits of a range."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest

from node.domain.dosing.dilution import (
    FillMode,
    check_concentration,
    final_concentration,
    final_volume,
    volume_to_draw,
)
from node.domain.dosing.dose import Patient, compute_dose
from node.domain.dosing.errors import UnitError, ValueRefusedError
from node.domain.dosing.surface import body_surface
from schema.quantity import Quantity, Unit, to_step
from tests.node.domain.dosing import oracle

MICROLITRE = to_step("0.001")

# id: dose mg, stock mg/mL, bag mL, volume drawn, concentration added, concentration replaced, range, verdict
VECTORS = {
    "D1 paclitaxel": ("290.2", "6", "500", "48.367", "0.529", "0.580", ("0.3", "1.2"), "within"),
    "D2 paclitaxel": ("290.2", "6", "250", "48.367", "0.973", "1.161", ("0.3", "1.2"), "within"),
    "D4 etoposide": ("181.8", "20", "500", "9.090", "0.357", "0.364", ("0.2", "0.4"), "within"),
    "D6 docetaxel": ("150", "20", "250", "7.500", "0.583", "0.600", ("0.3", "0.74"), "within"),
    "D8 docetaxel": ("213.06", "20", "500", "10.653", "0.417", "0.426", ("0.3", "0.74"), "within"),
    "D9 oxaliplatin": ("170", "5", "250", "34.0", "0.599", "0.680", ("0.2", "0.7"), "within"),
    "D12 irinotecan": ("327.258", "20", "250", "16.363", "1.229", "1.309", ("0.12", "2.8"), "within"),
    "D6 too strong": ("213.06", "20", "250", "10.653", "0.817", "0.852", ("0.3", "0.74"), "above"),
    "etoposide too weak": ("50", "20", "500", "2.5", "0.100", "0.100", ("0.2", "0.4"), "below"),
}


def concentration(dose: Quantity, drawn: Quantity, bag: str, mode: FillMode) -> str:
    work = final_concentration(dose, drawn, Quantity(bag, Unit.ML), mode, rounding=MICROLITRE)
    assert work.result.unit is Unit.MG_PER_ML
    return work.result.value


@pytest.mark.parametrize("vector", VECTORS)
def test_published_dilutions(vector: str) -> None:
    milligrams, stock, bag, volume, added, replaced, (low, high), verdict = VECTORS[vector]
    dose = Quantity(milligrams, Unit.MG)
    drawn = volume_to_draw(dose, Quantity(stock, Unit.MG_PER_ML), rounding=MICROLITRE).result
    assert drawn == Quantity(oracle.shown(Fraction(volume)), Unit.ML)
    assert concentration(dose, drawn, bag, "added") == oracle.shown(Fraction(added))
    assert concentration(dose, drawn, bag, "replaced") == oracle.shown(Fraction(replaced))
    total = final_volume(drawn, Quantity(bag, Unit.ML), "added")
    limits = Quantity(low, Unit.MG_PER_ML), Quantity(high, Unit.MG_PER_ML)
    assert check_concentration(dose, total, *limits) == verdict


@pytest.mark.parametrize("vector", VECTORS)
def test_the_same_by_fractions(vector: str) -> None:
    milligrams, stock, bag, volume, added, replaced, _, _ = VECTORS[vector]
    exact = Fraction(milligrams) / Fraction(stock)
    assert Fraction(oracle.nearest(exact, "0.001")) == Fraction(volume)
    assert Fraction(oracle.nearest(Fraction(milligrams) / (Fraction(bag) + exact), "0.001")) == Fraction(
        added
    )
    assert Fraction(oracle.nearest(Fraction(milligrams) / Fraction(bag), "0.001")) == Fraction(replaced)


def test_golden_values() -> None:
    for row in json.loads(oracle.GOLDEN.read_text(encoding="utf-8")):
        dose = Quantity(row["paclitaxel_175"], Unit.MG)
        drawn = volume_to_draw(dose, Quantity("6", Unit.MG_PER_ML), rounding=to_step("0.1")).result
        assert drawn.value == row["drawn_at_6"], row
        bag = Quantity("500", Unit.ML)
        assert final_concentration(dose, drawn, bag, "added").result.value == row["added_to_500"]
        assert final_concentration(dose, drawn, bag, "replaced").result.value == row["replaced_in_500"]


def test_d1_from_the_patient_to_the_bag() -> None:
    """165 cm, 60 kg, paclitaxel 175 mg/m², 6 mg/mL, 500 mL."""
    surface = body_surface("mosteller", Quantity("165", Unit.CM), Quantity("60", Unit.KG)).result
    dose = compute_dose(
        Quantity("175", Unit.MG_PER_M2), Patient(surface=surface), rounding=to_step("0.1")
    ).result
    drawn = volume_to_draw(dose, Quantity("6", Unit.MG_PER_ML), rounding=MICROLITRE).result
    assert (dose.value, drawn.value) == ("290.2", "48.367")
    assert concentration(dose, drawn, "500", "added") == "0.529"


def test_k_facts_as_volumes() -> None:
    """K4 docetaxel 140 mg at 10 mg/mL; K14 5-FU 700 and 800 mg at 50 mg/mL; K7 gemcitabine at 38 mg/mL."""
    for milligrams, stock, volume in (
        ("140", "10", "14"),
        ("700", "50", "14"),
        ("800", "50", "16"),
        ("1000", "38", "26.3"),
        ("2000", "38", "52.6"),
    ):
        drawn = volume_to_draw(
            Quantity(milligrams, Unit.MG), Quantity(stock, Unit.MG_PER_ML), rounding=to_step("0.1")
        )
        assert drawn.result == Quantity(volume, Unit.ML)


def test_units_of_activity_and_grams() -> None:
    bleomycin = volume_to_draw(
        Quantity("30000", Unit.IU), Quantity("3000", Unit.IU_PER_ML), rounding=to_step("0.1")
    )
    assert bleomycin.result == Quantity("10", Unit.ML)
    bag = Quantity("50", Unit.ML)
    assert final_concentration(Quantity("30000", Unit.IU), bleomycin.result, bag, "added").result == Quantity(
        "500", Unit.IU_PER_ML
    )
    grams = volume_to_draw(Quantity("1.2", Unit.G), Quantity("50", Unit.MG_PER_ML), rounding=to_step("0.1"))
    assert grams.result == Quantity("24", Unit.ML)


def test_the_exact_volume_is_shown() -> None:
    work = volume_to_draw(Quantity("290.2", Unit.MG), Quantity("6", Unit.MG_PER_ML), rounding=to_step("0.5"))
    assert work.figure("exact_volume") == Quantity("48.366667", Unit.ML)
    assert work.result == Quantity("48.5", Unit.ML)


def test_undiluted_is_the_stock() -> None:
    """Azacitidine 137 mg of a 25 mg/mL suspension in syringes."""
    dose = Quantity("137", Unit.MG)
    drawn = volume_to_draw(dose, Quantity("25", Unit.MG_PER_ML), rounding=to_step("0.01")).result
    work = final_concentration(dose, drawn, None, "undiluted")
    assert work.figure("final_volume") == drawn == Quantity("5.48", Unit.ML)
    assert work.result == Quantity("25", Unit.MG_PER_ML)


def test_a_limit_is_part_of_its_range() -> None:
    """0.7 mg/mL exactly is allowed, and no rounding decides: 1 mg more in 250 mL is above."""
    low, high, bag = (
        Quantity("0.2", Unit.MG_PER_ML),
        Quantity("0.7", Unit.MG_PER_ML),
        Quantity("250", Unit.ML),
    )
    assert check_concentration(Quantity("175", Unit.MG), bag, low, high) == "within"
    assert check_concentration(Quantity("175.000001", Unit.MG), bag, low, high) == "above"
    assert check_concentration(Quantity("50", Unit.MG), bag, low, high) == "within"
    assert check_concentration(Quantity("49.999999", Unit.MG), bag, low, high) == "below"
    assert check_concentration(Quantity("49", Unit.MG), bag, None, high) == "within"
    assert check_concentration(Quantity("500", Unit.MG), bag, low, None) == "within"
    assert check_concentration(Quantity("500", Unit.MG), bag, None, None) == "no_limits"


def test_what_is_refused() -> None:
    dose, stock, bag = Quantity("100", Unit.MG), Quantity("5", Unit.MG_PER_ML), Quantity("10", Unit.ML)
    with pytest.raises(UnitError):
        volume_to_draw(Quantity("100", Unit.IU), stock, rounding=MICROLITRE)
    with pytest.raises(ValueRefusedError) as nothing:
        volume_to_draw(Quantity("0.001", Unit.MG), stock, rounding=to_step("0.1"))
    assert nothing.value.code == "rounds_to_nothing"
    drawn = volume_to_draw(dose, stock, rounding=MICROLITRE).result
    with pytest.raises(ValueRefusedError) as small:
        final_concentration(dose, drawn, bag, "replaced")
    assert small.value.code == "bag_too_small"
    with pytest.raises(ValueRefusedError) as absent:
        final_concentration(dose, drawn, None, "added")
    assert absent.value.code == "no_bag"
    with pytest.raises(UnitError):
        check_concentration(dose, bag, Quantity("1", Unit.IU_PER_ML), None)
