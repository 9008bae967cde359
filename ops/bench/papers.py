"""`veilleuse bench papers`: 73 manufacturing sheets and 73 labels, each its own document.

The ratio is as many empty documents of the same library.
"""

import time
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Final

from msgspec.structs import replace
from reportlab.pdfgen.canvas import Canvas

from node.paper.data import Allergies, Measures, Patient, Pharmacy, Prescriber, Printing, Regimen, Statement
from node.paper.label import render_label
from node.paper.label_data import BagLabel, Substance
from node.paper.sheet import render_sheet
from node.paper.sheet_data import Lot, Material, Sheet
from schema.computation import Computation, Figure
from schema.quantity import Quantity, Unit, to_step

COUNT: Final = 73
"""Preparations of an average day (the issue's demonstration)."""

_PHARMACY: Final = Pharmacy(
    name="PUI de l’hôpital fictif", address=("1, rue de l’Essai", "00000 Fictive"), phone="00 00 00 00 00"
)
_PRINTING: Final = Printing(
    printed_at=datetime(2031, 3, 3, 8, 12, tzinfo=UTC),
    workstation="PUI-1",
    person="Camille FICTIF",
    witness="0A1B2C3D",
)
_PATIENT: Final = Patient(
    family_name="FICTIF",
    first_names="Alix, Dominique",
    born=date(1958, 3, 12),
    sex="female",
    ward="Hôpital de jour fictif",
    ipp="F00000000",
    allergies=Allergies(state="none_known"),
    measures=Measures(
        height=Quantity("172", Unit.CM),
        weight=Quantity("70", Unit.KG),
        surface=Quantity("1.8288", Unit.M2),
        measured_on=date(2031, 3, 2),
    ),
)
_REGIMEN: Final = Regimen(
    name="FOLFOX simplifié (fictif)", version="1", cycle=1, day=1, indication="indication fictive"
)
_SURFACE: Final = Computation(
    formula="surface.mosteller/1",
    inputs=(Figure("height", Quantity("172", Unit.CM)), Figure("weight", Quantity("70", Unit.KG))),
    choices=(),
    steps=(),
    cap=None,
    reduction=None,
    rounding=to_step("0.0001"),
    result=Quantity("1.8288", Unit.M2),
)
_DOSE: Final = Computation(
    formula="dose.per_m2/1",
    inputs=(
        Figure("amount", Quantity("85", Unit.MG_PER_M2)),
        Figure("surface", Quantity("1.8288", Unit.M2)),
    ),
    choices=(),
    steps=(Figure("theoretical", Quantity("155.45", Unit.MG)),),
    cap=None,
    reduction=None,
    rounding=to_step("5"),
    result=Quantity("155", Unit.MG),
)
SHEET: Final = Sheet(
    pharmacy=_PHARMACY,
    printing=_PRINTING,
    bag=bytes(range(16)),
    register_number="PUI1-A-000001",
    patient=_PATIENT,
    prescriber=Prescriber(name="Dr Alix FICTIF", service="Oncologie fictive", phone="00 00 00 00 01"),
    regimen=_REGIMEN,
    drug="oxaliplatine",
    form="solution à diluer pour perfusion",
    route="intraveineuse",
    dose=Quantity("155", Unit.MG),
    fatal_by_other_routes=False,
    computations=(_SURFACE, _DOSE),
    table_version=None,
    previous_dose=None,
    actives=(
        Material(
            name="Oxaliplatine fictive 5 mg/mL",
            supplier="Laboratoire fictif",
            presentation="flacon de 40 mL",
            packs=1,
            code="3400930000000",
            strength=Quantity("5", Unit.MG_PER_ML),
            take=Quantity("31", Unit.ML),
            lots=(Lot(number="LOT-FICTIF-7", expiry=date(2032, 12, 31)),),
        ),
    ),
    diluent=Material(
        name="Glucose 5 %",
        supplier="Laboratoire fictif",
        presentation="poche de 250 mL",
        packs=1,
        take=Quantity("250", Unit.ML),
        blank_lots=1,
    ),
    draw=Quantity("31", Unit.ML),
    withdraw=None,
    final_volume=Quantity("281", Unit.ML),
    final_concentration=Quantity("0.552", Unit.MG_PER_ML),
    concentration_range=(Quantity("0.2", Unit.MG_PER_ML), Quantity("2", Unit.MG_PER_ML)),
    container="poche de 250 mL",
    steps=(
        "Vérifier l’identité, la prescription et le numéro d’ordonnancier.",
        "Prélever 31 mL avec une seringue de 50 mL.",
        "Injecter dans la poche et mélanger par retournements lents.",
        "Contrôler la limpidité, sceller, étiqueter, suremballer.",
    ),
    cautions=("Cytotoxique : gants, champ absorbant.",),
    storage="Entre 2 °C et 8 °C, à l’abri de la lumière",
    stability="24 h après la fabrication",
    use_by=datetime(2031, 3, 4, 9, 0, tzinfo=UTC),
    statements=(
        Statement(
            what="Validation pharmaceutique",
            person="Camille FICTIF",
            at=datetime(2031, 3, 2, 17, 40, tzinfo=UTC),
        ),
    ),
)
LABEL: Final = BagLabel(
    pharmacy=_PHARMACY,
    printing=_PRINTING,
    bag=bytes(range(16)),
    register_number="PUI1-A-000001",
    lot_number="310303-0001",
    patient=_PATIENT,
    regimen=_REGIMEN,
    designation="oxaliplatine",
    strength=Quantity("155", Unit.MG),
    form="solution pour perfusion",
    recipients="adulte",
    substances=(
        Substance(
            name="oxaliplatine",
            total=Quantity("155", Unit.MG),
            concentration=Quantity("0.552", Unit.MG_PER_ML),
        ),
    ),
    total_volume=Quantity("281", Unit.ML),
    excipients=("glucose", "eau pour préparations injectables"),
    route="Voie intraveineuse",
    method="perfusion",
    duration_minutes=120,
    rate=Quantity("140.5", Unit.ML_PER_H),
    hypertonic=False,
    fatal_by_other_routes=False,
    cautions=("Cytotoxique",),
    made_at=datetime(2031, 3, 3, 9, 0, tzinfo=UTC),
    use_by=datetime(2031, 3, 4, 9, 0, tzinfo=UTC),
    storage="Entre 2 °C et 8 °C, à l’abri de la lumière",
)


def measure(count: int = COUNT) -> dict[str, object]:
    """Seconds for so many of both."""
    began = time.perf_counter()
    size = 0
    for number in range(1, count + 1):
        names = {
            "register_number": f"PUI1-A-{number:06}",
            "bag": number.to_bytes(16, "big"),
            "patient": replace(_PATIENT, family_name=f"FICTIF-{number}"),
        }
        size += len(render_sheet(replace(SHEET, **names), "fr"))
        size += len(render_label(replace(LABEL, **names), "fr"))
    seconds = time.perf_counter() - began
    return {
        "sheets": count,
        "labels": count,
        "seconds": round(seconds, 2),
        "blank_seconds": round(_blank(2 * count), 3),
        "bytes": size,
    }


def _blank(count: int) -> float:
    began = time.perf_counter()
    for _ in range(count):
        canvas = Canvas(BytesIO())
        canvas.showPage()
        canvas.save()
    return time.perf_counter() - began
