"""Shorthand writes the units it says."""

from __future__ import annotations

from node.reference.writing import iu, mg, mg_per_m2, mg_per_ml, ml
from schema.quantity import Unit


def test_units() -> None:
    units = [written("1.5").unit for written in (mg, iu, ml, mg_per_m2, mg_per_ml)]
    assert units == [Unit.MG, Unit.IU, Unit.ML, Unit.MG_PER_M2, Unit.MG_PER_ML]
