"""A workstation that meets its own journal written elsewhere goes on in a new one, at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from node.api.base import Refused
from node.api.patient import NotePatient
from node.api.site import Verified, Verify
from node.reopening import NotReopenedError, journal_keys, reopen
from schema.acts.membership import JournalReopened
from schema.codec import decode
from schema.transaction import open_transaction
from sync.membership import CLINICAL
from tests.node import circuit
from tests.node.apart import Three
from tests.node.stations import Clock, Station, Template, copied, exchange, opened, send

Copies = tuple[Station, Station, Station]


@pytest.fixture
def copies(template: Template, tmp_path: Path) -> Iterator[Copies]:
    """The pharmacy, the day hospital, and a copy of the day hospital's whole disk."""
    first, clock = copied(template, tmp_path), Clock()
    second = tmp_path / "copy"
    shutil.copytree(first, second)
    places = ((first, "PUI-1", 11), (first, "HDJ-1", 12), (second, "HDJ-1", 13))
    with ExitStack() as stack:
        one, two, three = (
            stack.enter_context(
                opened(folder, name, template.contents[name], template.people, clock, seed=seed)
            )
            for folder, name, seed in places
        )
        yield one, two, three


def note(station: Station, patient: bytes, text: str, who: str = "nurse") -> None:
    """Somebody signs in, as after every change of journal, and writes."""
    station._sessions.clear()
    station.do(who, NotePatient(patient=patient, text=text))


def meet(one: Station, other: Station) -> None:
    """An exchange between two that may not both count everything the same yet."""
    send(one, other)
    for station in (one, other):
        station.desk.follow_journal()
    send(other, one)
    for station in (one, other):
        station.desk.follow_journal()
    exchange(one, other)


def notes(station: Station, patient: bytes) -> set[str]:
    station._sessions.clear()
    return {one.text for one in circuit.record(station, patient, "pharmacist").notes}


def test_clones_go_on_in_journals_of_their_own_and_what_others_built_on_counts(copies: Copies) -> None:
    pharmacy, hospital, clone = copies
    patient = circuit.create(pharmacy)
    for station in (hospital, clone):
        send(pharmacy, station)
    old = hospital.desk.journal()
    assert clone.desk.journal() == old
    note(hospital, patient, "écrit par le poste")
    note(clone, patient, "écrit par la copie")
    # The pharmacy hears of one alone, and builds on it; then of the other.
    send(hospital, pharmacy)
    note(pharmacy, patient, "vu à la pharmacie", "pharmacist")
    send(clone, pharmacy)
    for station in (hospital, clone):
        meet(pharmacy, station)
    assert len({station.desk.journal() for station in copies}) == 3
    assert old not in {station.desk.journal() for station in copies}
    for station in (hospital, clone):
        note(station, patient, f"suite {station.desk.journal().hex()}")
    for station in (hospital, clone, hospital):
        meet(pharmacy, station)
    assert len({station.replica.digests() for station in copies}) == 1
    said = notes(pharmacy, patient)
    assert {"écrit par le poste", "vu à la pharmacie"} <= said
    assert len([one for one in said if one.startswith("suite")]) == 2
    # Authentic, kept, shown: and it counts for nothing until two people say so.
    assert "écrit par la copie" not in said
    for station in copies:
        assert station.get("pharmacist", Verify(), Verified).findings == ()


def test_a_disk_that_was_set_back_gets_its_own_past_and_goes_on_elsewhere(copies: Copies) -> None:
    pharmacy, hospital, old_disk = copies
    patient = circuit.create(pharmacy)
    exchange(pharmacy, hospital)
    note(hospital, patient, "avant la panne")
    exchange(pharmacy, hospital)
    before = old_disk.desk.journal()
    send(pharmacy, old_disk)
    old_disk.desk.follow_journal()
    assert old_disk.desk.journal() != before
    note(old_disk, patient, "après la remise en service")
    meet(pharmacy, old_disk)
    assert (
        notes(pharmacy, patient)
        == notes(old_disk, patient)
        >= {
            "avant la panne",
            "après la remise en service",
        }
    )
    assert pharmacy.replica.chain.strands.forked == {}


