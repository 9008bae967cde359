"""Drugs of the mitotic spindle: taxanes, and vincristine, which kills by any route but a vein."""

from typing import Final

from node.reference.writing import GLUCOSE, LEAFLET, SALINE, WATER, mg, mg_per_ml, ml
from schema.acts.regimen import ProductSigned

PACLITAXEL: Final = ProductSigned(
    code="paclitaxel-300",
    label="PACLITAXEL HOSPIRA 6 mg/mL, flacon de 50 mL",
    substance="paclitaxel",
    cip13="3400957174064",
    form="solution à diluer pour perfusion",
    vial=mg("300"),
    vial_volume=ml("50"),
    concentration=mg_per_ml("6"),
    reconstitution="",
    diluents=(SALINE, GLUCOSE),
    routes=("iv",),
    concentration_min="0.3",
    concentration_max="1.2",
    stability_hours=27,
    storage="à 25 °C au plus",
    excipients=("ricinoléate de macrogolglycérol", "éthanol anhydre", "acide citrique anhydre", WATER),
    cautions=("Poche et tubulure sans PVC ni DEHP.", "Filtre en ligne de 0,22 µm.", "Prémédication."),
    family="taxane",
    prerequisites=(),
    hypertonic=False,
    source="RCP paclitaxel 6 mg/mL : 0,3 à 1,2 mg/mL, 27 h à température ambiante. " + LEAFLET,
    illustrative=True,
)

DOCETAXEL: Final = ProductSigned(
    code="docetaxel-160",
    label="DOCETAXEL ACCORD 160 mg/8 mL, flacon de 8 mL",
    substance="docétaxel",
    cip13="3400922433042",
    form="solution à diluer pour perfusion",
    vial=mg("160"),
    vial_volume=ml("8"),
    concentration=mg_per_ml("20"),
    reconstitution="",
    diluents=(SALINE, GLUCOSE),
    routes=("iv",),
    concentration_min="0.3",
    concentration_max="0.74",
    stability_hours=6,
    storage="à 25 °C au plus, perfusion comprise",
    excipients=("polysorbate 80", "éthanol anhydre", "acide citrique anhydre", WATER),
    cautions=("Poche sans PVC.", "Au-delà de 200 mg : poche plus grande que 250 mL."),
    family="taxane",
    prerequisites=(),
    hypertonic=False,
    source="RCP docétaxel : 0,3 à 0,74 mg/mL, 250 mL ; 6 h sous 25 °C, perfusion comprise "
    "(48 h entre 2 et 8 °C en poche sans PVC : choix du site). " + LEAFLET,
    illustrative=True,
)

VINCRISTINE: Final = ProductSigned(
    code="vincristine-2",
    label="VINCRISTINE HOSPIRA 2 mg/2 mL, flacon de 2 mL",
    substance="vincristine",
    cip13="3400937953948",
    form="solution injectable",
    vial=mg("2"),
    vial_volume=ml("2"),
    concentration=mg_per_ml("1"),
    reconstitution="",
    diluents=(SALINE,),
    routes=("iv",),
    concentration_min=None,
    concentration_max=None,
    stability_hours=24,
    storage="entre 2 et 8 °C, à l’abri de la lumière",
    excipients=("mannitol", "acide sulfurique", "hydroxyde de sodium", WATER),
    cautions=("Voie intraveineuse uniquement : mortelle par toute autre voie.", "Poche plutôt que seringue."),
    family="vinca",
    prerequisites=(),
    hypertonic=False,
    source="RCP vincristine 1 mg/mL : NaCl 0,9 %, pH de 3,5 à 5,5, 24 h entre 2 et 8 °C. "
    "Poche : recommandation de l’OMS (alerte 115, 2007). " + LEAFLET,
    illustrative=True,
)
