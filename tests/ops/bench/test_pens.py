"""Pens write what a node of the site admits."""

from pathlib import Path

from ops.bench.site import STATIONS, Site
from schema.acts.patient import PatientNoted
from schema.transaction import FileRef, FileType


def test_a_note_by_somebody_who_signed_in_is_admitted(tmp_path: Path) -> None:
    site = Site(tmp_path)
    file = FileRef(FileType.PATIENT, bytes([7]) * 16)
    try:
        with site.replica.writing():
            site.write(STATIONS[2], [site.sign_in("nurse", STATIONS[2])])
            note = site.act("nurse", PatientNoted("Vu (fictif)."), file, STATIONS[2])
            site.write(STATIONS[2], [note])
        _, acts, set_aside = site.replica.counts()
        before, written = site.now, site.write(STATIONS[2], [note])
    finally:
        site.close()
    assert acts > 2
    assert not set_aside
    assert written.core.at == site.now == before + 1000


def test_what_a_pen_wrote_was_written_here(tmp_path: Path) -> None:
    """Or the workstation would take its journal for one that a copy of it writes too, and leave it."""
    site = Site(tmp_path)
    journal = site.stations[STATIONS[0]].journal
    try:
        with site.replica.writing():
            site.replica.mind([journal])
            site.write(STATIONS[0], [site.sign_in("nurse", STATIONS[0])])
        assert site.replica.wrote_all_of(journal)
    finally:
        site.close()
