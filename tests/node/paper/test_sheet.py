"""The manufacturing sheet on paper: every field of the practice and of the register, by name."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from node.paper.codes import CodeKind, read_code
from node.paper.errors import MissingFieldError
from node.paper.sheet import render_sheet, render_sheets
from node.paper.sheet_data import Hand, Release, Sheet
from schema.quantity import Quantity, Unit
from tests.node.paper.examples import BAG, DEROGATION, SHEET
from tests.node.paper.reading import codes_in, pages_of, pictures_of, says, squeezed

DONE = replace(
    SHEET,
    made_at=datetime(2026, 6, 5, 9, 0, tzinfo=UTC),
    maker=Hand(person="Prune Préparatrice", at=datetime(2026, 6, 5, 9, 1, tzinfo=UTC)),
    checker=Hand(person="Côme Contrôleur", at=datetime(2026, 6, 5, 9, 7, tzinfo=UTC)),
    release=Release(
        pharmacist=Hand(person="Agathe Exemple", at=datetime(2026, 6, 5, 9, 20, tzinfo=UTC)),
        decision="rejected",
        reason="particule visible",
    ),
    derogations=(DEROGATION,),
    incident="Flacon ébréché, remplacé.",
    fatal_by_other_routes=True,
    printing=replace(SHEET.printing, duplicate=1),
    patient=replace(SHEET.patient, identity_to_check=True),
)
PDF = render_sheet(DONE, "fr")

FIELDS = {
    "pharmacy name": "PUI de l’hôpital fictif de Valclair",
    "pharmacy address": "99999 Valclair-sur-Rêve",
    "patient identity": "MODÈLE-FICTIF Éloïse Noëlle",
    "patient birth name": "EXEMPLE",
    "patient birth date": "Née le 12 mars 1958",
    "patient address": "3, rue de l’Imaginaire",
    "IPP": "IPP 9900012345",
    "ward": "Hôpital de jour, 2e étage",
    "allergies": "pénicilline, latex",
    "identity to be checked": "IDENTITÉ À VÉRIFIER",
    "prescriber": "Dr Basile Inventé",
    "prescriber's address": "Oncologie, hôpital fictif",
    "prescriber's telephone": "00 00 00 00 42",
    "protocol": "Étoposide-Cisplatine",
    "protocol version": "version 3",
    "indication": "tumeur germinale",
    "cycle": "Cure2",
    "day": "J1",
    "drug": "étoposide",
    "form": "solution à diluer pour perfusion",
    "route": "intraveineuse",
    "dose": "166 mg",
    "previous dose": "170 mg",
    "body surface": "1,6583 m²",
    "weight": "60 kg",
    "height": "165 cm",
    "computation input": "100 mg/m²",
    "computation step": "165,83 mg",
    "computation rounding": "arrondi au multiple de 1 mg le plus proche",
    "computation result": "= 166 mg",
    "table version": "Limites de concentration, version 4",
    "specialty": "Étoposide Fictilab 20 mg/mL",
    "specialty's code": "3400955050001",
    "specialty's concentration": "20 mg/mL",
    "specialty's supplier": "fournisseur Fictilab",
    "vials": "2 × flacon de 5 mL",
    "lot": "ET4471",
    "second lot": "ET4512",
    "lot's expiry": "31 juillet 2027",
    "lot's share": "(3,3 mL)",
    "volume to draw": "8,3 mL",
    "diluent": "Chlorure de sodium 0,9 %",
    "diluent's supplier": "fournisseur Solufict",
    "bag type and volume": "poche souple sans PVC de 500 mL",
    "volume removed from the bag": "Volume à retirer de la poche",
    "other material": "Tubulure sans PVC, filtre 0,22 µm",
    "final volume": "508,3 mL",
    "final concentration": "0,327 mg/mL",
    "concentration limits": "limites : 0,2 mg/mL à 0,4 mg/mL",
    "container": "Contenantpoche souple sans PVC de 500 mL",
    "steps": "Injecter dans la poche, mélanger par retournements lents.",
    "cautions": "Cristallise au-delà de 0,4 mg/mL",
    "made at": "Fabriqué le05 juin 2026 à 09:00",
    "use by": "À utiliser avant le06 juin 2026 à 09:00",
    "storage": "au-dessous de 25 °C, à l’abri de la lumière",
    "stability": "24 h après la fabrication",
    "register number": "N° d’ordonnancier PUI3-A-000127",
    "validation": "Validation pharmaceutique : Agathe Exemple, pharmacienne",
    "go-ahead": "Feu vert : Dr Basile Inventé",
    "derogation": "Dose supérieure à la limite du site",
    "derogation's reason": "motif : poids repris de 58 à 60 kg, confirmé",
    "derogation's two people": "Dr Basile Inventé, Agathe Exemple, pharmacienne, le 05 juin 2026 à 08:05",
    "maker": "Prune Préparatrice",
    "made when": "05 juin 2026 à 09:01",
    "checker": "Côme Contrôleur",
    "checked when": "05 juin 2026 à 09:07",
    "pharmacist's decision": "Décision du pharmacien",
    "decision's reason": "particule visible",
    "signature": "Signature",
    "incident": "Flacon ébréché, remplacé.",
    "label specimen": "Coller ici un exemplaire de l’étiquette",
    "fatal by other routes": "MORTEL par toute autre voie",
    "illustrative": "ILLUSTRATIF – protocole non signé pour l’usage clinique",
    "duplicate": "DUPLICATA 1",
    "printed": "Imprimé le 05 juin 2026 à 08:12 sur PUI-3 par Agathe Exemple",
    "witness": "Témoin 7F3K9Q2B",
    "page": "Page 1/1",
}


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_is_on_the_paper(field: str) -> None:
    assert says(PDF, FIELDS[field])


def test_an_ordinary_preparation_is_one_page() -> None:
    assert len(pages_of(PDF)) == 1


def test_the_code_is_the_bag() -> None:
    (picture,) = pictures_of(PDF)
    assert [read_code(code) for code in codes_in(picture)] == [(CodeKind.BAG, BAG)]


def test_narrow_spaces_and_accents_survive() -> None:
    large = replace(SHEET, dose=Quantity("1250.5", Unit.MG))
    assert "1\u202f250,5 mg" in pages_of(render_sheet(large, "fr"))[0]


@pytest.mark.parametrize("text", ["DUPLICATA", "IDENTITÉ À VÉRIFIER", "MORTEL", "DÉROGATIONS"])
def test_no_warning_without_its_cause(text: str) -> None:
    assert not says(render_sheet(SHEET, "fr"), text)


def test_a_signed_regimen_is_not_called_illustrative() -> None:
    signed = replace(SHEET, regimen=replace(SHEET.regimen, illustrative=False))
    assert not says(render_sheet(signed, "fr"), "ILLUSTRATIF")


def test_what_is_not_known_is_a_line_to_write_on() -> None:
    bare = replace(
        SHEET,
        patient=replace(SHEET.patient, address=None),
        prescriber=replace(SHEET.prescriber, phone=None, number=None),
        actives=(replace(SHEET.actives[0], supplier=None),),
    )
    for blank in ("Adresse du patient", "Téléphone", "N° RPPS", "fournisseur"):
        assert says(render_sheet(bare, "fr"), f"{blank} (à compléter)")
        assert not says(PDF, f"{blank} (à compléter)")


def test_undiluted_is_said() -> None:
    assert says(render_sheet(replace(SHEET, diluent=None), "fr"), "Non dilué")


def test_the_first_cycle_has_no_previous_dose() -> None:
    assert says(render_sheet(replace(SHEET, previous_dose=None), "fr"), "Dose précédente de la ligne aucune")


def _long() -> Sheet:
    return replace(
        DONE, steps=SHEET.steps * 4, actives=SHEET.actives * 3, computations=SHEET.computations * 2
    )


def test_what_does_not_fit_goes_on_on_a_second_page_and_says_so() -> None:
    first, second = pages_of(render_sheet(_long(), "fr"))
    assert "Suite page 2" in first
    assert "Page 1/2" in first
    assert "Page 2/2" in second
    for always in ("PUI de l’hôpital fictif", "MODÈLE-FICTIF", "PUI3-A-000127", "DUPLICATA", "MORTEL", "166"):
        assert squeezed(always) in squeezed(first)
        assert squeezed(always) in squeezed(second)
    assert "Coller ici" not in first


def test_no_step_is_lost_over_two_pages() -> None:
    steps = tuple(f"Étape fictive numéro {number}, à faire en entier." for number in range(1, 60))
    pdf = render_sheet(replace(SHEET, steps=steps), "fr")
    assert all(says(pdf, step) for step in steps)


def test_a_long_name_keeps_every_word() -> None:
    name = "anticorps conjugué brentuximabvédotinehypothétique pégylé liposomal de très longue dénomination"
    assert says(render_sheet(replace(SHEET, drug=name), "fr"), name)


def test_tall_man_letters_are_only_shown() -> None:
    pdf = render_sheet(replace(SHEET, drug="cisplatine"), "fr")
    assert says(pdf, "CISplatine")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_text_is_without_words(language: str) -> None:
    pdf = render_sheet(DONE, language)
    assert not any(says(pdf, area + ".") for area in ("paper", "unit", "formula", "figure", "choice"))


def test_the_english_sheet_is_in_english() -> None:
    pdf = render_sheet(SHEET, "en")
    assert says(pdf, "Manufacturing sheet")
    assert says(pdf, "0.327 mg/mL")


def test_equal_data_equal_bytes() -> None:
    assert render_sheet(DONE, "fr") == PDF


def test_many_sheets_each_begin_a_page_and_count_their_own() -> None:
    pages = pages_of(render_sheets((SHEET, _long(), SHEET), "fr"))
    assert len(pages) == 4
    assert "Page 1/1" in pages[0]
    assert "Page 2/2" in pages[2]
    assert "Page 1/1" in pages[3]


def test_no_sheet_at_all_is_refused() -> None:
    with pytest.raises(MissingFieldError):
        render_sheets((), "fr")


def test_a_hole_is_refused() -> None:
    with pytest.raises(MissingFieldError):
        render_sheet(replace(SHEET, container=" "), "fr")


def test_the_file_s_properties_name_no_patient() -> None:
    assert b"MOD" not in PDF.split(b"/Info")[0][:200]
    assert b"Mod\xc3\xa8le" not in PDF
