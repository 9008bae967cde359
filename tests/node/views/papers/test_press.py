"""What every paper repeats."""

from __future__ import annotations

import msgspec

from node.api.patient import RecordAllergy
from node.views.papers.press import cautions, flow, product_of
from schema.acts.patient import Identity
from schema.quantity import Quantity, Unit
from tests.node import circuit
from tests.node.stations import Station
from tests.node.views.papers.subjects import dose_in, subject_of


def test_the_identity_block_has_what_the_dose_was_computed_from(site: Station) -> None:
    who = Identity("Essai", "Cœurlège", "Jeanne", "1960-02-03", "F", "9900012345", "")
    someone = circuit.ready(site, identity=who)
    site.do("nurse", RecordAllergy(patient=someone.patient, none_known=False, substance="latex"))
    circuit.measure(site, someone.patient, "weight", "72")  # after the prescription
    press, subject = subject_of(site, someone.course)
    patient = press.patient(subject, dose_in(subject))
    assert (patient.family_name, patient.birth_name) == ("Cœurlège", "Essai")
    assert patient.measures.weight == Quantity("70", Unit.KG)
    assert patient.measures.measured_on is not None
    assert patient.allergies.known == ("latex",)
    assert not patient.identity_to_check
    assert press.patient(subject, None).measures.weight is None


def test_a_doubtful_identity_is_said(site: Station) -> None:
    someone = circuit.ready(site)
    circuit.create_anyway(site, someone.patient)
    press, subject = subject_of(site, someone.course)
    assert press.patient(subject, None).identity_to_check


def test_the_prescriber_has_a_number_when_known(site: Station) -> None:
    someone = circuit.ready(site)
    press, subject = subject_of(site, someone.course)
    prescriber = press.prescriber(dose_in(subject), "HDJ")
    assert (prescriber.name, prescriber.number) == ("Dr INVENTÉ Colombe", "10099")


def test_statements_in_the_order_of_the_circuit(site: Station) -> None:
    someone = circuit.ready(site)
    press, subject = subject_of(site, someone.course)
    bolus = next(
        one for one in subject.situation.course.doses if one.versions[0].order.substance == "fluorouracile"
    )
    assert [one.what for one in press.statements(subject, bolus)] == [
        "résultats uracilémie pris en compte",
        "Validation pharmaceutique",
        "résultats uracilémie pris en compte",
        "Feu vert du jour",
    ]


def test_a_mention_stands_on_the_sheet_of_the_drug_that_asks_for_it_alone(site: Station) -> None:
    someone = circuit.ready(site)
    press, subject = subject_of(site, someone.course)
    oxaliplatin = dose_in(subject)
    assert oxaliplatin.versions[0].mentions
    assert [one.what for one in press.statements(subject, oxaliplatin)] == [
        "Validation pharmaceutique",
        "Feu vert du jour",
    ]


def test_an_illustrative_product_makes_an_illustrative_paper(site: Station) -> None:
    someone = circuit.ready(site)
    press, subject = subject_of(site, someone.course)
    serious = msgspec.structs.replace(
        subject, regimen=msgspec.structs.replace(subject.regimen, illustrative=False)
    )
    product = product_of(subject, "oxaliplatine")
    assert product is not None
    assert press.regimen(serious, dose_in(subject), product).illustrative
    assert not press.regimen(serious, dose_in(subject)).illustrative
    assert product_of(subject, "eau") is None


def test_a_flow_is_exact_to_a_tenth() -> None:
    assert flow(Quantity("280.8", Unit.ML), 120) == Quantity("140.4", Unit.ML_PER_H)
    assert flow(Quantity("100", Unit.ML), 7) == Quantity("857.1", Unit.ML_PER_H)
    assert flow(Quantity("10", Unit.ML), 0) is None


def test_words_that_are_missing_show_what_they_stand_for(site: Station) -> None:
    someone = circuit.treated(site)
    press, _ = subject_of(site, someone.course)
    assert press.route("iv") == "intraveineuse"
    assert press.route("intra-artérielle hépatique") == "intra-artérielle hépatique"
    assert press.state("given") == "administrée"


def test_a_caution_that_both_say_stands_once(site: Station) -> None:
    someone = circuit.treated(site)
    _, subject = subject_of(site, someone.course)
    product, order = product_of(subject, "oxaliplatine"), dose_in(subject).versions[0].order
    assert product is not None
    twice = msgspec.structs.replace(order, instructions=f" {product.cautions[0]} ")
    assert cautions(product, twice) == product.cautions
    assert cautions(None, twice) == (product.cautions[0],)
    assert cautions(None, msgspec.structs.replace(order, instructions=" ")) == ()
