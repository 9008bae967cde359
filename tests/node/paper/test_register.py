"""The register on paper: every number once, the voided ones with their reason, a gap as a gap, totals."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from node.paper.data import Pharmacy, Printing
from node.paper.errors import MissingFieldError
from node.paper.register import render_register
from node.paper.register_data import RegisterPages, RegisterRow
from schema.quantity import Quantity, Unit
from tests.node.paper.reading import pages_of, says, squeezed

ROW = RegisterRow(
    number="PUI-1 000001",
    taken_at=datetime(2026, 6, 5, 8, 30, tzinfo=UTC),
    family_name="Fictif",
    first_names="Zoé",
    born=date(1941, 2, 2),
    ipp="9900000001",
    ward="Hôpital de jour",
    drug="oxaliplatine",
    dose=Quantity("140", Unit.MG),
    volume=Quantity("250", Unit.ML),
    lots=("OXALIPLATINE 100 mg\u202f: LOT-1", "Glucose 5 %\u202f: DIL-9"),
    prescriber="Dr INVENTÉ Colombe",
    preparer="IMAGINAIRE Églantine",
    checker="SUPPOSÉ Firmin",
    releaser="Dr EXEMPLE Agathe",
    state="libérée",
    shape="diamond",
    remark=None,
)
EMPTY = dict.fromkeys(
    (
        *("taken_at", "family_name", "first_names", "born", "ipp", "ward", "drug", "dose", "volume"),
        *("prescriber", "preparer", "checker", "releaser", "remark"),
    )
)
GAP = replace(ROW, number="PUI-1 000003", state="manquant", shape="triangle", lots=(), **EMPTY)
VOIDED = replace(ROW, number="PUI-1 000002", state="annulée", shape="bar", remark="poche percée (Dr EXEMPLE)")


def pages(*rows: RegisterRow) -> RegisterPages:
    return RegisterPages(
        pharmacy=Pharmacy(name="PUI de l’hôpital fictif de Valclair", address=("1, allée de l’Œillet",)),
        printing=Printing(
            printed_at=datetime(2026, 6, 5, 14, 5, tzinfo=UTC),
            workstation="PUI-1",
            person="Dr EXEMPLE",
            witness="7F3K9Q2B",
        ),
        series="PUI-1",
        first=1,
        last=len(rows),
        illustrative=True,
        rows=rows,
    )


PDF = render_register(pages(ROW, VOIDED, GAP), "fr")


@pytest.mark.parametrize(
    "field",
    [
        "Ordonnancier des préparations",
        "Série PUI-1, numéros 000001 à 000003",
        "PUI de l’hôpital fictif de Valclair",
        "05 juin 2026 à 08:30",
        "FICTIF Zoé",
        "02 févr. 1941",
        "Hôpital de jour",
        "140 mg",
        "LOT-1",
        "DIL-9",
        "Dr INVENTÉ Colombe",
        "SUPPOSÉ Firmin",
        "libérée",
        "poche percée (Dr EXEMPLE)",
        "manquant",
        "numéros 3",
        "Témoin 7F3K9Q2B",
    ],
)
def test_every_field_is_on_the_paper(field: str) -> None:
    assert says(PDF, field)


def test_a_long_run_goes_on_and_says_every_number_once() -> None:
    rows = [replace(ROW, number=f"PUI-1 {number:06}") for number in range(1, 61)]
    found = [squeezed(page) for page in pages_of(render_register(pages(*rows), "en"))]
    assert len(found) > 1
    assert all("Registerofpreparations" in page for page in found)
    said = "".join(found)
    # The first and the last stand in the heading too, without the name of the series before them.
    assert [said.count(f"PUI-1{number:06}") for number in range(1, 61)] == [1] * 60


def test_without_numbers_there_is_no_paper() -> None:
    with pytest.raises(MissingFieldError):
        render_register(pages(), "fr")
