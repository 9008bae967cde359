"""Folding stale files, and the rows that their states stand for."""

from __future__ import annotations

import pytest

from node.domain.folds import FOLDS
from node.domain.patient import PatientState
from node.store import projection
from node.store.projection import plain
from schema.acts.patient import Identity
from schema.transaction import FileRef, FileType
from tests.node import circuit
from tests.node.stations import Station


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Éléonore  D'Œillet", "eleonore d œillet"),
        ("  ÇA—va ", "ca va"),
        ("Straße", "strasse"),
        ("", ""),
        ("«»", ""),
    ],
)
def test_names_are_searched_without_accents_and_marks(typed: str, found: str) -> None:
    assert plain(typed) == found


def rows(site: Station, table: str) -> list[tuple[object, ...]]:
    with site.replica.reading():
        found = site.replica.connection.rows(f"SELECT * FROM {table}")  # noqa: S608
    return sorted(tuple(row) for row in found)


def test_folding_again_changes_nothing(site: Station) -> None:
    ready = circuit.ready(site)
    circuit.claim(site, ready.course, circuit.look(site, ready.course).doses[0].dose)
    tables = ("patients", "courses", "doses", "bags", "conflicts", "states")
    before = {table: rows(site, table) for table in tables}
    with site.replica.writing():
        site.replica.connection.do("UPDATE states SET stale = 1")
        assert projection.stale(site.replica.connection, 3)
        site.replica.folding.fold_stale()
        assert projection.stale(site.replica.connection, 3) == []
    after = {table: rows(site, table) for table in tables}
    after["conflicts"] = [row[1:] for row in after["conflicts"]]
    before["conflicts"] = [row[1:] for row in before["conflicts"]]
    assert after == before


def test_a_damaged_row_hides_its_own_file_only(site: Station) -> None:
    """Files are read many at once; where one cannot be, each is read alone."""
    first, second = circuit.create(site), circuit.ready(site, identity=_other()).patient
    with site.replica.writing():
        connection = site.replica.connection
        connection.do(
            "UPDATE transactions SET data = x'c1' WHERE n IN"
            " (SELECT a.tx FROM acts a JOIN files f ON f.n = a.file WHERE f.type = ? AND f.id = ?)",
            (int(FileType.PATIENT), first),
        )
        connection.do("UPDATE states SET stale = 1")
        site.replica.files.kept.drop()
        site.replica.folding.fold_stale()
        troubles = connection.rows(
            "SELECT f.id, s.trouble FROM states s JOIN files f ON f.n = s.file WHERE s.trouble != ''"
        )
        assert [(bytes(row[0]), row[1].partition(":")[0]) for row in troubles] == [(first, "unreadable")]
        assert site.replica.states.state(PatientState, FileRef(FileType.PATIENT, second)) is not None


def _other() -> Identity:
    return Identity("Autre", "", "Paul", "1950-01-01", "M", "", "")


def test_a_sort_of_file_of_a_newer_program_has_no_state(site: Station) -> None:
    with site.replica.writing():
        number = site.replica.files.number(FileRef(99, b"f" * 16))
        (folded,) = projection.fold(site.replica.files, [(number, FileRef(99, b"f" * 16))])
    assert (folded.state, folded.trouble) == (None, "")
    assert FileType.PATIENT in FOLDS
