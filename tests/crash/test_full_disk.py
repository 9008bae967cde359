"""A disk without room while a workstation opens, is migrated or restored: said, and nothing is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from node.blobcheck import blob_is_right
from node.restore import read_back
from node.snapshot import take_snapshot
from node.store.errors import UNWRITABLE, CannotOpenError, NoRoomToUpgradeError, StoreError
from node.store.replica import Replica
from node.vault import FILE_NAME as VAULT
from node.vault import VaultContents
from schema.projection import PROJECTION
from tests.crash.checks import reopened
from tests.crash.newer import newer_program, write_version
from tests.crash.test_replica_faults import digests, filled, said
from tests.crash.tiny_disk import may_mount, on_a_full_disk
from tests.node.full_disk import filling_disk, limits
from tests.node.small_site import CHEAP, NOW, Streams, small_site
from tests.node.stations import Template

__all__ = ["filled"]

mounting = pytest.mark.skipif(not may_mount(), reason="no disk of one's own may be made here")


@mounting
@pytest.mark.parametrize("free", [0, 16 * 1024])
def test_opening_on_a_full_disk(filled: Path, alone: Template, free: int) -> None:
    """All of it is read, without room for a file of the engine's; with room it opens as it was."""
    before = [digest.hex() for digest in digests(filled, alone)]
    found = on_a_full_disk(filled, alone.contents["PUI-1"], free)
    assert found["full"].split() == before
    assert found["then"].split() == before


@limits
def test_opening_where_nothing_can_be_written(filled: Path, alone: Template) -> None:
    """The disk has room and does not take it: read all the same, and shared as soon as it takes something."""
    before = digests(filled, alone)
    vault = alone.contents["PUI-1"]
    with filling_disk() as limit:
        limit(0)
        replica = reopened(filled, vault)
        lack = replica.connection.lack
        assert isinstance(lack, CannotOpenError)
        assert replica.digests() == before
        with pytest.raises(UNWRITABLE), replica.writing():
            replica.local.put("lost", b"1")
        with pytest.raises(UNWRITABLE):
            replica.try_to_write()
    changes = replica.changes()
    replica.try_to_write()
    assert replica.connection.lack is None
    assert replica.changes() > changes
    reader = Replica(filled, vault.database_key, vault.site, blob_is_right, reader=True)
    assert reader.digests() == before == replica.digests()
    assert reader.local.get("lost") is None
    reader.close()
    replica.close()


@limits
def test_what_died_on_a_full_disk_opens_there_with_what_was_durable(
    filled: Path, alone: Template, tmp_path: Path
) -> None:
    """What the engine had written beside the database is part of it, also where nothing more can be."""
    vault = alone.contents["PUI-1"]
    replica = reopened(filled, vault)
    with replica.writing():
        replica.local.put("kept", b"1")
    died = tmp_path / "died"
    died.mkdir()
    for name in ("replica.db", "replica.db-wal", "replica.lock"):
        shutil.copy(filled / name, died)
    replica.close()
    with filling_disk() as limit:
        limit(0)
        replica = reopened(died, vault)
        assert replica.local.get("kept") == b"1"
        replica.close()
    replica = reopened(died, vault)
    assert replica.local.get("kept") == b"1"
    replica.close()


@mounting
@pytest.mark.parametrize("share", [0, 1], ids=["no room for the copy", "no room after the copy"])
def test_migrating_on_a_full_disk(filled: Path, alone: Template, tmp_path: Path, share: int) -> None:
    """The safety copy is whole or absent, the replica is today's still; with room it is upgraded."""
    before = digests(filled, alone)
    versions = write_version(tmp_path / "versions")
    replica = reopened(filled, alone.contents["PUI-1"])
    with replica.writing():
        replica.local.put("projection", str(PROJECTION - 1).encode())
    replica.close()
    size = (filled / "replica.db").stat().st_size
    free = size + 64 * 1024 if share else size // 2
    found = on_a_full_disk(filled, alone.contents["PUI-1"], free, versions)
    assert found["full"] == NoRoomToUpgradeError.code
    assert not [name for name in found["left"] if ".partial" in name]
    assert ("replica.before-future" in found["left"]) == bool(share)
    assert found["then"].split() == [digest.hex() for digest in before]


@limits
def test_a_safety_copy_that_cannot_be_written(filled: Path, alone: Template, tmp_path: Path) -> None:
    """Said in words, nothing half-written stays, and the replica is still today's."""
    before = digests(filled, alone)
    versions = write_version(tmp_path / "versions")
    with filling_disk() as limit:
        limit((filled / "replica.db").stat().st_size // 2)
        caught = _upgraded(filled, alone.contents["PUI-1"], versions)
    said(caught)
    assert not list(filled.glob("*.partial*"))
    assert not list(filled.glob("*.before-*"))
    assert digests(filled, alone) == before


def _upgraded(folder: Path, vault: VaultContents, versions: Path) -> StoreError:
    with newer_program(versions), pytest.raises(StoreError) as caught:
        reopened(folder, vault)
    return caught.value


@limits
@pytest.mark.parametrize("when", ["while it is read", "when it becomes a workstation"])
def test_restoring_on_a_full_disk(tmp_path: Path, when: str) -> None:
    """Said in words, nothing half-restored stays, and with room the same snapshot is a workstation."""
    with small_site(tmp_path / "site") as site:
        snapshot = take_snapshot(site.replica, site.vault, tmp_path / "kept", NOW, site.desk.random)
        recovery = site.recovery
    where = tmp_path / "new"

    def restored(full: Callable[[str], None]) -> bool:
        random = Streams(b"restore")
        full("while it is read")
        with read_back(snapshot.path, where, recovery.identity, now_ms=NOW, random=random) as back:
            full("when it becomes a workstation")
            return back.enrol(recovery, now_ms=NOW, random=random, cost=CHEAP).verified

    with filling_disk() as limit, pytest.raises(StoreError) as caught:
        restored(lambda point: limit(16 * 1024) if point == when else None)
    said(caught.value)
    assert {path.name for path in tmp_path.iterdir()} == {"site", "kept"}
    assert restored(lambda _: None)
    assert (where / VAULT).exists()
