"""Every kind of act names the heads of every file that its screen relied on: one table."""

from __future__ import annotations

from collections.abc import Mapping

from node.api.course import NoteCourse, PlanCycle, ResumeCourse, StopCourse
from node.api.patient import NotePatient, RecordAllergy
from node.api.preparation import VoidClaim
from node.api.release import Destroy, Recall, Release
from node.store.files import reopen
from schema.transaction import ActRef, FileRef, FileType, Header
from tests.node import circuit
from tests.node.stations import PIN, Station

PATIENT = frozenset({"PATIENT"})
BEFORE = frozenset({"COURSE", "PATIENT", "REGIMEN"})
WITH_BAG = BEFORE | {"PRODUCT"}
FILES: Mapping[str, frozenset[str]] = {
    "patient.created/1": frozenset(),
    "patient.measured/1": PATIENT,
    "allergy.recorded/1": PATIENT,
    "patient.noted/1": PATIENT,
    "course.included/1": frozenset({"PATIENT", "REGIMEN"}),
    "course.noted/1": BEFORE,
    "cycle.planned/1": BEFORE,
    "prescription.signed/1": BEFORE,
    "prescription.validated/1": BEFORE,
    "go_ahead.given/1": BEFORE,
    "preparation.claimed/1": WITH_BAG,
    "register.numbered/1": WITH_BAG,
    "preparation.made/1": WITH_BAG,
    "preparation.checked/1": WITH_BAG,
    "preparation.voided/1": WITH_BAG,
    "release.decided/1": WITH_BAG,
    "dispensing.recorded/1": WITH_BAG,
    "reception.recorded/1": WITH_BAG,
    "bag.destroyed/1": WITH_BAG,
    "bag.recalled/1": WITH_BAG,
    "administration.given/1": WITH_BAG,
    "administration.not_given/1": WITH_BAG,
    "course.stopped/1": WITH_BAG,
    "course.resumed/1": WITH_BAG,
}
"""Sorts of file whose heads each kind names, once a first note, course and bag are there."""


def a_day(site: Station) -> None:
    """Every step once or more."""
    patient = circuit.create(site)
    circuit.size(site, patient)
    site.do("nurse", NotePatient(patient=patient, text="vue ce matin"))
    site.do("nurse", RecordAllergy(patient=patient, none_known=True))
    course = circuit.include(site, patient, "mFOLFOX6")
    site.do("nurse", NoteCourse(course=course, dose=None, text="bien supporté"))
    circuit.prescribe(site, course)
    later = PlanCycle(course=course, cycle=2, day_one="2026-06-22", based_on=heads(site, course))
    site.do("prescriber", later)
    circuit.validate(site, course)
    circuit.go_ahead(site, course)
    doses = [dose.dose for dose in circuit.look(site, course).doses]
    someone = circuit.Treated(patient, course)
    given = circuit.claim(site, course, doses[0])
    site.do("preparer", VoidClaim(course=course, bag=given, reason="reprise", based_on=heads(site, course)))
    given = circuit.on_the_ward(site, course, doses[0])
    circuit.give(site, someone, doses[0], given)
    lost = circuit.released(site, course, doses[1])
    recall = Recall(course=course, bag=lost, reason="lot", pin=PIN, based_on=heads(site, course))
    site.do("pharmacist", recall)
    destroy = Destroy(course=course, bag=lost, reason="lot", told=circuit.told(site), pin=PIN)
    site.do("pharmacist", destroy)
    circuit.not_give(site, course, doses[1])
    stop = StopCourse(course=course, level="course", reason="pause", pin=PIN, based_on=heads(site, course))
    stopped = site.do("prescriber", stop).acts[0]
    resume = ResumeCourse(
        course=course, stops=(stopped,), reason="reprise", pin=PIN, based_on=heads(site, course)
    )
    site.do("prescriber", resume)


def heads(site: Station, course: bytes) -> tuple[ActRef, ...]:
    """What the course's screen says it relies on."""
    return circuit.look(site, course).heads


def written(site: Station) -> list[tuple[int, Header]]:
    """Every header of this workstation's clinical journal, with its transaction's seq."""
    number = site.replica.chain.numbers[site.desk.journal()]
    rows = site.replica.connection.rows(
        "SELECT data FROM transactions WHERE journal = ? ORDER BY seq", (number,)
    )
    cores = [reopen(bytes(row[0]))[1] for row in rows]
    return [(core.seq, header) for core in cores for header in core.headers]


def named(site: Station, header: Header) -> set[FileRef]:
    """The files of the acts that a header is based on."""
    found = [site.replica.act(ref) for ref in header.based_on]
    return {act.header.file for act in found if act is not None}


def test_each_kind_names_the_files_of_its_screen(site: Station) -> None:
    a_day(site)
    seen: dict[str, set[frozenset[str]]] = {}
    for _, header in written(site):
        kinds = frozenset(FileType(file.type).name for file in named(site, header))
        seen.setdefault(header.kind, set()).add(kinds)
    assert FILES.keys() <= seen.keys()
    for kind, files in FILES.items():
        # The very first measurement, note or step knows of less than those that follow.
        assert max(seen[kind], key=len) == files, kind
        assert not any(len(found) == 0 for found in seen[kind]) or not files, kind


def test_what_is_named_was_there_before(site: Station) -> None:
    a_day(site)
    journal = site.desk.journal()
    for seq, header in written(site):
        for ref in header.based_on:
            assert ref.journal != journal or ref.seq < seq


def test_a_measurement_changes_what_the_screen_shows_and_refuses_no_step_on_a_bag(site: Station) -> None:
    one = circuit.ready(site)
    dose = circuit.dose_of(site, one.course, "L1").dose
    bag = circuit.claim(site, one.course, dose)
    circuit.make(site, one.course, bag)
    circuit.check(site, one.course, bag)
    shown = circuit.look(site, one.course).heads
    circuit.measure(site, one.patient, "creatinine", "82")
    assert circuit.look(site, one.course).heads != shown
    site.do("pharmacist", Release(course=one.course, bag=bag, released=True, pin=PIN, based_on=shown))
