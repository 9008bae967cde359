"""The label: every mention of R.5121-146-2 and R.5132-15 by name, overflow, and the A4 sheets."""

from io import BytesIO

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from node.paper.codes import CodeKind, read_code
from node.paper.errors import BadGridError, BadStartError, MissingFieldError
from node.paper.label import render_label, render_label_sheet
from node.paper.label_data import EIGHT_105_BY_74, BagLabel, LabelSheet, SheetGrid
from schema.quantity import Quantity, Unit
from tests.node.paper.examples import BAG, LABEL
from tests.node.paper.reading import codes_in, pages_of, pictures_of, says, squeezed

FULL = replace(
    LABEL,
    hypertonic=True,
    fatal_by_other_routes=True,
    regimen=replace(LABEL.regimen, illustrative=False),
    printing=replace(LABEL.printing, duplicate=2),
    patient=replace(LABEL.patient, identity_to_check=True),
)
PDF = render_label(FULL, "fr")

MENTIONS = {
    "designation": "étoposide",
    "strength": "166 mg",
    "form": "solution pour perfusion",
    "recipient category": "adulte",
    "total quantity in the total volume": "étoposide 166 mg dans 508,3 mL",
    "concentration, mass per volume": "soit 0,327 mg/mL",
    "all excipients": ", ".join(LABEL.excipients),
    "route": "Voie intraveineuse",
    "method of administration": "perfusion",
    "duration": "en 1 h 30 min",
    "rate": "débit 339 mL/h",
    "hypertonic": "Attention – solution hypertonique",
    "lot number": "N° de lot",
    "lot number's value": "260605-0127",
    "registration number": "N° d’ordonnancier",
    "registration number's value": "PUI3-A-000127",
    "use-by date": "À utiliser avant le",
    "use-by date's value": "06 juin 2026 à 09:00",
    "making date": "05 juin 2026 à 09:00",
    "storage precautions": "Conservation Au-dessous de 25 °C, à l’abri de la lumière",
    "name of the pharmacy": "PUI de l’hôpital fictif de Valclair",
    "address of the pharmacy": "1, allée de l’Œillet, 99999 Valclair-sur-Rêve",
    "respect the doses": "Respecter les doses prescrites",
    "prescription only": "Uniquement sur ordonnance",
    "patient name": "MODÈLE-FICTIF Éloïse Noëlle",
    "patient born": "Née le 12 mars 1958",
    "patient IPP": "IPP 9900012345",
    "ward": "Hôpital de jour, 2e étage",
    "protocol, cycle, day": "Étoposide-Cisplatine, cure 2, J1",
    "fatal by other routes": "MORTEL par toute autre voie",
    "cautions": "tubulure sans PVC avec filtre 0,22 µm",
    "identity to be checked": "IDENTITÉ À VÉRIFIER",
    "duplicate": "DUPLICATA 2",
    "printed": "Imprimé le 05 juin 2026 à 08:12 sur PUI-3 par Agathe Exemple",
    "witness": "Témoin 7F3K9Q2B",
    "part": "1/1",
}


@pytest.mark.parametrize("mention", MENTIONS)
def test_every_mention_is_on_the_label(mention: str) -> None:
    assert says(PDF, MENTIONS[mention])


def test_one_label_of_100_by_70_mm() -> None:
    (page,) = PdfReader(BytesIO(PDF)).pages
    assert [round(float(side) / 72 * 25.4, 1) for side in page.mediabox[2:]] == [100, 70]


def test_an_illustrative_regimen_is_called_so() -> None:
    assert says(render_label(LABEL, "fr"), "ILLUSTRATIF")


@pytest.mark.parametrize("text", ["hypertonique", "MORTEL", "DUPLICATA", "VÉRIFIER"])
def test_no_warning_without_its_cause(text: str) -> None:
    assert not says(render_label(LABEL, "fr"), text)


@pytest.mark.parametrize("dots_per_inch", [150, 203, 300])
def test_the_code_reads_back_at_the_resolution_of_label_printers(dots_per_inch: int) -> None:
    (picture,) = pictures_of(PDF, dots_per_inch)
    assert [read_code(code) for code in codes_in(picture)] == [(CodeKind.BAG, BAG)]


def test_the_code_reads_back_in_black_and_white() -> None:
    (picture,) = pictures_of(PDF, 203)
    assert [read_code(code) for code in codes_in(picture.convert("1").convert("L"))] == [(CodeKind.BAG, BAG)]


