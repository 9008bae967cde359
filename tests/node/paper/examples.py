"""Fictive papers to print: one ordinary case, with helpers to change a part of it.

Numbers agree with each other (dose, volume, concentration), so that a printed example also reads right.
"""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache

from msgspec.structs import replace

from node.paper.careplan_data import CarePlan, PlannedDose, Premedication
from node.paper.data import (
    Allergies,
    Derogation,
    Measures,
    Patient,
    Pharmacy,
    Prescriber,
    Printing,
    Regimen,
    Statement,
    TallMan,
)
from node.paper.daylist_data import STEPS, DayLine, DayList, DayState
from node.paper.label_data import BagLabel, Substance
from node.paper.sheet_data import Lot, Material, Sheet
from schema.computation import Choice, Computation, Figure
from schema.quantity import Quantity, Unit, quantity, to_step

BAG = bytes(range(1, 17))
COURSE = bytes(range(21, 37))

PHARMACY = Pharmacy(
    name="PUI de l’hôpital fictif de Valclair",
    address=("1, allée de l’Œillet", "99999 Valclair-sur-Rêve"),
    phone="00 00 00 00 99",
)
PRINTING = Printing(
    printed_at=datetime(2026, 6, 5, 8, 12, tzinfo=UTC),
    workstation="PUI-3",
    person="Agathe Exemple",
    witness="7F3K9Q2B",
)
PATIENT = Patient(
    family_name="Modèle-Fictif",
    first_names="Éloïse Noëlle",
    birth_name="Exemple",
    born=date(1958, 3, 12),
    sex="female",
    ward="Hôpital de jour, 2e étage",
    ipp="9900012345",
    address="3, rue de l’Imaginaire, 99999 Valclair-sur-Rêve",
    allergies=Allergies(state="known", known=("pénicilline", "latex")),
    measures=Measures(
        height=Quantity("165", Unit.CM),
        weight=Quantity("60", Unit.KG),
        surface=Quantity("1.6583", Unit.M2),
        measured_on=date(2026, 6, 4),
    ),
)
PRESCRIBER = Prescriber(
    name="Dr Basile Inventé",
    service="Oncologie, hôpital fictif",
    phone="00 00 00 00 42",
    number="99 000 000 042",
)
REGIMEN = Regimen(
    name="Étoposide-Cisplatine", version="3", cycle=2, day=1, indication="tumeur germinale", illustrative=True
)
TALL_MAN = (
    TallMan("cisplatine", "CISplatine"),
    TallMan("carboplatine", "CARBOplatine"),
    TallMan("vincristine", "vinCRIStine"),
)
SURFACE = Computation(
    formula="surface.mosteller/1",
    inputs=(Figure("height", Quantity("165", Unit.CM)), Figure("weight", Quantity("60", Unit.KG))),
    choices=(Choice("weight_kind", "actual"),),
    steps=(),
    cap=None,
    reduction=None,
    rounding=to_step("0.0001"),
    result=Quantity("1.6583", Unit.M2),
)
DOSE = Computation(
    formula="dose.per_m2/1",
    inputs=(
        Figure("amount", Quantity("100", Unit.MG_PER_M2)),
        Figure("surface", Quantity("1.6583", Unit.M2)),
    ),
    choices=(),
    steps=(Figure("theoretical", Quantity("165.83", Unit.MG)),),
    cap=None,
    reduction=None,
    rounding=to_step("1"),
    result=Quantity("166", Unit.MG),
)
SHEET = Sheet(
    pharmacy=PHARMACY,
    printing=PRINTING,
    bag=BAG,
    register_number="PUI3-A-000127",
    patient=PATIENT,
    prescriber=PRESCRIBER,
    regimen=REGIMEN,
    drug="étoposide",
    form="solution à diluer pour perfusion",
    route="intraveineuse",
    dose=Quantity("166", Unit.MG),
    fatal_by_other_routes=False,
    computations=(SURFACE, DOSE),
    table_version="Limites de concentration, version 4, signée le 02 mars 2026",
    previous_dose=Quantity("170", Unit.MG),
    actives=(
        Material(
            name="Étoposide Fictilab 20 mg/mL",
            supplier="Fictilab",
            presentation="flacon de 5 mL",
            packs=2,
            code="3400955050001",
            strength=Quantity("20", Unit.MG_PER_ML),
            take=Quantity("8.3", Unit.ML),
            lots=(
                Lot(number="ET4471", expiry=date(2027, 7, 31), quantity=Quantity("5", Unit.ML)),
                Lot(number="ET4512", expiry=date(2027, 8, 31), quantity=Quantity("3.3", Unit.ML)),
            ),
        ),
    ),
    diluent=Material(
        name="Chlorure de sodium 0,9 %",
        supplier="Solufict",
        presentation="poche souple sans PVC de 500 mL",
        packs=1,
        take=Quantity("500", Unit.ML),
        blank_lots=1,
    ),
    others=(
        Material(
            name="Tubulure sans PVC, filtre 0,22 µm",
            supplier="Dispofict",
            presentation="unité",
            packs=1,
            blank_lots=1,
        ),
    ),
    draw=Quantity("8.3", Unit.ML),
    withdraw=None,
    final_volume=Quantity("508.3", Unit.ML),
    final_concentration=Quantity("0.327", Unit.MG_PER_ML),
    concentration_range=(Quantity("0.2", Unit.MG_PER_ML), Quantity("0.4", Unit.MG_PER_ML)),
    container="poche souple sans PVC de 500 mL",
    steps=(
        "Vérifier l’identité, la prescription et le n° d’ordonnancier sur la fiche et l’étiquette.",
        "Désinfecter flacons et poche, entrer dans l’isolateur.",
        "Prélever 8,3 mL avec une seringue de 10 mL.",
        "Injecter dans la poche, mélanger par retournements lents.",
        "Contrôler la limpidité : aucun cristal.",
        "Purger la tubulure au solvant, sceller, étiqueter, suremballer.",
    ),
    cautions=(
        "Cristallise au-delà de 0,4 mg/mL en quelques minutes.",
        "Cytotoxique : gants nitrile, champ absorbant.",
    ),
    storage="À température ambiante, au-dessous de 25 °C, à l’abri de la lumière",
    stability="24 h après la fabrication",
    use_by=datetime(2026, 6, 6, 9, 0, tzinfo=UTC),
    statements=(
        Statement(
            what="Validation pharmaceutique",
            person="Agathe Exemple, pharmacienne",
            at=datetime(2026, 6, 4, 17, 40, tzinfo=UTC),
        ),
        Statement(what="Feu vert", person="Dr Basile Inventé", at=datetime(2026, 6, 5, 8, 2, tzinfo=UTC)),
    ),
    tall_man=TALL_MAN,
)
DEROGATION = Derogation(
    what="Dose supérieure à la limite du site (+12 % sur la cure précédente)",
    reason="poids repris de 58 à 60 kg, confirmé",
    people=("Dr Basile Inventé", "Agathe Exemple, pharmacienne"),
    at=datetime(2026, 6, 5, 8, 5, tzinfo=UTC),
)
LABEL = BagLabel(
    pharmacy=PHARMACY,
    printing=PRINTING,
    bag=BAG,
    register_number="PUI3-A-000127",
    lot_number="260605-0127",
    patient=PATIENT,
    regimen=REGIMEN,
    designation="étoposide",
    strength=Quantity("166", Unit.MG),
    form="solution pour perfusion",
    recipients="adulte",
    substances=(
        Substance(
            name="étoposide",
            total=Quantity("166", Unit.MG),
            concentration=Quantity("0.327", Unit.MG_PER_ML),
        ),
    ),
    total_volume=Quantity("508.3", Unit.ML),
    excipients=(
        "polysorbate 80",
        "macrogol 300",
        "éthanol anhydre",
        "alcool benzylique",
        "acide citrique",
        "chlorure de sodium",
        "eau pour préparations injectables",
    ),
    route="Voie intraveineuse",
    method="perfusion",
    duration_minutes=90,
    rate=Quantity("339", Unit.ML_PER_H),
    hypertonic=False,
    fatal_by_other_routes=False,
    cautions=("Cytotoxique", "tubulure sans PVC avec filtre 0,22 µm"),
    made_at=datetime(2026, 6, 5, 9, 0, tzinfo=UTC),
    use_by=datetime(2026, 6, 6, 9, 0, tzinfo=UTC),
    storage="Au-dessous de 25 °C, à l’abri de la lumière",
    tall_man=TALL_MAN,
)
PLANNED = PlannedDose(
    at=time(9, 30),
    drug="étoposide",
    dose=Quantity("166", Unit.MG),
    route="intraveineuse",
    diluent="chlorure de sodium 0,9 %",
    total_volume=Quantity("508.3", Unit.ML),
    duration_minutes=90,
    rate=Quantity("339", Unit.ML_PER_H),
    bag=BAG,
    register_number="PUI3-A-000127",
    use_by="06 juin 2026 à 09:00",
    state="libérée",
    held=None,
    fatal_by_other_routes=False,
    hypertonic=False,
    cautions=("tubulure sans PVC avec filtre 0,22 µm",),
)
PLAN = CarePlan(
    pharmacy=PHARMACY,
    printing=PRINTING,
    plan=COURSE,
    day=date(2026, 6, 5),
    patient=PATIENT,
    prescriber=PRESCRIBER,
    regimen=REGIMEN,
    premedication=(
        Premedication(
            at=time(8, 45),
            what="ondansétron 8 mg IV, perfusion de 15 min dans 50 mL de chlorure de sodium 0,9 %",
        ),
        Premedication(at=None, what="dexaméthasone 12 mg par la bouche, avec un repas"),
    ),
    doses=(
        PLANNED,
        replace(
            PLANNED,
            at=None,
            drug="cisplatine",
            dose=Quantity("33", Unit.MG),
            total_volume=Quantity("533", Unit.ML),
            duration_minutes=60,
            rate=Quantity("533", Unit.ML_PER_H),
            bag=bytes(range(2, 18)),
            register_number="PUI3-A-000128",
            cautions=("hydratation avant et après", "surveiller la diurèse"),
        ),
        replace(
            PLANNED,
            at=time(13, 0),
            drug="vincristine",
            dose=Quantity("2", Unit.MG),
            total_volume=Quantity("50", Unit.ML),
            duration_minutes=10,
            rate=None,
            bag=None,
            register_number=None,
            use_by=None,
            state="à préparer",
            held="feu vert différé : plaquettes à contrôler",
            fatal_by_other_routes=True,
            cautions=(),
        ),
    ),
    monitoring=(
        "Pouls, tension et température avant, à 15 min puis à la fin.",
        "Diurèse supérieure à 100 mL/h.",
    ),
    tall_man=TALL_MAN,
)

