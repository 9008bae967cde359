"""The list of the day: every dose once, the header on each page, totals that count."""

import pytest
from msgspec.structs import replace

from node.paper.daylist import render_day_list
from node.paper.errors import MissingFieldError
from tests.node.paper.examples import day_list
from tests.node.paper.reading import pages_of, says, squeezed

DAY = day_list(73)
PDF = render_day_list(DAY, "fr")
PAGES = [squeezed(page) for page in pages_of(PDF)]

FIELDS = {
    "title": "Programme du jour",
    "day": "05 juin 2026",
    "scope": "Tous les services",
    "pharmacy": "PUI de l’hôpital fictif de Valclair",
    "hour": "08:15",
    "patient": "FICTIF Zoé",
    "born": "02 févr. 1941",
    "IPP": "IPP 9900000001",
    "unknown IPP": "IPP non connu",
    "identity to be checked": "IDENTITÉ À VÉRIFIER",
    "place": "Hématologie, lit 212",
    "protocol": "Paclitaxel hebdomadaire",
    "cycle and day": "Cure 2, J8",
    "drug and dose": "CISplatine 33 mg",
    "dose in units": "15 000 unités",
    "long name": "doxorubicine liposomale pégylée 72,5 mg",
    "route and volume": "intraveineuse, 250 mL",
    "register number": "PUI3-A-000003",
    "state": "libérée",
    "remark": "arrive en ambulance",
    "witness": "Témoin 7F3K9Q2B",
}


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_is_on_the_paper(field: str) -> None:
    assert says(PDF, FIELDS[field])


def test_header_and_column_titles_stand_on_every_page() -> None:
    assert len(PAGES) > 1
    for number, page in enumerate(PAGES, 1):
        for always in (
            "Programmedujour",
            "Médicament,dose,voie",
            "Feuvert",
            "Tousles",
            f"Page{number}/{len(PAGES)}",
        ):
            assert always in page


def test_every_dose_stands_once() -> None:
    numbers = [line.register_number for line in DAY.lines if line.register_number]
    assert [sum(page.count(number) for page in PAGES) for number in numbers] == [1] * len(numbers)


def test_totals_count_patients_doses_and_states() -> None:
    patients = {(line.family_name, line.first_names, line.born, line.ipp) for line in DAY.lines}
    for total in (f"patients{len(patients)}", "doses73", "àvalider11"):
        assert total in PAGES[-1]
    assert sum("Totaux" in page for page in PAGES) == 1


def test_what_was_left_out_is_said() -> None:
    assert says(
        render_day_list(replace(DAY, filtered="sans les doses données"), "fr"), "sans les doses données"
    )


def test_an_empty_day_says_so() -> None:
    pdf = render_day_list(day_list(0), "fr")
    assert says(pdf, "Aucune dose prévue ce jour.")
    assert says(pdf, "doses 0")


def test_a_row_without_name_is_refused_by_its_place() -> None:
    lines = (*DAY.lines[:4], replace(DAY.lines[4], family_name=""))
    with pytest.raises(MissingFieldError) as caught:
        render_day_list(replace(DAY, lines=lines), "fr")
    assert caught.value.field == "lines[4].family_name"


def test_equal_data_equal_bytes() -> None:
    assert render_day_list(DAY, "fr") == PDF


def test_the_english_list_has_every_text() -> None:
    assert not says(render_day_list(day_list(8), "en"), "paper.")
