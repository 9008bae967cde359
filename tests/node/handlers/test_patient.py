"""Patients: search before create, measurements that are hard to believe, links by two people."""

from __future__ import annotations

from node.api.base import Refused
from node.api.patient import (
    ConfirmLink,
    CreatePatient,
    GetPatient,
    KeepApart,
    LinkPatients,
    Measure,
    NotePatient,
    PatientHits,
    RecordAllergy,
    SearchPatients,
)
from node.api.people import ResumePerson, SuspendPerson
from node.handlers.about import whose
from node.handlers.loading import patient_state
from node.views.teller import Teller
from schema.acts.patient import Identity
from schema.quantity import Quantity, Unit
from tests.node import circuit
from tests.node.apart import Three
from tests.node.circuit import JEANNE
from tests.node.stations import PIN, Station, exchange

PAUL = Identity("Étrange-Fictif", "Cœurlège", "Paul", "1950-01-01", "M", "", "")


def test_any_words_in_any_order_find_a_patient(site: Station) -> None:
    jeanne, paul = circuit.create(site), circuit.create(site, PAUL)
    for typed, found in (
        ("ESSAI", {jeanne}),
        ("noelle essai", {jeanne}),
        ("9900012", {jeanne}),
        ("etrange", {paul}),
        ("fictif paul", {paul}),
        ("essai paul", set()),
        ("100%", set()),
        ("", {jeanne, paul}),
    ):
        hits = site.get("nurse", SearchPatients(text=typed), PatientHits)
        assert {row.patient for row in hits.rows} == found, typed
        assert hits.total == len(found)


def test_whose_identity_is_set_aside_is_found_marked_and_may_be_opened_anew(stations: Three) -> None:
    one, other, _ = stations
    known = circuit.create(one)
    exchange(one, other)
    one.do("administrator", SuspendPerson(person=one.people["nurse"], reason="absente", pin=PIN))
    aside = circuit.create(other, PAUL)
    exchange(one, other)
    for station in (one, other):
        for typed in ("paul", "etrange fictif", "Paul Étrange"):
            hits = station.get("pharmacist", SearchPatients(text=typed), PatientHits)
            (row,) = hits.rows
            assert (row.patient, row.identity, row.set_aside, hits.total) == (aside, PAUL, True, 1)
        hits = station.get("pharmacist", SearchPatients(text="essai"), PatientHits)
        assert [(row.patient, row.set_aside) for row in hits.rows] == [(known, False)]
    named = whose(aside, patient_state(one.desk, aside), Teller(one.desk.names))
    assert named.endswith("(ÉTRANGE-FICTIF Paul)"), "what was written of whom it is about"
    again = one.do("pharmacist", CreatePatient(identity=PAUL, looked_at=(aside,))).created[0]
    rows = one.get("pharmacist", SearchPatients(text="paul"), PatientHits).rows
    assert [(row.patient, row.set_aside) for row in rows] == [(again, False), (aside, True)]
    one.do("administrator", ResumePerson(person=one.people["nurse"], reason="", pin=PIN))
    rows = one.get("pharmacist", SearchPatients(text="paul"), PatientHits).rows
    assert {(row.patient, row.set_aside) for row in rows} == {(again, False), (aside, False)}


def test_a_look_alike_must_be_looked_at(site: Station) -> None:
    first = circuit.create(site)
    again = CreatePatient(identity=JEANNE)
    refused = site.get("nurse", again, Refused)
    assert (refused.code, refused.values["count"]) == ("patient.probable_duplicate", "1")
    second = site.do("nurse", CreatePatient(identity=JEANNE, looked_at=(first,))).created[0]
    record = circuit.record(site, first)
    assert [(one.patient, one.why, one.state) for one in record.look_alikes] == [
        (second, "same_ipp", "probable")
    ]
    row = site.get("nurse", SearchPatients(text="essai"), PatientHits).rows[0]
    assert row.probable_duplicates == 1


