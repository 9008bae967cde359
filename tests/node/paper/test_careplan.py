"""The care plan: order, every instruction, the nurses' boxes, stops, codes of every bag."""

import pytest
from msgspec.structs import replace

from node.paper.careplan import render_care_plans
from node.paper.codes import CodeKind, read_code
from node.paper.errors import MissingFieldError
from tests.node.paper.examples import BAG, COURSE, PLAN, PLANNED
from tests.node.paper.reading import codes_in, pages_of, pictures_of, says, squeezed

PDF = render_care_plans((PLAN,), "fr")

FIELDS = {
    "title": "Plan de soins du jour",
    "day": "05 juin 2026",
    "patient": "MODÈLE-FICTIF Éloïse Noëlle",
    "born": "Née le 12 mars 1958",
    "IPP": "IPP 9900012345",
    "allergies": "pénicilline, latex",
    "weight": "60 kg",
    "protocol": "Étoposide-Cisplatine",
    "prescriber": "Dr Basile Inventé",
    "premedication": "ondansétron",
    "premedication's dose": "ondansétron 8 mg IV",
    "premedication's method": "perfusion de 15 min dans 50 mL de chlorure de sodium 0,9 %",
    "hour": "09:30",
    "drug and dose": "étoposide 166 mg",
    "tall-man letters": "CISplatine 33 mg",
    "route": "intraveineuse",
    "diluent": "chlorure de sodium 0,9 %",
    "volume": "volume total 508,3 mL",
    "duration": "en 1 h 30 min",
    "rate": "débit 339 mL/h",
    "register number": "N° d’ordonnancier PUI3-A-000127",
    "use-by": "À utiliser avant le 06 juin 2026 à 09:00",
    "state": "État : libérée",
    "cautions": "hydratation avant et après",
    "first nurse": "Infirmier(ère) 1",
    "second nurse": "Infirmier(ère) 2",
    "start": "Début, heure",
    "end": "Fin, heure",
    "given": "Administrée",
    "not given": "Non administrée",
    "reason": "Motif, heure",
    "no bag yet": "pas encore préparée",
    "held": "NE PAS BRANCHER, APPELER LA PHARMACIE – feu vert différé : plaquettes à contrôler",
    "fatal by other routes": "MORTEL par toute autre voie",
    "monitoring": "Diurèse supérieure à 100 mL/h.",
    "observations": "Observations",
    "illustrative": "ILLUSTRATIF",
    "printed": "Imprimé le 05 juin 2026 à 08:12 sur PUI-3 par Agathe Exemple",
    "witness": "Témoin 7F3K9Q2B",
    "page": "Page 1/1",
}


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_is_on_the_paper(field: str) -> None:
    assert says(PDF, FIELDS[field])


def test_doses_stand_in_the_order_handed_in() -> None:
    (page,) = pages_of(PDF)
    places = [squeezed(page).index(drug) for drug in ("étoposide166", "CISplatine33", "vinCRIStine2")]
    assert places == sorted(places)


def test_the_codes_are_the_course_and_each_bag() -> None:
    (picture,) = pictures_of(PDF)
    found = {read_code(code) for code in codes_in(picture)}
    assert found == {(CodeKind.PLAN, COURSE), (CodeKind.BAG, BAG), (CodeKind.BAG, bytes(range(2, 18)))}


def test_a_hypertonic_dose_says_so() -> None:
    pdf = render_care_plans((replace(PLAN, doses=(replace(PLANNED, hypertonic=True, diluent=None),)),), "fr")
    assert says(pdf, "Attention – solution hypertonique")
    assert says(pdf, "Non dilué")


def test_a_long_day_goes_on_on_a_second_page_with_the_identity() -> None:
    doses = tuple(replace(PLANNED, register_number=f"PUI3-A-{number:06}") for number in range(9))
    pages = pages_of(render_care_plans((replace(PLAN, doses=doses),), "fr"))
    assert len(pages) > 1
    assert all(
        "MODÈLE-FICTIF" in page and f"Page {n}/{len(pages)}" in page for n, page in enumerate(pages, 1)
    )
    assert all(any(dose.register_number in page for page in pages) for dose in doses if dose.register_number)


def test_no_premedication_no_table() -> None:
    assert not says(render_care_plans((replace(PLAN, premedication=()),), "fr"), "Prémédication")


def test_equal_data_equal_bytes() -> None:
    assert render_care_plans((PLAN,), "fr") == PDF


def test_the_english_plan_has_every_text() -> None:
    assert not says(render_care_plans((PLAN,), "en"), "paper.")


def test_a_plan_without_dose_is_refused() -> None:
    with pytest.raises(MissingFieldError) as caught:
        render_care_plans((replace(PLAN, doses=()),), "fr")
    assert caught.value.field == "doses"
