"""A bundle into a replica: in batches, bounded, records last, editions into their tables."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from node import pouring
from node.blobcheck import blob_is_right
from node.desk import Desk
from node.enrolling import recovery_authority
from node.founding import membership_act
from node.pouring import Pouring, pour, refuse_other_site
from node.restore import read_back
from node.snapshot import take_snapshot
from node.store.replica import Replica
from node.vault import FILE_NAME, open_vault
from schema.acts.workstations import WorkstationRemovalProposed
from schema.transaction import FileRef, FileType
from sync.bundle import Carried, Manifest, Needed, Replaceable
from sync.bundle.errors import MalformedError, OtherSiteError
from sync.membership import MEMBERSHIP
from sync.ports import Record
from tests.node.small_site import CHEAP, NOW, Place, StillClock, Streams, small_site
from tests.sync.bundle.stream import manifest


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Place]:
    with small_site(tmp_path / "PUI") as place:
        yield place


@pytest.fixture
def empty(site: Place, tmp_path: Path) -> Iterator[Replica]:
    replica = Replica(tmp_path / "empty", bytes(32), site.vault.site, blob_is_right, create=True)
    yield replica
    replica.close()


def test_everything_comes_whatever_the_size_of_batches(
    site: Place, empty: Replica, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pouring, "BATCH_COUNT", 3)
    taken = take_snapshot(site.replica, site.vault, tmp_path, NOW, site.desk.random)
    with taken.path.open("rb") as file:
        replica, poured = pour(file, site.vault.backup_identity, lambda _: empty, NOW)
    assert replica is empty
    assert poured.reading.complete
    assert (poured.transactions, poured.refused) == (taken.transactions, 0)
    assert (poured.records, poured.blobs) == (2, 1)
    assert empty.digests() == site.replica.digests()
    assert empty.catalogue.search("a", 5)[0] == 0
    empty.editions.load()
    assert empty.catalogue.search("a", 5) == site.replica.catalogue.search("a", 5)
    assert site.vault.site_pepper.hex() not in repr(poured)


@pytest.mark.parametrize("held", [0, 1000, None], ids=["nothing", "a part", "all but that it was all"])
def test_a_blob_is_whole_where_the_file_says_so_whatever_size_an_act_names(
    site: Place, empty: Replica, tmp_path: Path, held: int | None
) -> None:
    """Another source may have sent something of it and left."""
    taken = take_snapshot(site.replica, site.vault, tmp_path, NOW, site.desk.random)
    (blob,) = site.replica.blobs.states()
    with empty.writing():
        empty.blobs.expect("bdpm", blob.content, 2 * blob.size)
        whole = site.replica.blobs.get(blob.content)
        assert whole is not None
        empty.blobs.write(blob.content, 0, whole[:held])
    with taken.path.open("rb") as file:
        _, poured = pour(file, site.vault.backup_identity, lambda _: empty, NOW)
    assert poured.blobs == 1
    assert empty.blobs.get(blob.content) == whole


def test_pouring_again_changes_nothing(site: Place, empty: Replica, tmp_path: Path) -> None:
    taken = take_snapshot(site.replica, site.vault, tmp_path, NOW, site.desk.random)
    for new in (taken.transactions, 0):
        with taken.path.open("rb") as file:
            _, poured = pour(file, site.recovery.identity, lambda _: empty, NOW)
        assert (poured.transactions, poured.refused) == (new, 0)
    assert empty.digests() == site.replica.digests()


def test_garbage_among_transactions_is_counted(empty: Replica) -> None:
    receiver = Pouring(lambda _: empty, NOW)
    receiver.opened(manifest([]))
    receiver.item(Carried(b"garbage"))
    receiver._flush()
    assert receiver._evidence == 1


def test_keys_sealed_by_a_workstation_removed_since_come_back(
    site: Place, empty: Replica, tmp_path: Path
) -> None:
    """The stolen workstation had sealed its people's keys; they still work here, and must after a fire."""
    back = read_back(
        take_snapshot(site.replica, site.vault, tmp_path / "out", NOW, site.desk.random).path,
        tmp_path / "new",
        site.recovery.identity,
        now_ms=NOW,
        random=Streams(b"read"),
    )
    with back:
        again = back.enrol(site.recovery, now_ms=NOW, random=Streams(b"enrol"), cost=CHEAP)
    vault = open_vault(tmp_path / "new" / FILE_NAME, passphrase=again.passphrase)
    successor = Replica(tmp_path / "new", vault.database_key, vault.site, blob_is_right)
    try:
        desk = Desk(successor, vault, StillClock(), Streams(b"desk"))
        cuts = tuple(sorted(successor.vector("all").values()))
        removal = WorkstationRemovalProposed(site.vault.workstation, "volé", cuts)
        recovery = recovery_authority(successor, site.recovery)
        file = FileRef(FileType.WORKSTATION, site.vault.workstation)
        act = msgspec.structs.replace(membership_act(file, removal), by=recovery.key, signer=recovery.sign)
        successor.append(
            [act],
            journal=desk.journal(MEMBERSHIP),
            at=NOW,
            doubtful=False,
            random=desk.random,
            seal=desk.seal,
        )
        assert successor.roll.now.workstations[site.vault.workstation].removed
        taken = take_snapshot(successor, vault, tmp_path / "out", NOW, desk.random)
    finally:
        successor.close()
    with taken.path.open("rb") as bundle:
        _, poured = pour(bundle, site.recovery.identity, lambda _: empty, NOW)
    assert poured.records == 2
    assert empty.records.of(site.founded.administrator)
    (record,) = empty.records.of(site.founded.administrator)
    with empty.writing():
        empty.connection.do("DELETE FROM records")
    assert empty.records.accept(empty.site, [record]) == 0, "from a peer, nobody vouches for it"


def test_what_is_kept_aside_is_bounded(empty: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pouring, "RECORDS_KEPT", 2)
    monkeypatch.setattr(pouring, "NEEDED_KEPT", 2)
    receiver = Pouring(lambda _: empty, NOW)
    for number in range(2):
        receiver.item(Replaceable(Record(b"P" * 16, f"key:{number}", 1, b"", b"W" * 16, bytes(64))))
        receiver.item(Needed(f"later/{number}", b"x"))
    with pytest.raises(MalformedError):
        receiver.item(Replaceable(Record(b"P" * 16, "key:2", 1, b"", b"W" * 16, bytes(64))))
    with pytest.raises(MalformedError):
        receiver.item(Needed("later/2", b"x"))


def test_a_replica_before_the_manifest_is_a_defect() -> None:
    def never(_: Manifest) -> Replica:
        raise AssertionError

    with pytest.raises(LookupError):
        _ = Pouring(never, NOW).replica


def test_another_site_is_refused() -> None:
    refuse_other_site(manifest([]), b"S" * 16)
    with pytest.raises(OtherSiteError) as caught:
        refuse_other_site(manifest([]), b"T" * 16)
    assert caught.value.values["found"] != caught.value.values["expected"]
