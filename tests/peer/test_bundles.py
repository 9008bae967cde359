"""The other peer opens what a stick and a safe hold."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from msgspec.structs import astuple

from node.api.agreement import Agree
from node.api.workstations import ReadmitWorkstation, RemoveWorkstation
from node.carry_out import write_carry
from node.snapshot import take_snapshot
from tests.node import circuit
from tests.node.stations import PIN, Randomness, Station, exchange, other_branch, send
from tests.peer.bundle import Bundle, read_bundle
from tests.peer.journals import Journals
from tests.peer.packing import array, pack
from tests.peer.records import check_record
from tests.peer.signatures import WrongError

NAMED = 16_384
"""Heads in a manifest; one that names so many may lead to others too."""


def believed(bundle: Bundle, site: bytes, workstation: bytes, most: int = NAMED) -> Journals:
    """Every chain, seal and signature in it, and that this workstation wrote it."""
    journals = Journals(site)
    for data in bundle.transactions:
        journals.take(data)
    assert bundle.manifest[1:3] == [site, workstation]
    bundle.check_seals(journals.announced.seal_keys(workstation))
    for record in bundle.records:
        check_record(record, journals.announced)
    named, tips = bundle.manifest[7], journals.tips()
    assert named == (tips if len(named) < most else [tip for tip in tips if tip in named])
    return journals


def test_a_carry(stations: tuple[Station, Station, Station], tmp_path: Path) -> None:
    one, other, _ = stations
    circuit.ready(one)
    exchange(one, other)
    written = write_carry(one.desk, tmp_path, everything=True)
    bundle = read_bundle(written.path.read_bytes(), other.desk.vault.backup_identity)
    journals = believed(bundle, one.desk.vault.site, one.desk.vault.workstation)
    assert bundle.manifest[0] == "carry"
    assert bundle.needed == {}
    assert bundle.records
    assert len(journals.held) == one.replica.counts()[0]


def test_a_snapshot_of_a_forked_journal(stations: tuple[Station, Station, Station], tmp_path: Path) -> None:
    one, other, _ = stations
    circuit.ready(one)
    exchange(one, other)
    copy = other_branch(one.replica, one.desk.journal(), one.desk.seal)
    assert one.replica.receive([copy], None, one.clock.now_ms()).forks
    vault = one.desk.vault
    taken = take_snapshot(one.replica, vault, tmp_path, one.clock.now_ms(), Randomness(3))
    bundle = read_bundle(taken.path.read_bytes(), vault.backup_identity)
    journals = believed(bundle, vault.site, vault.workstation)
    assert journals.forked() == {one.desk.journal()}
    assert bundle.manifest[0] == "snapshot"
    assert bundle.manifest[5] == hashlib.sha256(pack(journals.tips())).digest()
    assert array(bundle.needed["restore/1"]) == [vault.workstation, "PUI-1", vault.site_pepper]


def test_a_bundle_of_more_heads_than_it_names(
    stations: tuple[Station, Station, Station], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it is inside, and nothing but the vector is shorter."""
    monkeypatch.setattr("sync.bundle.items.MAX_HEADS", 1)
    one, other, _ = stations
    circuit.ready(one)
    exchange(one, other)
    vault, tips = one.desk.vault, sorted(map(astuple, one.replica.vector("all").values()))
    written = write_carry(one.desk, tmp_path, everything=True)
    taken = take_snapshot(one.replica, vault, tmp_path / "safe", one.clock.now_ms(), Randomness(3))
    for path in (written.path, taken.path):
        bundle = read_bundle(path.read_bytes(), vault.backup_identity)
        journals = believed(bundle, vault.site, vault.workstation, most=1)
        assert (len(bundle.manifest[7]), journals.tips()) == (1, [[*tip] for tip in tips])
        assert bundle.manifest[5] == hashlib.sha256(pack(journals.tips())).digest()


def test_a_readmitted_workstation_writes_in_the_journals_of_its_readmission(
    stations: tuple[Station, Station, Station], tmp_path: Path
) -> None:
    one, other, _ = stations
    theirs = other.desk.vault.workstation
    for command in (
        RemoveWorkstation(workstation=theirs, reason="volé", pin=PIN),
        ReadmitWorkstation(workstation=theirs, reason="retrouvé", admit=True, pin=PIN),
    ):
        proposed = one.do("administrator", command)
        one.do("administrator2", Agree(act=proposed.acts[0], pin=PIN))
    send(one, other)
    other.sign_in_again("nurse")
    circuit.create(other)
    written = write_carry(other.desk, tmp_path, everything=True)
    bundle = read_bundle(written.path.read_bytes(), one.desk.vault.backup_identity)
    journals = believed(bundle, one.desk.vault.site, theirs)
    assert journals.of(other.desk.journal())
    assert "workstation.readmission_proposed/1" in journals.kinds()


def test_a_bundle_of_another_writer_is_not_believed(
    stations: tuple[Station, Station, Station], tmp_path: Path
) -> None:
    one, other, _ = stations
    written = write_carry(one.desk, tmp_path, everything=True)
    bundle = read_bundle(written.path.read_bytes(), other.desk.vault.backup_identity)
    journals = believed(bundle, one.desk.vault.site, one.desk.vault.workstation)
    with pytest.raises(WrongError, match="sealed by another"):
        bundle.check_seals(journals.announced.seal_keys(other.desk.vault.workstation))
