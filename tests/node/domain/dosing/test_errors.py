"""A refusal has its sentence in both languages, with the values filled in."""

from __future__ import annotations

from typing import get_args

import pytest

from node.domain.dosing.dilution import FillMode
from node.domain.dosing.errors import DosingError, MissingError, UnitError, ValueRefusedError
from node.domain.dosing.plausibility import FindingCode
from node.domain.dosing.renal import ClearanceFormula, Sex, WeightKind
from node.domain.dosing.surface import SurfaceFormula
from schema.i18n import text
from schema.quantity import Unit

REFUSALS = [
    MissingError("surface"),
    UnitError("weight", Unit.G),
    *(
        ValueRefusedError(code, {"name": "dose"})
        for code in (
            "age", "bag_too_small", "no_bag", "not_born", "not_positive", "reduction_total",
            "rounds_to_nothing",
        )
    ),
    DosingError("unknown_formula", {"formula": "guess"}),
    DosingError("units_differ", {"name": "cap", "unit": "UI"}),
]  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.code)
def test_every_refusal_has_its_sentence(refusal: DosingError, language: str) -> None:
    sentence = refusal.sentence(language)
    assert not sentence.startswith("dosing.")
    assert "{" not in sentence
    assert "figure." not in sentence
    if language == "en":
        assert str(refusal) == sentence


WORDS = {
    "figure": (
        "height", "weight", "surface", "surface_cap", "age", "creatinine", "clearance", "clearance_used",
        "clearance_cap", "amount", "theoretical", "capped", "reduced", "cap", "reduction", "reduction_reason",
        "dose", "previous_dose", "tolerance", "stock", "exact_volume", "drawn_volume", "bag_volume",
        "final_volume", "concentration_limit", "plausibility_limit", "change_percent",
    ),
    "formula": (
        *(f"surface.{name}/1" for name in get_args(SurfaceFormula)),
        *(f"clearance.{name}/1" for name in get_args(ClearanceFormula)),
        *(f"dose.{name}/1" for name in ("flat", "per_kg", "per_m2", "calvert")),
        "volume.draw/1", "concentration.final/1", "deviation.percent/1",
    ),
    "choice": (
        *(f"sex.{name}" for name in get_args(Sex)),
        *(f"weight_kind.{name}" for name in get_args(WeightKind)),
        *(f"fill_mode.{name}" for name in get_args(FillMode)),
    ),
    "doubt": get_args(FindingCode),
}  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("family", WORDS)
def test_everything_a_computation_names_has_its_words(family: str, language: str) -> None:
    for name in WORDS[family]:
        assert text(f"{family}.{name}", language) != f"{family}.{name}"
