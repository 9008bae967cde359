"""Paclitaxel, then carboplatin by Calvert: the dose comes from the kidneys."""

from typing import Final

from node.reference.writing import GLUCOSE, HOUR, SALINE, mg_per_m2, ml
from schema.acts.regimen import Indication, Line, RegimenSigned
from schema.quantity import Quantity, Unit, to_step

CARBOPLATIN_PACLITAXEL: Final = RegimenSigned(
    code="CARBO-TAXOL",
    name="Carboplatine et paclitaxel tous les 21 jours",
    version="1",
    cycle_days=21,
    cycles=6,
    bsa_formula="mosteller",
    gfr_formula="cockcroft_gault_88.4",
    gfr_cap=Quantity("125", Unit.ML_PER_MIN),
    lines=(
        Line(
            code="L1",
            substance="paclitaxel",
            basis="per_m2",
            amount=mg_per_m2("175"),
            cap=None,
            route="iv",
            days=(1,),
            diluent=SALINE,
            volume=ml("500"),
            duration_minutes=3 * HOUR,
            container="poche",
            rounding=to_step("1"),
            rank=1,
            instructions="Avant le carboplatine. Tubulure sans PVC, filtre de 0,22 µm.",
        ),
        Line(
            code="L2",
            substance="carboplatine",
            basis="auc",
            amount=Quantity("5", Unit.AUC),
            cap=None,
            route="iv",
            days=(1,),
            diluent=GLUCOSE,
            volume=ml("250"),
            duration_minutes=HOUR,
            container="poche",
            rounding=to_step("1"),
            rank=2,
            instructions="",
        ),
    ),
    indications=(Indication("ILLUSTRATIF-4", "Cancer épithélial de l’ovaire"),),
    premedication=("Corticoïde, antihistaminique H1 et anti-H2 avant le paclitaxel.", "Antiémétiques."),
    source="Perren TJ et al., N Engl J Med 2011;365:2484-2496 (ICON7, bras témoin). Formule : "
    "Calvert AH et al., J Clin Oncol 1989;7:1748-1756. "
    "Plafond de clairance : avis de la FDA sur le carboplatine, 2010.",
    illustrative=True,
)
