"""Pembrolizumab alone: a flat dose, whatever the patient's size."""

from typing import Final

from node.reference.writing import SALINE, mg, ml
from schema.acts.regimen import Indication, Line, RegimenSigned
from schema.quantity import to_step

PEMBROLIZUMAB_200: Final = RegimenSigned(
    code="PEMBRO-200",
    name="Pembrolizumab 200 mg toutes les 3 semaines",
    version="1",
    cycle_days=21,
    cycles=35,
    bsa_formula="mosteller",
    gfr_formula="cockcroft_gault_fr_1.04",
    gfr_cap=None,
    lines=(
        Line(
            code="L1",
            substance="pembrolizumab",
            basis="flat",
            amount=mg("200"),
            cap=None,
            route="iv",
            days=(1,),
            diluent=SALINE,
            volume=ml("100"),
            duration_minutes=30,
            container="poche",
            rounding=to_step("1"),
            rank=1,
            instructions="Filtre en ligne de 0,2 à 5 µm.",
        ),
    ),
    indications=(
        Indication(
            "ILLUSTRATIF-6", "Cancer bronchique non à petites cellules métastatique, PD-L1 à 50 % ou plus"
        ),
    ),
    premedication=(),
    source="Reck M et al., N Engl J Med 2016;375:1823-1833 (KEYNOTE-024).",
    illustrative=True,
)
