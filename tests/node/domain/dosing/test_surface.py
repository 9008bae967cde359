"""Body surface: published values, a second computation by whole numbers, and other people's mistakes."""

from __future__ import annotations

import _pydecimal
import json
from decimal import Decimal

import pytest

from node.domain.dosing.errors import DosingError, UnitError, ValueRefusedError
from node.domain.dosing.surface import SurfaceFormula, body_surface
from schema.quantity import Quantity, Unit, to_step
from tests.node.domain.dosing import oracle

FORMULAS: tuple[SurfaceFormula, ...] = ("mosteller", "dubois", "haycock", "gehan_george", "boyd")

# B1 is asserted by the tests of the R package clinPK (to 3 decimals); B2 Mosteller by medicalequations.com;
# the rest was computed twice, by two programs (Boyd once).
PUBLISHED = {
    "B1": ("180", "80", ["2.000", "1.996", "2.007", "2.009", "2.007"], "0.001"),
    "B2": ("170", "70", ["1.8181", "1.8097", "1.8257", "1.8313", "1.8347"], "0.0001"),
    "B3": ("165", "60", ["1.6583", "1.6587", "1.6607", "1.6704", "1.6711"], "0.0001"),
    "B6": ("185", "110", ["2.3776", "2.3316", "2.4074", "2.3948", "2.4049"], "0.0001"),
    "B10": ("75", "9", ["0.4330", "0.4182", "0.4380", "0.4510", "0.4522"], "0.0001"),
}


def surface(formula: SurfaceFormula, height: str, weight: str, step: str = "0.0001") -> str:
    result = body_surface(
        formula, Quantity(height, Unit.CM), Quantity(weight, Unit.KG), rounding=to_step(step)
    ).result
    assert result.unit is Unit.M2
    return result.value


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("vector", PUBLISHED)
def test_published_values(vector: str, formula: SurfaceFormula) -> None:
    height, weight, expected, step = PUBLISHED[vector]
    assert Decimal(surface(formula, height, weight, step)) == Decimal(expected[FORMULAS.index(formula)])


def test_golden_values() -> None:
    """60 patients of `oracle.py`, which shares neither code nor number type with the program."""
    rows = json.loads(oracle.GOLDEN.read_text(encoding="utf-8"))
    assert len(rows) == 60
    for row in rows:
        for formula in ("mosteller", "dubois", "haycock", "gehan_george"):
            assert surface(formula, row["height"], row["weight"]) == row[formula], row


def test_the_golden_file_is_what_the_oracle_writes() -> None:
    rows = json.loads(oracle.GOLDEN.read_text(encoding="utf-8"))
    assert oracle.golden(limit=1) == rows[:1]
    for row in rows:
        assert oracle.mosteller(row["height"], row["weight"]) == row["mosteller"]
        assert oracle.dubois(row["height"], row["weight"]) == row["dubois"]


@pytest.mark.parametrize(
    ("height", "weight"), [("180", "80"), ("75", "9"), ("152.5", "41.7"), ("199", "143")]
)
def test_boyd_by_the_other_decimal(height: str, weight: str) -> None:
    """Its exponent is irrational: checked with the pure Python implementation and its own `**`."""
    with _pydecimal.localcontext(_pydecimal.Context(prec=50)):
        grams = _pydecimal.Decimal(weight) * 1000
        exponent = _pydecimal.Decimal("0.7285") - _pydecimal.Decimal("0.0188") * grams.log10()
        area = (
            _pydecimal.Decimal("0.0003207")
            * _pydecimal.Decimal(height) ** _pydecimal.Decimal("0.3")
            * grams**exponent
        )
        expected = area.quantize(_pydecimal.Decimal("0.0001"), rounding=_pydecimal.ROUND_HALF_UP)
    assert Decimal(surface("boyd", height, weight)) == Decimal(str(expected))


def test_a_wrong_published_value_is_not_ours() -> None:
    """A page on the web prints Haycock(110 cm, 18 kg) as 0.78; the formula gives 0.740."""
    assert surface("haycock", "110", "18", "0.001") == "0.74"
    assert oracle.haycock("110", "18").startswith("0.740")


def test_the_work_is_shown() -> None:
    work = body_surface("mosteller", Quantity("170", Unit.CM), Quantity("70", Unit.KG))
    assert work.formula == "surface.mosteller/1"
    assert work.figure("height") == Quantity("170", Unit.CM)
    assert work.figure("weight") == Quantity("70", Unit.KG)
    assert work.rounding is not None
    assert work.rounding.step == "0.0001"
    assert work.cap is None


def test_no_cap_unless_given() -> None:
    tall, heavy = Quantity("190", Unit.CM), Quantity("160", Unit.KG)
    assert Decimal(body_surface("mosteller", tall, heavy).result.value) > Decimal("2.9")
    capped = body_surface("mosteller", tall, heavy, cap=Quantity("2", Unit.M2))
    assert capped.result == capped.cap == Quantity("2", Unit.M2)
    assert capped.figure("surface") == body_surface("mosteller", tall, heavy).result
    under = body_surface("mosteller", tall, heavy, cap=Quantity("3", Unit.M2))
    assert under.cap is None
    assert under.result == body_surface("mosteller", tall, heavy).result


def test_what_is_refused() -> None:
    height, weight = Quantity("170", Unit.CM), Quantity("70", Unit.KG)
    with pytest.raises(UnitError):
        body_surface("mosteller", Quantity("1.7", Unit.M2), weight)
    with pytest.raises(UnitError):
        body_surface("mosteller", height, Quantity("70000", Unit.G))
    with pytest.raises(ValueRefusedError):
        body_surface("dubois", height, Quantity("0", Unit.KG))
    with pytest.raises(DosingError) as refused:
        body_surface("guess", height, weight)  # type: ignore[arg-type]  # an id from another version
    assert refused.value.code == "unknown_formula"
