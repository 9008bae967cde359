"""Antimetabolites, and the folinate that goes with fluorouracil."""

from typing import Final

from node.reference.writing import GLUCOSE, LEAFLET, SALINE, WATER, mg, mg_per_ml, ml
from schema.acts.regimen import ProductSigned

FLUOROURACIL: Final = ProductSigned(
    code="fluorouracile-5000",
    label="FLUOROURACILE ACCORD 50 mg/mL, flacon de 100 mL",
    substance="fluorouracile",
    cip13="3400957518288",
    form="solution à diluer pour perfusion",
    vial=mg("5000"),
    vial_volume=ml("100"),
    concentration=mg_per_ml("50"),
    reconstitution="",
    diluents=(SALINE, GLUCOSE),
    routes=("iv",),
    concentration_min=None,
    concentration_max=None,
    stability_hours=72,
    storage="entre 15 et 25 °C, à l’abri de la lumière ; ne pas mettre au froid",
    excipients=("hydroxyde de sodium", WATER),
    cautions=("Le froid fait cristalliser.",),
    family="fluoropyrimidine",
    prerequisites=("uracilemia",),
    hypertonic=False,
    source="RCP fluorouracile 50 mg/mL. Uracilémie : information DGS-Urgent 2023_18. Poches de 700 et 800 mg "
    "dans 100 mL de NaCl 0,9 % stables au moins 17 jours à 23 °C (université de Namur). " + LEAFLET,
    illustrative=True,
)

FOLINATE: Final = ProductSigned(
    code="folinate-500",
    label="FOLINATE DE CALCIUM KALCEKS 10 mg/mL, flacon de 50 mL",
    substance="acide folinique",
    cip13="3400930284131",
    form="solution injectable ou pour perfusion",
    vial=mg("500"),
    vial_volume=ml("50"),
    concentration=mg_per_ml("10"),
    reconstitution="",
    diluents=(GLUCOSE, SALINE),
    routes=("iv",),
    concentration_min=None,
    concentration_max=None,
    stability_hours=24,
    storage="entre 15 et 25 °C, à l’abri de la lumière",
    excipients=("chlorure de sodium", "hydroxyde de sodium", "acide chlorhydrique", WATER),
    cautions=("Jamais par voie intrathécale.",),
    family="folinate",
    prerequisites=(),
    hypertonic=False,
    source="RCP folinate de calcium 10 mg/mL. " + LEAFLET,
    illustrative=True,
)

GEMCITABINE: Final = ProductSigned(
    code="gemcitabine-1000",
    label="GEMZAR 1000 mg, poudre",
    substance="gemcitabine",
    cip13="3400955967538",
    form="poudre pour solution pour perfusion",
    vial=mg("1000"),
    vial_volume=ml("26.3"),
    concentration=mg_per_ml("38"),
    reconstitution="25 mL de NaCl 0,9 % : 26,3 mL à 38 mg/mL (la poudre occupe 1,3 mL).",
    diluents=(SALINE,),
    routes=("iv",),
    concentration_min="0.1",
    concentration_max="38",
    stability_hours=24,
    storage="entre 15 et 25 °C ; ne pas mettre au froid",
    excipients=("mannitol", "acétate de sodium", "chlorure de sodium", WATER),
    cautions=("Ne jamais réfrigérer la solution reconstituée : elle cristallise.",),
    family="antimetabolite",
    prerequisites=(),
    hypertonic=False,
    source="RCP gemcitabine 1000 mg : volume de déplacement de 1,3 mL. Diluée dès 0,1 mg/mL (information "
    "professionnelle suisse, Sandoz) ; 24 h au plus d’un point de vue microbiologique. " + LEAFLET,
    illustrative=True,
)

AZACITIDINE: Final = ProductSigned(
    code="azacitidine-100",
    label="AZACITIDINE MYLAN 25 mg/mL, poudre, flacon de 100 mg",
    substance="azacitidine",
    cip13="3400930204993",
    form="poudre pour suspension injectable",
    vial=mg("100"),
    vial_volume=ml("4"),
    concentration=mg_per_ml("25"),
    reconstitution="4 mL d’eau pour préparations injectables entre 2 et 8 °C : suspension à 25 mg/mL.",
    diluents=(),
    routes=("sc",),
    concentration_min=None,
    concentration_max=None,
    stability_hours=22,
    storage="entre 2 et 8 °C, aussitôt après la reconstitution",
    excipients=("mannitol", WATER),
    cautions=(
        "Suspension : ne pas filtrer, remettre en suspension juste avant l’injection.",
        "Au-delà de 100 mg (4 mL) : deux seringues égales, deux sites.",
    ),
    family="antimetabolite",
    prerequisites=(),
    hypertonic=False,
    source="RCP azacitidine 25 mg/mL, 6.3 et 6.6 : 22 h entre 2 et 8 °C avec de l’eau réfrigérée, 8 h sinon, "
    "45 min à 25 °C. " + LEAFLET,
    illustrative=True,
)
