"""Folded states read back."""

from __future__ import annotations

import pytest

from node.domain.patient import PatientState
from node.store import states as states_module
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


def test_a_state_is_decoded_once_and_anew_when_its_row_is_another(site: Station) -> None:
    first, other = sorted(
        circuit.create(site, Identity(name, "", "Anne", "1950-01-01", "F", "", "")) for name in ("Un", "Deux")
    )
    states, file = site.replica.states, FileRef(FileType.PATIENT, first)
    with site.replica.writing():
        found = states.state(PatientState, file)
        assert found is not None
        assert states.state(PatientState, file) is found
        site.replica.connection.do(
            "UPDATE states SET state = (SELECT s.state FROM states s JOIN files f ON f.n = s.file"
            " WHERE f.id = ?) WHERE file = (SELECT n FROM files WHERE id = ?)",
            (other, first),
        )
        altered = states.state(PatientState, file)
        assert altered == states.state(PatientState, FileRef(FileType.PATIENT, other))
        assert altered != found


def test_what_is_stored_means_something_else_under_another_pattern(site: Station) -> None:
    """As after a write that did not happen, with which its pattern had been chosen."""
    patient = FileRef(FileType.PATIENT, circuit.create(site))
    with site.replica.reading():
        found = site.replica.states.state(PatientState, patient)
        site.replica.packing.forget()
        again = site.replica.states.state(PatientState, patient)
        assert again == found
        assert again is not found


def test_little_is_remembered_of_many(site: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("Un", "Deux", "Trois")
    patients = [circuit.create(site, Identity(name, "", "Anne", "1950-01-01", "F", "", "")) for name in names]
    monkeypatch.setattr(states_module, "_READ_BYTES", 1)
    with site.replica.reading():
        for _ in range(2):
            found = dict(site.replica.states.all(PatientState, FileType.PATIENT))
            assert sorted(found) == sorted(patients)
        assert len(site.replica.states._read_before) == 1