_STATES = (
    DayState("à valider", "ring"),
    DayState("validée", "half"),
    DayState("feu vert", "bar"),
    DayState("préparée", "square"),
    DayState("libérée", "circle"),
    DayState("livrée", "triangle"),
    DayState("donnée", "diamond"),
)
_NAMES = (
    "Modèle",
    "Fictif",
    "Exemple",
    "Imaginé",
    "Personne",
    "Maquette",
    "Essai-Long-Nom-Composé",
    "Témoin",
)
_DRUGS = (
    ("étoposide", "166", Unit.MG),
    ("cisplatine", "33", Unit.MG),
    ("paclitaxel", "290", Unit.MG),
    ("bléomycine", "15000", Unit.IU),
    ("fluorouracile", "4800", Unit.MG),
    ("doxorubicine liposomale pégylée", "72.5", Unit.MG),
)


@cache
def day_list(count: int) -> DayList:
    """A list of this many doses, one or two a patient."""
    lines = []
    for number in range(count):
        drug, dose, unit = _DRUGS[number % len(_DRUGS)]
        patient = number * 2 // 3
        lines.append(
            DayLine(
                at=time(8 + number // 8 % 10, number % 4 * 15) if number % 9 else None,
                family_name=_NAMES[patient % len(_NAMES)],
                first_names=("Aline", "Zoé", "Jean-Loup", "Maël")[patient % 4],
                born=date(1940 + patient % 60, 1 + patient % 12, 1 + patient % 28),
                ipp=f"99{patient:08}" if patient % 11 else None,
                identity_to_check=patient % 13 == 5,
                place=("HDJ fauteuil 4", "Hématologie, lit 212", "HDJ fauteuil 11")[number % 3],
                regimen=("Étoposide-Cisplatine", "FOLFOX 6 modifié", "Paclitaxel hebdomadaire")[number % 3],
                cycle=1 + number % 6,
                day=(1, 8, 15)[number % 3],
                drug=drug,
                dose=quantity(Decimal(dose), unit),
                route="intraveineuse",
                volume=Quantity("250", Unit.ML),
                register_number=f"PUI3-A-{number:06}" if number % 7 > 1 else None,
                state=_STATES[number % 7],
                done=frozenset(STEPS[: number % 7]),
                remark="arrive en ambulance" if number % 10 == 3 else None,
            )
        )
    return DayList(
        pharmacy=PHARMACY,
        printing=PRINTING,
        day=date(2026, 6, 5),
        scope="Tous les services",
        filtered=None,
        illustrative=True,
        lines=tuple(lines),
        tall_man=TALL_MAN,
    )
