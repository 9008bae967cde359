"""The field tables of the papers again, on papers that the node made: what is known is printed, else a blank.

`tests/node/paper` fills every field by hand; here only what somebody recorded is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pytest

from node.api.paper import MakePaper, Paper
from node.api.patient import RecordAllergy
from schema.acts.patient import Identity
from tests.node import circuit
from tests.node.paper.reading import pages_of, pictures_of, squeezed
from tests.node.stations import TODAY, Station

INS: Final = "260029999999916"
"""A made-up number of 15 figures with a right key, of a department that does not exist."""
WHO: Final = Identity("Essai", "Cœurlège", "Jeanne Noëlle", "1960-02-03", "F", "9900012345", INS)

EVERY_PAGE: Final = {
    "pharmacy name": "PUI de l’hôpital fictif de Valclair",
    "pharmacy address": "1, allée de l’Œillet",
    "pharmacy town": "99999 Valclair-sur-Rêve",
    "printed": "Imprimé le 05 juin 2026 à",
    "printed where and by whom": "sur PUI-1 par Dr EXEMPLE Agathe",
    "witness": "Témoin",
    "illustrative": "ILLUSTRATIF",
}
PATIENT: Final = {
    "patient": "CŒURLÈGE Jeanne Noëlle",
    "patient born": "Née le 03 févr. 1960",
    "IPP": "IPP 9900012345",
    "ward": "Hôpital de jour",
}
BESIDE: Final = {
    "birth name": "nom de naissance ESSAI",
    "sex": "Féminin",
    "allergies": "latex",
    "weight": "70 kg",
    "height": "170 cm",
    "surface": "m²",
    "day of measure": "au 05 juin 2026",
    "protocol's version": "version",
    "prescriber": "Dr INVENTÉ Colombe",
    "prescriber's telephone, a blank": "Téléphone (à compléter)",
    "prescriber's number, a blank": "N° RPPS (à compléter)",
}
SHEET: Final = {
    **EVERY_PAGE,
    **PATIENT,
    **BESIDE,
    "patient's address, a blank": "Adresse du patient (à compléter)",
    "protocol": "R-CHOP tous les 21 jours",
    "cycle": "Cure1",
    "day": "J1",
    "drug": "cyclophosphamide",
    "form": "poudre pour solution injectable",
    "route": "intraveineuse",
    "previous dose": "Dose précédente de la ligne aucune",
    "computation": "Mosteller",
    "computation's rounding": "arrondi au multiple de",
    "table": "Table de référence : RCP cyclophosphamide 1000 mg",
    "specialty": "ENDOXAN 1000 mg, poudre",
    "specialty's supplier, a blank": "fournisseur (à compléter)",
    "specialty's code": "code 3400955837046",
    "specialty's strength": "20 mg/mL",
    "lot": "LOT-1",
    "solvent": "Solvant de reconstitution",
    "solvent, how": "50 mL de NaCl 0,9 % : 20 mg/mL",
    "diluent": "NaCl 0,9 %",
    "diluent's lot": "DIL-9",
    "volume to draw": "Volume à prélever",
    "volume removed": "Volume à retirer de la poche",
    "final volume": "Volume final",
    "concentration": "Concentration finale",
    "concentration's limits": "limites : 2 mg/mL à 20 mg/mL",
    "container": "Contenant",
    "steps": "Étiqueter aussitôt, puis faire contrôler.",
    "cautions": "Hydratation.",
    "made at": "Fabriqué le05 juin 2026 à",
    "use by": "À utiliser avant le06 juin 2026 à",
    "storage": "entre 2 et 8 °C",
    "stability": "24 h à compter de la prise en charge",
    "register number": "N° d’ordonnancier PUI-1 000001",
    "validation": "Validation pharmaceutique : Dr EXEMPLE Agathe",
    "go-ahead": "Feu vert du jour : Dr INVENTÉ Colombe",
    "maker": "IMAGINAIRE Églantine",
    "checker": "SUPPOSÉ Firmin",
    "decision": "Décision du pharmacienDr EXEMPLE Agathe",
    "signature": "Signature",
    "incident": "Incident, anomalie",
    "specimen": "Coller ici un exemplaire de l’étiquette",
    "page": "Page 1/1",
}
LABEL: Final = {
    **EVERY_PAGE,
    **PATIENT,
    "designation": "cyclophosphamide",
    "form": "solution pour perfusion",
    "recipient category": "adulte",
    "quantity in the total volume": "dans",
    "concentration": "soit",
    "excipients": "chlorure de sodium, eau pour préparations injectables",
    "diluent among the excipients": "NaCl 0,9 %",
    "route": "intraveineuse",
    "method": "perfusion",
    "duration": "en ",
    "rate": "débit",
    "protocol, cycle, day": "R-CHOP tous les 21 jours, cure 1, J1",
    "register number": "N° d’ordonnancierPUI-1 000001",
    "lot number": "N° de lotPUI-1 000001",
    "made at": "Fabriqué le05 juin 2026 à",
    "use by": "À utiliser avant le06 juin 2026 à",
    "storage": "Conservation entre 2 et 8 °C",
    "cautions": "Hydratation.",
    "respect the doses": "Respecter les doses prescrites",
    "prescription only": "Uniquement sur ordonnance",
}
PLAN: Final = {
    **EVERY_PAGE,
    **PATIENT,
    **BESIDE,
    "day": "05 juin 2026",
    "protocol": "R-CHOP tous les 21 jours",
    "premedication, with a place to note it": "Fait à",
    "drug": "cyclophosphamide",
    "route": "intraveineuse",
    "diluent": "NaCl 0,9 %",
    "volume": "volume total",
    "rate": "débit",
    "register number": "N° d’ordonnancier PUI-1 000001",
    "use by": "À utiliser avant le 06 juin 2026 à",
    "state": "État : libérée",
    "a dose without a bag": "pas encore préparée",
    "fatal by other routes": "MORTEL par toute autre voie",
    "two nurses": "Infirmier(ère) 2",
    "observations": "Observations",
}
DAY: Final = {
    **EVERY_PAGE,
    "day": "05 juin 2026",
    "scope": "Tous les services",
    "patient": "CŒURLÈGE Jeanne Noëlle",
    "born": "03 févr. 1960",
    "IPP": "IPP 9900012345",
    "ward": "Hôpital de jour",
    "protocol": "R-CHOP tous les 21 jours",
    "cycle and day": "Cure 1, J1",
    "drug": "cyclophosphamide",
    "route": "intraveineuse",
    "register number": "PUI-1 000001",
    "state": "libérée",
    "totals": "Totaux patients 1",
}
TABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "sheet": SHEET,
    "label": LABEL,
    "care_plan": PLAN,
    "day_list": DAY,
}


@pytest.fixture
def papers(site: Station) -> dict[str, bytes]:
    """Each paper about one bag that was made, checked and released."""
    someone = circuit.ready(site, "R-CHOP21", WHO)
    site.do("nurse", RecordAllergy(patient=someone.patient, none_known=False, substance="latex"))
    circuit.go_ahead(site, someone.course)
    doses = circuit.look(site, someone.course).doses
    dose = next(one for one in doses if one.order.substance == "cyclophosphamide" and one.cycle == 1)
    bag = circuit.claim(site, someone.course, dose.dose)
    circuit.make(site, someone.course, bag)
    circuit.check(site, someone.course, bag)
    circuit.release(site, someone.course, bag)
    asked = {
        "sheet": MakePaper(what="sheet", course=someone.course, bag=bag),
        "label": MakePaper(what="label", course=someone.course, bag=bag),
        "care_plan": MakePaper(what="care_plan", patient=someone.patient, day=TODAY),
        "day_list": MakePaper(what="day_list", day=TODAY),
    }
    return {what: site.get("pharmacist", command, Paper).pdf for what, command in asked.items()}


def test_every_field_is_on_a_paper_that_the_node_made(papers: dict[str, bytes]) -> None:
    absent = []
    for what, fields in TABLES.items():
        said = squeezed(" ".join(pages_of(papers[what])))
        absent += [f"{what}: {name}" for name, words in fields.items() if squeezed(words) not in said]
    assert not absent


def test_a_number_that_is_not_qualified_is_on_no_paper(papers: dict[str, bytes]) -> None:
    for what, pdf in papers.items():
        assert INS not in squeezed(" ".join(pages_of(pdf))), what


def test_an_ordinary_bag_is_one_page_of_each(papers: dict[str, bytes]) -> None:
    assert {what: len(pages_of(papers[what])) for what in ("sheet", "label", "day_list")} == {
        "sheet": 1,
        "label": 1,
        "day_list": 1,
    }
    assert len(pictures_of(papers["label"])) == 1
