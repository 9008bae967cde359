"""TC: docetaxel, whose range of concentration is narrow, and cyclophosphamide."""

from typing import Final

from node.reference.writing import HOUR, SALINE, mg_per_m2, ml
from schema.acts.regimen import Indication, Line, RegimenSigned
from schema.quantity import to_step

DOCETAXEL_CYCLOPHOSPHAMIDE: Final = RegimenSigned(
    code="TC",
    name="Docétaxel et cyclophosphamide tous les 21 jours",
    version="1",
    cycle_days=21,
    cycles=4,
    bsa_formula="mosteller",
    gfr_formula="cockcroft_gault_fr_1.04",
    gfr_cap=None,
    lines=(
        Line(
            code="L1",
            substance="docétaxel",
            basis="per_m2",
            amount=mg_per_m2("75"),
            cap=None,
            route="iv",
            days=(1,),
            diluent=SALINE,
            volume=ml("250"),
            duration_minutes=HOUR,
            container="poche",
            rounding=to_step("1"),
            rank=1,
            instructions="Poche sans PVC. Au-delà de 190 mg : poche de 500 mL.",
        ),
        Line(
            code="L2",
            substance="cyclophosphamide",
            basis="per_m2",
            amount=mg_per_m2("600"),
            cap=None,
            route="iv",
            days=(1,),
            diluent=SALINE,
            volume=ml("250"),
            duration_minutes=HOUR,
            container="poche",
            rounding=to_step("10"),
            rank=2,
            instructions="",
        ),
    ),
    indications=(Indication("ILLUSTRATIF-8", "Cancer du sein opéré, traitement adjuvant"),),
    premedication=("Corticoïde la veille, le jour et le lendemain du docétaxel.", "Antiémétiques."),
    source="Jones SE et al., J Clin Oncol 2006;24:5381-5387 (US Oncology 9735).",
    illustrative=True,
)
