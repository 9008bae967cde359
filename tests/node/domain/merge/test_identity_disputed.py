"""Identity field ‖ identity field."""

from __future__ import annotations

import pytest

from node.api.paper import MakePaper, Paper
from node.api.patient import CorrectIdentity
from node.domain.fold.patient import field_id
from schema.acts.patient import FieldValue, IdentityCorrected, PatientCreated
from tests.node import circuit
from tests.node.apart import Three
from tests.node.domain.file_splits import refs
from tests.node.domain.patient_splits import PatientSplit
from tests.node.domain.states_of_patient import identity
from tests.node.meeting import WAYS, inbox_of, meet, open_at_both
from tests.node.paper.reading import says
from tests.node.stations import PIN, TODAY, Station, exchange

RULE = "identity_disputed"


def correcting(**fields: str) -> IdentityCorrected:
    changes = tuple(FieldValue(field, value) for field, value in fields.items())
    return IdentityCorrected(changes, "carte d’identité")


def test_one_field_corrected_in_two_ways_is_disputed(patient_split: PatientSplit) -> None:
    patient_split.at("base", PatientCreated(identity()))
    patient_split.part()
    one = patient_split.at("x", correcting(birth_date="1971-02-03"))
    other = patient_split.at("y", correcting(birth_date="1970-02-13"))
    state = patient_split.state
    assert state.identity_disputed == ("birth_date",)
    assert state.identity is not None
    first = min((one, other), key=lambda act: act.place)
    assert isinstance(first.body, IdentityCorrected)
    assert state.identity.birth_date == first.body.changes[0].value
    conflict = patient_split.conflict(RULE)
    assert (conflict.subject, set(conflict.acts)) == (field_id("birth_date"), refs(one, other))
    assert (conflict.owners, conflict.choices, conflict.blocks) == (("identify",), (), False)


def test_a_correction_that_knew_both_settles_it(patient_split: PatientSplit) -> None:
    patient_split.at("base", PatientCreated(identity()))
    patient_split.part()
    patient_split.at("x", correcting(birth_date="1971-02-03"))
    patient_split.at("y", correcting(birth_date="1970-02-13"))
    last = patient_split.at(patient_split.join(), correcting(birth_date="1971-02-03"))
    state = patient_split.state
    assert state.identity is not None
    assert (state.identity.birth_date, state.identity_disputed) == ("1971-02-03", ())
    assert patient_split.conflict(RULE).settled == last.ref


def test_a_correction_that_knew_one_side_settles_nothing(patient_split: PatientSplit) -> None:
    patient_split.at("base", PatientCreated(identity()))
    patient_split.part()
    patient_split.at("x", correcting(birth_date="1971-02-03"))
    patient_split.at("y", correcting(birth_date="1970-02-13"))
    patient_split.at("x", correcting(birth_date="1971-02-04"))
    assert patient_split.conflict(RULE).settled is None
    assert patient_split.state.identity_disputed == ("birth_date",)


def test_two_that_settle_it_apart_and_otherwise_open_it_again(patient_split: PatientSplit) -> None:
    patient_split.at("base", PatientCreated(identity()))
    patient_split.part()
    patient_split.at("x", correcting(sex="X"))
    patient_split.at("y", correcting(sex="M"))
    z = patient_split.join()
    patient_split.site.meet(z, "x")
    patient_split.at("x", correcting(sex="X"))
    patient_split.at(z, correcting(sex="M"))
    assert patient_split.conflict(RULE).settled is None
    assert patient_split.state.identity_disputed == ("sex",)


def test_disjoint_fields_merge_and_identical_ones_converge(patient_split: PatientSplit) -> None:
    patient_split.at("base", PatientCreated(identity()))
    patient_split.part()
    patient_split.at("x", correcting(birth_date="1971-02-03", ipp="8001"))
    patient_split.at("y", correcting(sex="X", ipp="8001"))
    state = patient_split.state
    assert state.identity is not None
    assert (state.identity.birth_date, state.identity.sex, state.identity.ipp) == ("1971-02-03", "X", "8001")
    assert (state.identity_disputed, state.conflicts) == ((), ())


def test_both_sides_that_come_to_write_the_same_agree(patient_split: PatientSplit) -> None:
    patient_split.at("base", PatientCreated(identity()))
    patient_split.part()
    patient_split.at("x", correcting(ipp="8001"))
    patient_split.at("y", correcting(ipp="8002"))
    patient_split.at("y", correcting(ipp="8001"))
    assert patient_split.state.identity_disputed == ()
    assert patient_split.conflict(RULE).settled is not None


def correct(station: Station, patient: bytes, field: str, value: str, who: str = "nurse") -> None:
    command = CorrectIdentity(
        patient=patient,
        changes=(FieldValue(field, value),),
        reason="carte",
        pin=PIN,
        based_on=circuit.record(station, patient).heads,
    )
    station.do(who, command)


@pytest.mark.parametrize("way", WAYS)
def test_it_reaches_identity_rights_banner_and_papers_until_corrected(stations: Three, way: str) -> None:
    one, other, _ = stations
    someone = circuit.ready(one)
    exchange(one, other)
    correct(one, someone.patient, "birth_date", "1961-02-03")
    correct(other, someone.patient, "birth_date", "1960-03-02", "nurse2")
    meet(stations, way)
    conflict = open_at_both(stations, RULE, "nurse")
    said = {dict(side.summary)["summary.birth_date"] for side in conflict.sides}
    assert said == {"03‑févr.‑1961", "02‑mars‑1960"}
    record = circuit.record(one, someone.patient)
    assert record.banner.disputed_fields == ("birth_date",)
    (dispute,) = record.disputes
    assert set(dispute.values) == {"1961-02-03", "1960-03-02"}
    assert warned(one, someone.patient)
    correct(other, someone.patient, "birth_date", "1960-03-02")
    exchange(one, other)
    assert RULE not in inbox_of(one, "nurse")
    assert circuit.record(one, someone.patient).banner.identity.birth_date == "1960-03-02"
    assert not warned(one, someone.patient)


def warned(station: Station, patient: bytes) -> bool:
    """Whether the day's care plan tells whoever reads it to check who this is."""
    paper = station.get("nurse", MakePaper(what="care_plan", patient=patient, day=TODAY), Paper)
    return says(paper.pdf, "Identité à vérifier") or says(paper.pdf, "IDENTITÉ À VÉRIFIER")
