"""Antibodies: never shaken, always within their narrow range."""

from typing import Final

from node.reference.writing import GLUCOSE, LEAFLET, SALINE, WATER, mg, mg_per_ml, ml
from schema.acts.regimen import ProductSigned

RITUXIMAB: Final = ProductSigned(
    code="rituximab-500",
    label="TRUXIMA 500 mg, flacon de 50 mL",
    substance="rituximab",
    cip13="3400930083031",
    form="solution à diluer pour perfusion",
    vial=mg("500"),
    vial_volume=ml("50"),
    concentration=mg_per_ml("10"),
    reconstitution="",
    diluents=(SALINE, GLUCOSE),
    routes=("iv",),
    concentration_min="1",
    concentration_max="4",
    stability_hours=24,
    storage="entre 2 et 8 °C",
    excipients=("chlorure de sodium", "citrate trisodique dihydraté", "polysorbate 80", WATER),
    cautions=("Ne pas agiter.", "Sérologie de l’hépatite B avant la première perfusion."),
    family="antibody",
    prerequisites=(),
    hypertonic=False,
    source="RCP rituximab 10 mg/mL : 1 à 4 mg/mL. " + LEAFLET,
    illustrative=True,
)

PEMBROLIZUMAB: Final = ProductSigned(
    code="pembrolizumab-100",
    label="KEYTRUDA 25 mg/mL, flacon de 4 mL",
    substance="pembrolizumab",
    cip13="3400955104865",
    form="solution à diluer pour perfusion",
    vial=mg("100"),
    vial_volume=ml("4"),
    concentration=mg_per_ml("25"),
    reconstitution="",
    diluents=(SALINE, GLUCOSE),
    routes=("iv",),
    concentration_min="1",
    concentration_max="10",
    stability_hours=24,
    storage="entre 2 et 8 °C",
    excipients=("L-histidine", "chlorhydrate de L-histidine", "saccharose", "polysorbate 80", WATER),
    cautions=("Ne pas agiter.", "Filtre en ligne de 0,2 à 5 µm à faible fixation protéique."),
    family="antibody",
    prerequisites=(),
    hypertonic=False,
    source="RCP pembrolizumab 25 mg/mL : 1 à 10 mg/mL, perfusion de 30 min, filtre de 0,2 à 5 µm. "
    "Conservation réduite ici à 24 h : choix du site. " + LEAFLET,
    illustrative=True,
)
