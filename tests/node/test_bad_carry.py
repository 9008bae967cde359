"""A stick that is damaged, forged, somebody else's or too much: what is sound of it comes, and it is told."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import msgspec
import pytest

from node.carry_errors import NotACarryError
from node.carry_in import merge_carry
from node.carry_plan import other_members, plan_carry
from node.snapshot import take_snapshot
from node.store.errors import StoreError
from sync.bundle import CARRY, Carried, Item, Manifest, Replaceable, write_bundle
from sync.bundle.errors import (
    DamagedError,
    ForgedError,
    NotABundleError,
    OtherSiteError,
    TruncatedError,
    UnreadableError,
    WrongRecipientError,
)
from sync.journal import signer
from sync.receipts import RECEIPT
from tests.node import circuit
from tests.node.full_disk import filling_disk
from tests.node.small_site import small_site
from tests.node.stations import Station
from tests.node.sticks import Three, fill, into, out, remove, same
from tests.sync.bundle.stream import manifest


def test_the_stick_of_a_workstation_removed_since(stations: Three, tmp_path: Path) -> None:
    """It burnt, was removed, and this stick is the only copy of its last acts: they are kept, set aside."""
    one, two, _ = stations
    patient = circuit.create(one)
    into(two, out(one, tmp_path))
    fill(one, patient, notes=3)
    last = out(one, tmp_path)
    remove(two, one)
    before, receipt = two.replica.counts()[2], two.replica.records.get(one.desk.vault.workstation, RECEIPT)
    merged = into(two, last)
    assert merged.poured.transactions == 3
    assert two.replica.counts()[2] == before + 3
    assert merged.poured.records == 0
    assert two.replica.records.get(one.desk.vault.workstation, RECEIPT) == receipt


@pytest.mark.skipif(sys.platform == "win32", reason="limits of files are a POSIX affair")
def test_no_room_here(stations: Three, tmp_path: Path) -> None:
    """What was durable stays, and the same file again goes on from there."""
    one, two, _ = stations
    fill(one, circuit.create(one), notes=400)
    carry = out(one, tmp_path)
    largest = max(path.stat().st_size for path in two.replica.folder.iterdir())
    with filling_disk() as limit:
        limit(largest + 64 * 1024)
        with pytest.raises(StoreError):
            into(two, carry)
    journal = one.desk.journal()
    assert two.replica.chain.head(journal).seq < one.replica.chain.head(journal).seq
    assert into(two, carry).poured.reading.complete
    assert same(one, two)


# Files that are not what they should be


def test_a_part_yields_its_whole_transactions_and_says_so(stations: Three, tmp_path: Path) -> None:
    one, two, _ = stations
    fill(one, circuit.create(one), notes=400)
    carry = out(one, tmp_path)
    data = carry.path.read_bytes()
    cut = tmp_path / "cut.age"
    last = -1
    for share in (0.5, 0.75, 1):
        cut.write_bytes(data[: int(len(data) * share)])
        merged = into(two, cut)
        trouble = merged.poured.reading.trouble
        assert (trouble is None) == (share == 1)
        assert share == 1 or isinstance(trouble, TruncatedError)
        assert merged.poured.transactions > 0
        assert merged.poured.refused == 0
        count = two.replica.counts()[0]
        assert count > last
        last = count
    assert same(one, two)


def test_bits_that_flipped(stations: Three, tmp_path: Path) -> None:
    one, two, _ = stations
    fill(one, circuit.create(one), notes=400)
    carry = out(one, tmp_path)
    bad = tmp_path / "bad.age"
    data = bytearray(carry.path.read_bytes())
    data[len(data) * 3 // 4] ^= 0x10
    bad.write_bytes(data)
    merged = into(two, bad)
    assert isinstance(merged.poured.reading.trouble, DamagedError)
    assert 0 < merged.poured.transactions < carry.transactions
    assert merged.poured.refused == 0
    assert into(two, carry).poured.reading.complete
    assert same(one, two)


@pytest.mark.parametrize("at", [0, 30, 120])
def test_bits_that_flipped_in_the_head(stations: Three, tmp_path: Path, at: int) -> None:
    one, two, _ = stations
    carry = out(one, tmp_path, everything=True)
    data = bytearray(carry.path.read_bytes())
    data[at] ^= 0x01
    (tmp_path / "bad.age").write_bytes(data)
    digests = two.replica.digests()
    with pytest.raises((NotABundleError, WrongRecipientError, DamagedError)):
        into(two, tmp_path / "bad.age")
    assert two.replica.digests() == digests


def test_another_site_s_file_does_not_open(stations: Three, tmp_path: Path) -> None:
    with small_site(tmp_path / "elsewhere") as place, pytest.raises(WrongRecipientError):
        merge_carry(place.desk, out(stations[0], tmp_path).path)


def test_a_snapshot_is_no_carry(stations: Three, tmp_path: Path) -> None:
    desk = stations[0].desk
    taken = take_snapshot(desk.replica, desk.vault, tmp_path, desk.now(), desk.random)
    with pytest.raises(NotACarryError):
        merge_carry(desk, taken.path)


@pytest.mark.parametrize("name", ["absent.age", "."])
def test_a_file_that_cannot_be_read(stations: Three, tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        merge_carry(stations[0].desk, tmp_path / name)
    assert caught.value.values["reason"]


def written_by_hand(path: Path, station: Station, made: Manifest, items: list[Item], seed: bytes) -> Path:
    """A file that anybody who knows the public recipient of a station could make."""
    with path.open("wb") as file:
        recipients = [station.desk.vault.backup_recipient]
        write_bundle(file, made, items, recipients=recipients, seal=signer(seed))
    return path


def test_a_file_sealed_for_another_site(stations: Three, tmp_path: Path) -> None:
    other = msgspec.structs.replace(manifest([]), what=CARRY)
    with pytest.raises(OtherSiteError):
        into(stations[0], written_by_hand(tmp_path / "x.age", stations[0], other, [], bytes(32)))


def test_records_under_a_forged_seal_are_not_believed(stations: Three, tmp_path: Path) -> None:
    one, two, _ = stations
    circuit.create(one)
    plan = plan_carry(one.desk, other_members(one.desk), everything=False)
    items: list[Item] = [*map(Replaceable, plan.records)]
    journal = one.desk.journal()
    items += map(Carried, one.replica.relay.after(two_holds(two), "all", 1 << 20))
    made = msgspec.structs.replace(plan.manifest, blobs=0, transactions=len(items) - len(plan.records))
    forged = written_by_hand(tmp_path / "x.age", two, made, items, b"\x21" * 32)
    before = two.replica.records.every()
    with pytest.raises(ForgedError):
        into(two, forged)
    assert two.replica.records.every() == before
    assert two.replica.vector("all")[journal] == one.replica.vector("all")[journal], "they prove themselves"


def two_holds(station: Station) -> dict[bytes, int]:
    return {journal: tip.seq for journal, tip in station.replica.vector("all").items()}


def test_garbage_among_transactions_is_refused_and_counted(stations: Three, tmp_path: Path) -> None:
    one, two, _ = stations
    vault = one.desk.vault
    items: list[Item] = [Carried(b"\x93garbage")]
    made = msgspec.structs.replace(
        manifest(items), what=CARRY, site=vault.site, workstation=vault.workstation
    )
    file = written_by_hand(tmp_path / "x.age", two, made, items, vault.seal_key)
    merged = into(two, file)
    assert (merged.poured.transactions, merged.poured.waiting, merged.poured.refused) == (0, 0, 1)


@pytest.mark.skipif(os.name != "posix", reason="a name longer than any file's")
def test_a_name_that_no_file_can_have(stations: Three, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        merge_carry(stations[0].desk, tmp_path / ("x" * 300))
