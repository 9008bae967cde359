"""What an act says in a patient's file, by subject."""

from __future__ import annotations

from node.domain.fold.links import links_of
from node.domain.fold.patient import PatientRole, field_id, field_of, patient_case, substance_id
from node.domain.patient import KINDS
from node.domain.reading import read
from schema.acts.patient import AllergyRecorded, AllergyRemoved, FieldValue, IdentityCorrected, PatientCreated
from tests.node.domain.acts import Site, an_id
from tests.node.domain.states_of_patient import identity

ME = an_id("me")


def test_a_field_names_itself() -> None:
    assert field_of(field_id("birth_date")) == "birth_date"
    assert field_of(an_id("no field")) == ""


def test_one_substance_is_one_subject_however_it_is_spelled() -> None:
    assert substance_id("Pénicilline G") == substance_id("PENICILLINE  g")
    assert substance_id("latex") != substance_id("pénicilline")


def test_steps_lie_under_what_they_are_about() -> None:
    site = Site()
    site.act("A", PatientCreated(identity()), ME)
    site.act("A", IdentityCorrected((FieldValue("ipp", "8001"),), "carte"), ME)
    entry = site.act("A", AllergyRecorded(False, "latex", ""), ME)
    site.act("B", AllergyRecorded(True, "", ""), ME)
    removal = site.act("A", AllergyRemoved(entry.ref, "erreur"), ME)
    reading = read(site.acts, KINDS)
    case = patient_case(reading, links_of(reading))
    assert [step.value for step in case.standing(field_id("ipp"))] == ["8001"]
    assert [step.role for step in case.by_subject[substance_id("latex")]] == [
        PatientRole.NONE_KNOWN,
        PatientRole.ALLERGIC,
        PatientRole.REMOVED,
    ]
    assert case.removed == {entry.ref}
    assert case.of(substance_id("latex"), PatientRole.REMOVED)[0].act is removal
