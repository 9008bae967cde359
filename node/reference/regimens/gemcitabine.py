"""Gemcitabine alone: three weeks out of four, so one cycle has three doses of one line."""

from typing import Final

from node.reference.writing import SALINE, mg_per_m2, ml
from schema.acts.regimen import Indication, Line, RegimenSigned
from schema.quantity import to_step

GEMCITABINE_WEEKLY: Final = RegimenSigned(
    code="GEMCITABINE",
    name="Gemcitabine hebdomadaire, trois semaines sur quatre",
    version="1",
    cycle_days=28,
    cycles=6,
    bsa_formula="mosteller",
    gfr_formula="cockcroft_gault_fr_1.04",
    gfr_cap=None,
    lines=(
        Line(
            code="L1",
            substance="gemcitabine",
            basis="per_m2",
            amount=mg_per_m2("1000"),
            cap=None,
            route="iv",
            days=(1, 8, 15),
            diluent=SALINE,
            volume=ml("250"),
            duration_minutes=30,
            container="poche",
            rounding=to_step("10"),
            rank=1,
            instructions="Ne pas allonger la perfusion : elle deviendrait plus toxique.",
        ),
    ),
    indications=(Indication("ILLUSTRATIF-7", "Cancer du pancréas opéré, traitement adjuvant"),),
    premedication=("Antiémétique selon la tolérance.",),
    source="Oettle H et al., JAMA 2007;297:267-277 (CONKO-001).",
    illustrative=True,
)