def test_a_bolus_has_neither_duration_nor_rate() -> None:
    pdf = render_label(replace(LABEL, duration_minutes=None, rate=None, method="bolus"), "fr")
    assert says(pdf, "bolus")
    assert not says(pdf, "débit")


def test_units_are_in_full() -> None:
    pdf = render_label(replace(LABEL, strength=Quantity("15000", Unit.IU)), "fr")
    assert "15\u202f000 unités" in pages_of(pdf)[0]


def _crowded() -> BagLabel:
    long = "anticorps conjugué brentuximabvédotinehypothétique pégylé liposomal de très longue dénomination"
    return replace(FULL, designation=long, excipients=tuple(f"excipient fictif {n}" for n in range(30)))


def test_what_does_not_fit_goes_on_on_a_second_label_and_says_so() -> None:
    pdf = render_label(_crowded(), "fr")
    parts = pages_of(pdf)
    assert len(parts) > 1
    for number, part in enumerate(parts, 1):
        assert f"Étiquette {number}/{len(parts)}" in part
        for always in (_crowded().designation, "MODÈLE-FICTIF", "9900012345", "166mg", "MORTEL", "DUPLICATA"):
            assert squeezed(always) in squeezed(part)
    for picture in pictures_of(pdf):
        assert [read_code(code)[1] for code in codes_in(picture)] == [BAG]


def test_nothing_is_lost_on_crowded_labels() -> None:
    pdf = render_label(_crowded(), "fr")
    assert says(pdf, ", ".join(_crowded().excipients))
    assert says(pdf, "260605-0127")


def _sheet(count: int, start: int = 1) -> LabelSheet:
    labels = tuple(replace(LABEL, bag=number.to_bytes(16, "big")) for number in range(count))
    return LabelSheet(labels=labels, start=start)


@pytest.mark.parametrize(
    ("count", "start", "pages"), [(1, 1, 1), (8, 1, 1), (9, 1, 2), (6, 3, 1), (7, 3, 2), (1, 8, 1)]
)
def test_sheets_are_filled_from_the_first_free_label(count: int, start: int, pages: int) -> None:
    assert len(pages_of(render_label_sheet(_sheet(count, start), "fr"))) == pages


def test_every_label_of_a_sheet_reads_back_in_its_place() -> None:
    first, second = pictures_of(render_label_sheet(_sheet(7, start=4), "fr"))
    assert {read_code(code)[1][-1] for code in codes_in(first)} == set(range(5))
    assert {read_code(code)[1][-1] for code in codes_in(second)} == {5, 6}
    # The three used labels: the first row and the left half of the second stay white.
    width, height = first.size
    used = first.crop((0, 0, width, height // 4)), first.crop((0, height // 4, width // 2 - 10, height // 2))
    assert all(part.convert("L").getextrema()[0] == 255 for part in used)


@pytest.mark.parametrize("start", [0, 9])
def test_a_start_outside_the_sheet_is_refused(start: int) -> None:
    with pytest.raises(BadStartError):
        render_label_sheet(_sheet(1, start), "fr")


def test_another_grid() -> None:
    grid = SheetGrid(columns=1, rows=3, label_width=1050, label_height=740, left=100, top=100, gap_y=50)
    pages = pages_of(render_label_sheet(replace(_sheet(4), grid=grid), "fr"))
    assert [page.count("Uniquement") for page in pages] == [3, 1]


@pytest.mark.parametrize(
    "change",
    [
        {"label_width": 700},
        {"label_height": 500},
        {"columns": 3},
        {"rows": 5},
        {"left": -1},
        {"gap_y": -10},
        {"rows": 0},
    ],
    ids=str,
)
def test_labels_never_overlap_nor_leave_the_page(change: dict[str, int]) -> None:
    with pytest.raises(BadGridError):
        render_label_sheet(replace(_sheet(1), grid=replace(EIGHT_105_BY_74, **change)), "fr")


def test_equal_data_equal_bytes() -> None:
    assert render_label(FULL, "fr") == PDF


def test_a_hole_in_any_label_is_refused_by_its_place() -> None:
    holed = replace(LABEL, lot_number="")
    with pytest.raises(MissingFieldError) as caught:
        render_label_sheet(LabelSheet(labels=(LABEL, holed)), "fr")
    assert caught.value.field == "labels[1].lot_number"
