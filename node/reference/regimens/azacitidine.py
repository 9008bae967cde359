"""Azacitidine under the skin, seven days in a row: syringes of a suspension that does not keep."""

from typing import Final

from node.reference.writing import mg_per_m2
from schema.acts.regimen import Indication, Line, RegimenSigned
from schema.quantity import to_step

AZACITIDINE_SC: Final = RegimenSigned(
    code="AZACITIDINE",
    name="Azacitidine sous-cutanée, 7 jours sur 28",
    version="1",
    cycle_days=28,
    cycles=6,
    bsa_formula="mosteller",
    gfr_formula="cockcroft_gault_fr_1.04",
    gfr_cap=None,
    lines=(
        Line(
            code="L1",
            substance="azacitidine",
            basis="per_m2",
            amount=mg_per_m2("75"),
            cap=None,
            route="sc",
            days=(1, 2, 3, 4, 5, 6, 7),
            diluent="",
            volume=None,
            duration_minutes=0,
            container="seringue",
            rounding=to_step("1"),
            rank=1,
            instructions="Au-delà de 100 mg : deux seringues égales, deux sites d’injection.",
        ),
    ),
    indications=(Indication("ILLUSTRATIF-9", "Syndrome myélodysplasique de haut risque"),),
    premedication=("Antiémétique avant chaque injection.",),
    source="Fenaux P et al., Lancet Oncol 2009;10:223-232 (AZA-001).",
    illustrative=True,
)