def test_a_weight_far_off_must_be_confirmed(site: Station) -> None:
    patient = circuit.create(site)
    circuit.measure(site, patient, "weight", "70")
    doubtful = Measure(patient=patient, what="weight", value=Quantity("7", Unit.KG), told=circuit.told(site))
    assert site.refused("nurse", doubtful) == "patient.implausible"
    circuit.measure(site, patient, "weight", "82", confirmed=True)
    record = circuit.record(site, patient)
    assert record.banner.weight is not None
    assert record.banner.weight.value.value == "82"
    assert [one.value.value for one in record.measurements] == ["82", "70"]
    assert record.banner.weight.stamp.person == "THÉORIQUE Garance"


def test_notes_and_allergies(site: Station) -> None:
    patient = circuit.create(site)
    assert circuit.record(site, patient).banner.allergy_state == "not_recorded"
    site.do("nurse", RecordAllergy(patient=patient, none_known=True))
    assert circuit.record(site, patient).banner.allergy_state == "none_known"
    site.do("pharmacist", RecordAllergy(patient=patient, none_known=False, substance="latex"))
    site.do("nurse", NotePatient(patient=patient, text="préfère le bras gauche"))
    record = circuit.record(site, patient)
    assert record.banner.allergy_state == "known"
    assert [one.substance for one in record.banner.allergies] == ["latex"]
    assert [one.text for one in record.notes] == ["préfère le bras gauche"]
    assert site.refused("nurse", NotePatient(patient=patient, text=" ")) == "note.empty"


def test_what_cannot_be_read_back_is_not_written(site: Station) -> None:
    patient = circuit.create(site)
    before = site.replica.counts()
    assert site.refused("nurse", NotePatient(patient=patient, text="x" * 5000)) == "record.unfit"
    assert site.replica.counts() == before


def test_two_people_link_two_files(site: Station) -> None:
    first = circuit.create(site)
    second = site.do("nurse", CreatePatient(identity=JEANNE, looked_at=(first,))).created[0]
    site.do("pharmacist", RecordAllergy(patient=second, none_known=False, substance="pénicilline"))
    heads = circuit.record(site, first).heads
    site.do("nurse", LinkPatients(patient=first, other=second, reason="même carte", pin=PIN, based_on=heads))
    heads = circuit.record(site, first).heads
    alone = ConfirmLink(patient=first, other=second, pin=PIN, based_on=heads)
    assert site.refused("nurse", alone) == "link.same_person"
    site.do("nurse2", alone)
    banner = circuit.record(site, first).banner
    assert banner.linked == (second,)
    assert not banner.identity_disputed
    # What one file says of allergies is known wherever the other is open.
    assert [one.substance for one in banner.allergies] == ["pénicilline"]
    assert banner.allergy_state == "known"


def test_two_files_kept_apart_are_no_duplicates_any_more(site: Station) -> None:
    first = circuit.create(site)
    second = site.do("nurse", CreatePatient(identity=JEANNE, looked_at=(first,))).created[0]
    assert "patient_created_twice" in circuit.inbox(site)
    heads = circuit.record(site, first).heads
    site.do("nurse", KeepApart(patient=first, other=second, reason="jumelles", pin=PIN, based_on=heads))
    assert "patient_created_twice" not in circuit.inbox(site)
    assert circuit.record(site, first).look_alikes[0].state == "kept_apart"


def test_the_record_lists_the_courses_of_the_person(site: Station) -> None:
    someone = circuit.treated(site)
    (row,) = circuit.record(site, someone.patient).courses
    assert (row.course, row.state, row.ward) == (someone.course, "ongoing", circuit.WARD)


def test_nobody_knows_this_patient(site: Station) -> None:
    assert site.refused("nurse", GetPatient(patient=bytes(16))) == "patient.unknown"


def test_rights_are_asked(site: Station) -> None:
    assert site.refused("preparer", CreatePatient(identity=PAUL)) == "right.missing"