def test_sessions_of_the_old_journal_end_and_people_sign_in_again(copies: Copies) -> None:
    pharmacy, hospital, clone = copies
    patient = circuit.create(pharmacy)
    for station in (hospital, clone):
        send(pharmacy, station)
        note(station, patient, "chacun de son côté")
    session = hospital.session("nurse")
    send(clone, pharmacy)
    send(pharmacy, hospital)
    answer = hospital.call(session, NotePatient(patient=patient, text="trop tard"))
    assert isinstance(answer, Refused)
    assert answer.code == "session.none"
    hospital._sessions.clear()
    note(hospital, patient, "de nouveau")
    assert "de nouveau" in notes(hospital, patient)


def test_a_new_journal_begins_a_register_of_its_own(copies: Copies) -> None:
    _, hospital, _ = copies
    someone = circuit.ready(hospital)
    dose = circuit.dose_of(hospital, someone.course, "L1").dose
    first = circuit.claim(hospital, someone.course, dose)
    assert circuit.bag_of(hospital, someone.course, first).number.endswith("000001")
    before = hospital.desk.journal()
    reopen(hospital.desk)
    hospital.desk.follow_journal()
    hospital._sessions.clear()
    second = circuit.claim(hospital, someone.course, circuit.dose_of(hospital, someone.course, "L2").dose)
    assert circuit.bag_of(hospital, someone.course, second).number.endswith("000001")
    bags = [circuit.bag_of(hospital, someone.course, one) for one in (first, second)]
    assert len({bag.number for bag in bags}) == 2
    assert hospital.desk.journal() != before


def test_key_and_journals_come_into_being_together_and_stay(template: Template, tmp_path: Path) -> None:
    folder = copied(template, tmp_path)
    contents = template.contents["HDJ-1"]
    with opened(folder, "HDJ-1", contents, template.people, Clock(), seed=12) as station:
        reopen(station.desk)
        journal = station.desk.journal()
        assert not station.desk.shares_its_key
    with opened(folder, "HDJ-1", contents, template.people, Clock(), seed=13) as station:
        assert station.desk.journal() == journal
        assert len(journal_keys(station.replica, contents)) == 2
        patient = circuit.create(station)
        assert notes(station, patient) == set()
        assert station.get("pharmacist", Verify(), Verified).findings == ()


def _announced(station: Station) -> JournalReopened:
    """The clinical half of the last announcement."""
    transaction, _ = open_transaction(station.replica.relay.after({}, "membership", 2**40)[-1])
    _, clinical = transaction.bodies
    assert clinical is not None
    return decode(JournalReopened, clinical.body)


def test_nobody_vouches_for_another(copies: Copies) -> None:
    pharmacy, hospital, _ = copies
    stolen = pharmacy.desk.vault
    reopen(hospital.desk)
    announced = _announced(hospital)
    assert announced.workstation == hospital.desk.vault.workstation
    assert announced.scope == CLINICAL
    before = pharmacy.replica.digests()
    real = hospital.desk.vault
    try:
        # The pharmacy's key behind a journal of the day hospital's.
        hospital.desk.keys = dict.fromkeys(hospital.desk.keys, stolen.seal_key)
        with pytest.raises(NotReopenedError, match="not_vouched"):
            reopen(hospital.desk)
    finally:
        hospital.desk.keys = journal_keys(hospital.replica, real)
    assert pharmacy.replica.digests() == before


def test_what_was_not_reopened_is_as_before(stations: Three) -> None:
    one, _, _ = stations
    journal = one.desk.journal()
    one.desk.follow_journal()
    assert one.desk.journal() == journal
    assert one.desk.shares_its_key
