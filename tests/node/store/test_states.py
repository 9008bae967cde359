"""Folded states read back."""

from __future__ import annotations

from node.domain.patient import PatientState
from schema.acts.patient import Identity
from schema.transaction import FileRef, FileType
from tests.node import circuit
from tests.node.stations import Station


def test_one_and_all_of_a_sort(site: Station) -> None:
    patients = sorted(
        circuit.create(site, Identity(name, "", "Anne", "1950-01-01", "F", "", "")) for name in ("Un", "Deux")
    )
    with site.replica.reading():
        states = site.replica.states
        found = dict(states.all(PatientState, FileType.PATIENT))
        assert list(found) == patients
        for patient in patients:
            assert states.state(PatientState, FileRef(FileType.PATIENT, patient)) == found[patient]
        assert states.state(PatientState, FileRef(FileType.PATIENT, b"n" * 16)) is None


def test_an_unreadable_file_has_no_state(site: Station) -> None:
    patient = circuit.create(site)
    with site.replica.writing():
        site.replica.connection.do("UPDATE states SET state = NULL, trouble = 'unreadable:X'")
        assert site.replica.states.state(PatientState, FileRef(FileType.PATIENT, patient)) is None
        assert list(site.replica.states.all(PatientState, FileType.PATIENT)) == []
