"""What every page carries: ages, identifiers, allergies in four states, notices."""

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from node.paper.blocks import Columns
from node.paper.data import Allergies, AllergyState, Measures
from node.paper.furniture import (
    allergies,
    born,
    full_name,
    ipp,
    measures,
    notices,
    page_footer,
    page_header,
    patient_banner,
    print_line,
)
from node.paper.style import Style
from node.paper.wording import Wording
from tests.node.paper.examples import PATIENT, PHARMACY, PRINTING

FR = Wording("fr")


@pytest.mark.parametrize(
    ("today", "age"), [((2026, 3, 11), "67 ans"), ((2026, 3, 12), "68 ans"), ((2026, 12, 31), "68 ans")]
)
def test_the_age_is_counted_on_the_day_of_printing(today: tuple[int, int, int], age: str) -> None:
    printing = replace(PRINTING, printed_at=datetime(*today, 8, 0, tzinfo=UTC))
    assert age in born(FR, PATIENT, printing).replace("\u00a0", " ")


def test_someone_born_on_a_leap_day_is_not_older_too_soon() -> None:
    baby = replace(PATIENT, born=date(2024, 2, 29), sex="unknown")
    printing = replace(PRINTING, printed_at=datetime(2025, 2, 28, 8, 0, tzinfo=UTC))
    assert born(FR, baby, printing).replace("\u00a0", " ") == "Né(e) le 29 févr. 2024 (0 an)"


def test_the_family_name_is_in_capitals_with_its_accents() -> None:
    assert full_name(PATIENT) == "MODÈLE-FICTIF Éloïse Noëlle"


def test_an_unknown_number_is_said() -> None:
    assert ipp(FR, replace(PATIENT, ipp=None)) == "IPP non connu"


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("none_known", "Aucune connue"),
        ("not_recorded", "Non renseignées"),
        ("unavailable", "Indisponibles"),
    ],
)
def test_no_allergy_is_not_the_same_as_not_recorded(state: AllergyState, said: str) -> None:
    assert allergies(FR, replace(PATIENT, allergies=Allergies(state=state))) == said


def test_all_allergies_are_listed() -> None:
    assert allergies(FR, PATIENT) == "pénicilline, latex"


def test_the_print_line_says_when_where_who() -> None:
    said = print_line(FR, PRINTING).replace("\u00a0", " ")
    assert said == "Imprimé le 05 juin 2026 à 08:12 sur PUI-3 par Agathe Exemple"


@pytest.mark.parametrize(
    ("duplicate", "illustrative", "count"), [(0, False, 0), (2, False, 1), (0, True, 1), (1, True, 1)]
)
def test_notices_only_when_there_is_something_special(duplicate: int, illustrative: bool, count: int) -> None:
    printing = replace(PRINTING, duplicate=duplicate)
    assert len(notices(FR, Style(), printing, illustrative=illustrative)) == count


def test_what_nothing_counted_says_so_in_the_place_of_a_number() -> None:
    (row,) = notices(FR, Style(), replace(PRINTING, uncounted=True), illustrative=False)
    (number,) = notices(FR, Style(), replace(PRINTING, duplicate=1), illustrative=False)
    assert isinstance(row, Columns)
    assert isinstance(number, Columns)
    assert row.parts != number.parts
    assert len(row.parts) == 1


def test_measures_have_three_fields_even_unknown() -> None:
    assert len(measures(FR, Style(), replace(PATIENT, measures=Measures()))) == 3


def test_the_footer_is_as_high_whether_or_not_the_document_goes_on() -> None:
    heights = {page_footer(FR, Style(), PRINTING, 1, pages).height(500) for pages in (1, 2, 99)}
    assert len(heights) == 1


def test_notices_share_one_row() -> None:
    printing = replace(PRINTING, duplicate=1)
    (row,) = notices(FR, Style(), printing, illustrative=True, identity_to_check=True)
    assert isinstance(row, Columns)
    assert len(row.parts) == 3


def test_the_banner_grows_with_a_long_name() -> None:
    long = replace(PATIENT, first_names=" ".join(["Éloïse"] * 20))
    heights = [patient_banner(FR, Style(), who, PRINTING).height(500) for who in (PATIENT, long)]
    assert heights[1] > heights[0] + 10


def test_a_page_without_code_has_a_lower_header() -> None:
    heights = [page_header(FR, Style(), PHARMACY, "t", "s", code).height(500) for code in ("A", None)]
    assert heights[0] > heights[1]
