"""A disk that fails: what a death leaves is what was there at that instant, a full one says so itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from node.store.errors import DiskFullError
from node.store.replica import WRITE_POINTS, Replica
from ops.simulate.disk import Crash, Disk
from tests.node.store.builders import KEY, Ward


@pytest.fixture
def ward() -> Ward:
    ward = Ward()
    ward.patient(ward.clinical)
    return ward


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    return Disk(tmp_path / "replica")


def opened(ward: Ward, tmp_path: Path, disk: Disk, *, create: bool = False) -> Replica:
    return Replica(
        tmp_path / "replica",
        KEY,
        ward.site,
        lambda _content, _blob: True,
        create=create,
        at_point=disk.at_point,
    )


@pytest.fixture
def replica(ward: Ward, tmp_path: Path, disk: Disk) -> Iterator[Replica]:
    replica = opened(ward, tmp_path, disk, create=True)
    yield replica
    replica.close()


@pytest.mark.parametrize("point", WRITE_POINTS)
def test_after_a_death_everything_or_nothing_of_the_write_is_there(
    ward: Ward, tmp_path: Path, disk: Disk, replica: Replica, point: str
) -> None:
    disk.die_at(point)
    with pytest.raises(Crash, match=point):
        replica.receive(ward.everything(), None, 1)
    replica.close()
    disk.recover()
    again = opened(ward, tmp_path, disk)
    try:
        written = again.counts()[0]
        assert written == (len(ward.everything()) if point == "committed" else 0)
        # It dies once; the next write goes through.
        again.receive(ward.everything(), None, 2)
        assert again.counts()[0] == len(ward.everything())
    finally:
        again.close()


def test_a_death_called_off_does_not_happen(ward: Ward, disk: Disk, replica: Replica) -> None:
    disk.die_at("commit")
    disk.calm()
    replica.receive(ward.everything(), None, 1)
    assert replica.counts()[0] == len(ward.everything())


def test_a_full_disk_takes_nothing_until_somebody_makes_room(
    ward: Ward, disk: Disk, replica: Replica
) -> None:
    for number in range(200):
        ward.patient(ward.clinical, f"FICTIF-{number}")
    disk.fill(replica.connection)
    filled = disk.full
    with pytest.raises(DiskFullError):
        replica.receive(ward.everything(), None, 1)
    assert replica.counts()[0] == 0
    disk.empty(replica.connection)
    assert (filled, disk.full) == (True, False)
    replica.receive(ward.everything(), None, 2)
    assert replica.counts()[0] == len(ward.everything())


def test_what_is_never_written_finds_room_in_memory(ward: Ward, disk: Disk, replica: Replica) -> None:
    for number in range(200):
        ward.patient(ward.clinical, f"FICTIF-{number}")
    replica.receive(ward.everything(), None, 1, more_follows=True)
    disk.fill(replica.connection)
    with pytest.raises(DiskFullError) as full:
        replica.folding.fold_stale()
    replica.folding.fold_in_memory(full.value)
    assert replica.connection.value("SELECT count(*) FROM patients") == 201
    with pytest.raises(DiskFullError):
        replica.folding.fold_stale()
    assert disk.full
