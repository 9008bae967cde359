"""What a file is about: in words where something is known of it here, and where it is looked at."""

from __future__ import annotations

from node.api.people import SuspendPerson
from node.handlers.about import NONE, About, about, whose
from node.handlers.loading import patient_state
from node.views.teller import Teller
from schema.ids import Id
from schema.transaction import FileRef, FileType
from tests.node import circuit
from tests.node.apart import Three
from tests.node.stations import PIN, Station, exchange


def said(station: Station, sort: FileType, identifier: Id) -> About:
    return about(station.desk, FileRef(sort, identifier), Teller(station.desk.names))


def test_files_of_a_patient(site: Station) -> None:
    someone = circuit.ready(site)
    circuit.claim(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    patient, course = someone.patient, someone.course
    assert said(site, FileType.PATIENT, patient) == About("ESSAI Jeanne Noëlle", patient)
    assert said(site, FileType.COURSE, course) == About(
        "ESSAI Jeanne Noëlle · FOLFOX 6 modifié", patient, course
    )
    (number,) = (
        bytes(row[0])
        for row in site.replica.connection.rows(
            "SELECT id FROM files WHERE type = ?", (int(FileType.REGISTER),)
        )
    )
    assert said(site, FileType.REGISTER, number) == About("PUI-1 000001", patient, course)


def test_files_of_nobody(site: Station) -> None:
    regimen, _ = circuit.regimen_of(site, "mFOLFOX6")
    assert said(site, FileType.REGIMEN, regimen).words == "FOLFOX 6 modifié"
    nurse = site.people["nurse"]
    assert said(site, FileType.PERSON, nurse).words == site.desk.names.person_view(nurse).name
    assert said(site, FileType.WORKSTATION, site.desk.vault.workstation).words == "PUI-1"
    assert said(site, FileType.SITE, site.replica.site).words == "Hôpital fictif de Valclair"


def test_of_what_is_not_here_nothing_is_guessed(site: Station) -> None:
    for sort in (FileType.REGISTER, FileType.LOT, FileType.VAULT, FileType.WORKSTATION, FileType.SESSION):
        assert said(site, sort, NONE) == About()
    assert said(site, FileType.COURSE, NONE) == About(course=NONE)


def test_an_inclusion_and_an_identity_that_do_not_count_say_whose_they_are(stations: Three) -> None:
    one, other, _ = stations
    exchange(one, other)
    for role in ("nurse", "prescriber"):
        one.do("administrator", SuspendPerson(person=one.people[role], reason="absent", pin=PIN))
    someone = circuit.treated(other)
    exchange(one, other)
    tell = Teller(one.desk.names)
    name = whose(someone.patient, patient_state(one.desk, someone.patient), tell)
    assert name.endswith("(ESSAI Jeanne Noëlle)")
    assert said(one, FileType.COURSE, someone.course) == About(
        f"{name} · FOLFOX 6 modifié", someone.patient, someone.course
    )
