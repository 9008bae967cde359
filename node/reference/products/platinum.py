"""Platinum compounds: each with its own diluent, and the wrong one destroys the drug."""

from typing import Final

from node.reference.writing import GLUCOSE, LEAFLET, SALINE, WATER, mg, mg_per_ml, ml
from schema.acts.regimen import ProductSigned

OXALIPLATIN: Final = ProductSigned(
    code="oxaliplatine-100",
    label="OXALIPLATINE ACCORD 5 mg/mL, flacon de 20 mL",
    substance="oxaliplatine",
    cip13="3400957684211",
    form="solution à diluer pour perfusion",
    vial=mg("100"),
    vial_volume=ml("20"),
    concentration=mg_per_ml("5"),
    reconstitution="",
    diluents=(GLUCOSE,),
    routes=("iv",),
    concentration_min="0.2",
    concentration_max="0.7",
    stability_hours=24,
    storage="entre 2 et 8 °C",
    excipients=("lactose monohydraté", WATER),
    cautions=("Jamais de chlorure de sodium : il dégrade l’oxaliplatine.", "Avant la fluoropyrimidine."),
    family="platinum",
    prerequisites=(),
    hypertonic=False,
    source="RCP oxaliplatine 5 mg/mL : glucose 5 % seul, 250 à 500 mL, 0,2 à 0,7 mg/mL, "
    "perfusion de 2 à 6 h. " + LEAFLET,
    illustrative=True,
)

CARBOPLATIN: Final = ProductSigned(
    code="carboplatine-450",
    label="CARBOPLATINE ACCORD 10 mg/mL, flacon de 45 mL",
    substance="carboplatine",
    cip13="3400957255879",
    form="solution pour perfusion",
    vial=mg("450"),
    vial_volume=ml("45"),
    concentration=mg_per_ml("10"),
    reconstitution="",
    diluents=(GLUCOSE, SALINE),
    routes=("iv",),
    concentration_min="0.5",
    concentration_max="4",
    stability_hours=24,
    storage="entre 2 et 8 °C, à l’abri de la lumière",
    excipients=(WATER,),
    cautions=("Pas de matériel en aluminium.",),
    family="platinum",
    prerequisites=(),
    hypertonic=False,
    source="RCP carboplatine 10 mg/mL : dilution jusqu’à 0,5 mg/mL. Myers et al. 2014 : 0,5, 2 et 4 mg/mL "
    "stables au moins 7 jours à 4 °C. " + LEAFLET,
    illustrative=True,
)

CISPLATIN: Final = ProductSigned(
    code="cisplatine-50",
    label="CISPLATINE ACCORD 1 mg/mL, flacon de 50 mL",
    substance="cisplatine",
    cip13="3400957615772",
    form="solution à diluer pour perfusion",
    vial=mg("50"),
    vial_volume=ml("50"),
    concentration=mg_per_ml("1"),
    reconstitution="",
    diluents=(SALINE,),
    routes=("iv",),
    concentration_min=None,
    concentration_max=None,
    stability_hours=24,
    storage="entre 15 et 25 °C, à l’abri de la lumière ; ne pas mettre au froid",
    excipients=("chlorure de sodium", "acide chlorhydrique", "hydroxyde de sodium", WATER),
    cautions=("Le froid fait précipiter.", "Pas de matériel en aluminium.", "Hyperhydratation."),
    family="platinum",
    prerequisites=(),
    hypertonic=False,
    source="RCP cisplatine 1 mg/mL : solvant contenant du chlorure, ne pas réfrigérer. " + LEAFLET,
    illustrative=True,
)
