"""Ready-made reference data: a fictive 5-FU product, regimen and limits, as signed as a test wants them."""

from __future__ import annotations

from typing import Any

from node.domain.reference import ProductState, ProductVersion
from schema.acts.regimen import (
    GateLimit,
    GatesSigned,
    Indication,
    LimitsSigned,
    Line,
    ProductSigned,
    RegimenSigned,
)
from schema.quantity import Quantity, Unit, to_step
from tests.node.domain.states import mg, ref


def product_body(**changes: Any) -> ProductSigned:
    """Fluorouracil 50 mg/mL, fictive limits."""
    fields: dict[str, Any] = {
        "code": "FU50",
        "label": "Fluorouracile fictif 50 mg/mL",
        "substance": "fluorouracile",
        "cip13": "",
        "form": "solution",
        "vial": mg("1000"),
        "vial_volume": Quantity("20", Unit.ML),
        "concentration": Quantity("50", Unit.MG_PER_ML),
        "reconstitution": "",
        "diluents": ("NaCl 0,9 %", "G5 %"),
        "routes": ("iv",),
        "concentration_min": "0.5",
        "concentration_max": "15",
        "stability_hours": 24,
        "storage": "",
        "excipients": (),
        "cautions": (),
        "family": "fluoropyrimidine",
        "prerequisites": ("uracilemia",),
        "hypertonic": False,
        "source": "",
        "illustrative": True,
    }
    return ProductSigned(**{**fields, **changes})


def product_state(**changes: Any) -> ProductState:
    """A product with one signed version."""
    act = ref("product")
    return ProductState((ProductVersion(act, product_body(**changes)),), act, (), (act,), (), (), False)


def limits(**changes: Any) -> LimitsSigned:
    """The site's limits."""
    fields: dict[str, Any] = {
        "previous_dose_percent": "10",
        "weight_percent": "10",
        "same_dose_days": 3,
        "early_preparation": False,
        "maker_may_release": False,
        "snapshot_weekday": 4,
        "snapshot_hour": 18,
    }
    return LimitsSigned(**{**fields, **changes})


def line(**changes: Any) -> Line:
    """One line of a regimen: fluorouracil 400 mg/m² in a bag on day 1."""
    fields: dict[str, Any] = {
        "code": "L1",
        "substance": "fluorouracile",
        "basis": "per_m2",
        "amount": Quantity("400", Unit.MG_PER_M2),
        "cap": None,
        "route": "iv",
        "days": (1,),
        "diluent": "NaCl 0,9 %",
        "volume": Quantity("100", Unit.ML),
        "duration_minutes": 30,
        "container": "poche",
        "rounding": to_step("1"),
        "rank": 1,
        "instructions": "",
    }
    return Line(**{**fields, **changes})


def regimen_body(*lines: Line, **changes: Any) -> RegimenSigned:
    """A fictive regimen of 14 days."""
    fields: dict[str, Any] = {
        "code": "FICTIF",
        "name": "Protocole fictif",
        "version": "1",
        "cycle_days": 14,
        "cycles": 6,
        "bsa_formula": "mosteller",
        "gfr_formula": "cockcroft_gault_104",
        "gfr_cap": None,
        "lines": lines or (line(),),
        "indications": (Indication("I1", "Indication fictive"),),
        "premedication": (),
        "source": "",
        "illustrative": True,
    }
    return RegimenSigned(**{**fields, **changes})


def gates(neutrophils: str) -> GatesSigned:
    """Limits of results: so many neutrophils at least."""
    return GatesSigned((GateLimit("neutrophils", Quantity(neutrophils, Unit.GIGA_PER_L), None),), "", True)
