"""BEP over five days: bleomycin is counted in units, etoposide and cisplatin come five days in a row."""

from typing import Final

from node.reference.writing import HOUR, SALINE, iu, mg_per_m2, ml
from schema.acts.regimen import Indication, Line, RegimenSigned
from schema.quantity import to_step

BEP: Final = RegimenSigned(
    code="BEP",
    name="BEP en cinq jours",
    version="1",
    cycle_days=21,
    cycles=3,
    bsa_formula="mosteller",
    gfr_formula="cockcroft_gault_fr_1.04",
    gfr_cap=None,
    lines=(
        Line(
            code="L1",
            substance="cisplatine",
            basis="per_m2",
            amount=mg_per_m2("20"),
            cap=None,
            route="iv",
            days=(1, 2, 3, 4, 5),
            diluent=SALINE,
            volume=ml("500"),
            duration_minutes=HOUR,
            container="poche",
            rounding=to_step("0.5"),
            rank=1,
            instructions="Hyperhydratation avant et après.",
        ),
        Line(
            code="L2",
            substance="étoposide",
            basis="per_m2",
            amount=mg_per_m2("100"),
            cap=None,
            route="iv",
            days=(1, 2, 3, 4, 5),
            diluent=SALINE,
            volume=ml("500"),
            duration_minutes=HOUR,
            container="poche",
            rounding=to_step("1"),
            rank=2,
            instructions="Au-delà de 200 mg : poche de 1000 mL.",
        ),
        Line(
            code="L3",
            substance="bléomycine",
            basis="flat",
            amount=iu("30000"),
            cap=None,
            route="iv",
            days=(1, 8, 15),
            diluent=SALINE,
            volume=ml("50"),
            duration_minutes=15,
            container="poche",
            rounding=to_step("500"),
            rank=3,
            instructions="Dose fixe en unités, quelle que soit la surface.",
        ),
    ),
    indications=(Indication("ILLUSTRATIF-5", "Tumeur germinale métastatique de bon pronostic"),),
    premedication=("Antiémétiques : sétron, corticoïde, antagoniste NK1.",),
    source="de Wit R et al., J Clin Oncol 2001;19:1629-1640 (EORTC/MRC, trois cycles, cinq jours) ; "
    "bléomycine 30 mg de la publication = 30 unités USP = 30 000 UI.",
    illustrative=True,
)
