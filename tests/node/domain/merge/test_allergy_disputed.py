"""Allergy ‖ "none known", or ‖ removal."""

from __future__ import annotations

import pytest

from node.api.patient import RecordAllergy, RemoveAllergy
from schema.acts.patient import AllergyRecorded, AllergyRemoved, PatientNoted
from tests.node import circuit
from tests.node.apart import Three
from tests.node.domain.file_splits import refs
from tests.node.domain.patient_splits import PatientSplit
from tests.node.meeting import WAYS, inbox_of, meet, open_at_both
from tests.node.stations import PIN, Station, exchange

RULE = "allergy_disputed"
NONE = AllergyRecorded(True, "", "")


def allergy(substance: str = "Paclitaxel") -> AllergyRecorded:
    return AllergyRecorded(False, substance, "choc")


def test_an_allergy_and_none_known_apart_the_allergy_stands_disputed(patient_split: PatientSplit) -> None:
    patient_split.part()
    one, other = patient_split.at("x", allergy()), patient_split.at("y", NONE)
    state = patient_split.state
    assert (state.allergy_state, state.allergies_disputed) == ("known", True)
    conflict = patient_split.conflict(RULE)
    assert set(conflict.acts) == refs(one, other)
    assert (conflict.owners, conflict.choices) == (("prescribe", "validate"), ("stands", "removed"))
    assert (conflict.settled, conflict.blocks) == (None, False)


def test_who_settles_says_that_it_stands_or_that_it_is_gone(patient_split: PatientSplit) -> None:
    patient_split.part()
    patient_split.at("x", allergy())
    patient_split.at("y", NONE)
    z = patient_split.join()
    settled = patient_split.settle(z, patient_split.conflict(RULE), "stands")
    state = patient_split.state
    assert (state.allergy_state, state.allergies_disputed) == ("known", False)
    assert patient_split.conflict(RULE).settled == settled.ref
    patient_split.settle(z, patient_split.conflict(RULE), "removed")
    state = patient_split.state
    assert (state.allergies, state.allergy_state, state.allergies_disputed) == ((), "none_known", False)


def test_settled_apart_and_otherwise_it_is_open_again_and_stands(patient_split: PatientSplit) -> None:
    patient_split.part()
    patient_split.at("x", allergy())
    patient_split.at("y", NONE)
    patient_split.site.meet("x", "y")
    conflict = patient_split.conflict(RULE)
    one = patient_split.settle("x", conflict, "removed")
    other = patient_split.settle("y", conflict, "stands", by="carol")
    again = patient_split.conflict(RULE)
    assert again.settled is None
    assert refs(one, other) < set(again.acts)
    assert patient_split.state.allergy_state == "known"
    (note,) = patient_split.conflicts("settled_apart")
    assert set(note.acts) == refs(one, other)


def test_a_removal_takes_off_the_entry_it_saw(patient_split: PatientSplit) -> None:
    entry = patient_split.at("base", allergy())
    patient_split.at("base", AllergyRemoved(entry.ref, "erreur de dossier"))
    state = patient_split.state
    assert (state.allergies, state.allergy_state, state.conflicts) == ((), "not_recorded", ())


def test_recorded_again_apart_from_its_removal_it_stands_disputed(patient_split: PatientSplit) -> None:
    entry = patient_split.at("base", allergy())
    patient_split.part()
    removed = patient_split.at("x", AllergyRemoved(entry.ref, "erreur"))
    again = patient_split.at("y", allergy("PACLITAXEL"))
    state = patient_split.state
    assert [one.act for one in state.allergies] == [again.ref]
    assert set(patient_split.conflict(RULE).acts) == refs(removed, again)
    patient_split.at(patient_split.join(), AllergyRemoved(again.ref, "vu les deux"))
    assert (patient_split.state.allergies, patient_split.conflicts(RULE)) == ((), [])


def test_none_known_against_an_allergy_before_ones_eyes_is_a_contradiction(
    patient_split: PatientSplit,
) -> None:
    patient_split.at("base", allergy())
    patient_split.at("base", NONE)
    assert patient_split.conflict(RULE).settled is None


def test_an_allergy_after_none_known_is_news(patient_split: PatientSplit) -> None:
    patient_split.at("base", NONE)
    patient_split.at("base", allergy())
    assert patient_split.state.conflicts == ()


def test_each_substance_is_settled_by_itself(patient_split: PatientSplit) -> None:
    patient_split.part()
    patient_split.at("x", allergy("paclitaxel"))
    patient_split.at("x", allergy("latex"))
    patient_split.at("y", NONE)
    z = patient_split.join()
    first, second = patient_split.conflicts(RULE)
    patient_split.settle(z, first, "removed")
    state = patient_split.state
    assert len(state.allergies) == 1
    assert [one.settled is None for one in state.conflicts] == [
        one.subject == second.subject for one in state.conflicts
    ]


def test_an_allergy_is_a_union_and_a_removal_of_nothing_an_anomaly(patient_split: PatientSplit) -> None:
    note = patient_split.at("base", PatientNoted("allergies à revoir"))
    patient_split.part()
    one = patient_split.at("x", allergy())
    patient_split.at("y", allergy())
    assert len(patient_split.state.allergies) == 2
    odd = patient_split.at("x", AllergyRemoved(note.ref, "?"))
    assert [(a.code, a.act) for a in patient_split.state.anomalies] == [("unknown_allergy", odd.ref)]
    assert one.ref in {entry.act for entry in patient_split.state.allergies}


@pytest.mark.parametrize("way", WAYS)
def test_it_reaches_prescribers_and_pharmacists_who_settle_it(stations: Three, way: str) -> None:
    one, other, _ = stations
    patient = circuit.create(one)
    exchange(one, other)
    one.do("nurse", RecordAllergy(patient=patient, none_known=False, substance="latex", reaction="choc"))
    other.do("nurse2", RecordAllergy(patient=patient, none_known=True))
    meet(stations, way)
    conflict = open_at_both(stations, RULE, "prescriber")
    assert RULE in inbox_of(one, "pharmacist")
    assert RULE not in inbox_of(one, "preparer")
    assert (conflict.file.id, conflict.patient, any(conflict.course)) == (patient, patient, False)
    said = {dict(side.summary)["summary.allergy"] for side in conflict.sides}
    assert said == {"latex", "aucune allergie connue"}
    assert circuit.record(one, patient).banner.allergies_disputed
    circuit.settle(one, conflict, "removed", "prescriber")
    exchange(one, other)
    assert RULE not in inbox_of(other, "pharmacist")
    assert circuit.record(other, patient).banner.allergies == ()


def test_a_nurse_takes_no_allergy_off(site: Station) -> None:
    patient = circuit.create(site)
    site.do("nurse", RecordAllergy(patient=patient, none_known=False, substance="latex"))
    record = circuit.record(site, patient)
    (entry,) = record.banner.allergies
    command = RemoveAllergy(
        patient=patient, entry=entry.entry, reason="erreur", pin=PIN, based_on=record.heads
    )
    assert site.refused("nurse", command) == "right.missing"
    site.do("pharmacist", command)
    assert circuit.record(site, patient).banner.allergy_state == "not_recorded"
