"""Snapshots: due on Friday, whole or absent, verified by restoring them, while others go on writing."""

import os
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from node import snapshot
from node.bundle_errors import BusyError, DamagedReplicaError, FolderError, NotVerifiedError
from node.clock import SITE_ZONE
from node.domain.decision import Draft
from node.on_writer import here
from node.snapshot import WRITE_POINTS, Snapshot, take_due_snapshot, take_snapshot
from node.store.errors import StoreError
from node.store.lock import Lock
from node.store.neighbourhoods import LIMITS_FILE
from schema.acts.regimen import LimitsSigned
from sync.bundle import Item, Manifest, Needed, Replaceable, read_bundle
from sync.bundle.errors import NotWrittenError
from tests.node.full_disk import filling_disk
from tests.node.killed import killed_at
from tests.node.small_site import NOW, Place, found, opened, small_site
from tests.node.stations import other_branch

T = TypeVar("T")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Place]:
    with small_site(tmp_path / "PUI") as place:
        yield place


def take(site: Place, folder: Path, **more: object) -> Snapshot:
    return take_snapshot(site.replica, site.vault, folder, NOW, site.desk.random, **more)  # type: ignore[arg-type]  # passed on


class Names:
    """A receiver that keeps the sorts of items, and what is needed."""

    def __init__(self) -> None:
        self.sorts: list[str] = []
        self.needed: list[Needed] = []
        self.records: list[Replaceable] = []

    def opened(self, manifest: Manifest) -> None:
        self.manifest = manifest

    def item(self, item: Item) -> None:
        self.sorts.append(type(item).__name__)
        if isinstance(item, Needed):
            self.needed.append(item)
        if isinstance(item, Replaceable):
            self.records.append(item)


def test_a_snapshot_says_what_it_is(site: Place, tmp_path: Path) -> None:
    taken = take(site, tmp_path / "out")
    assert taken.path.name == "veilleuse-ch-sainte-fiction-pui-1-2026-11-18.age"
    assert taken.size == taken.path.stat().st_size
    assert taken.state_digest == site.replica.digests()[1]
    assert taken.transactions == site.replica.counts()[0]
    assert list((tmp_path / "out").iterdir()) == [taken.path]
    assert not (site.folder / "verification").exists()
    assert site.replica.local.number("snapshot.at") == NOW
    if os.name == "posix":
        assert taken.path.stat().st_mode & 0o777 == 0o600


def test_both_branches_of_a_journal_are_saved(site: Place, tmp_path: Path) -> None:
    """It was restored before it got its name, and compared by digests that cover every branch."""
    journal = site.desk.journal()
    outcome = site.replica.receive([other_branch(site.replica, journal, site.desk.seal)], None, NOW)
    assert len(outcome.forks) == 1
    taken = take(site, tmp_path / "out")
    assert taken.transactions == site.replica.counts()[0]
    assert taken.state_digest == site.replica.digests()[1]


@pytest.mark.parametrize("holder", ["recovery", "backup"])
def test_each_key_alone_reads_it(site: Place, tmp_path: Path, holder: str) -> None:
    taken = take(site, tmp_path)
    identity = site.recovery.identity if holder == "recovery" else site.vault.backup_identity
    names = Names()
    with taken.path.open("rb") as file:
        reading = read_bundle(file, [identity], names)
    assert reading.complete
    assert (reading.manifest.site, reading.manifest.workstation) == (site.vault.site, site.vault.workstation)
    assert names.sorts[0] == "Needed", "what a restore needs comes first"
    assert names.sorts[-1] == "Piece", "what peers can send again comes last"
    assert names.sorts.index("Replaceable") < len(names.sorts) - names.sorts[::-1].index("Carried")
    assert reading.totals is not None
    assert reading.totals.blobs == 1


def test_no_private_key_of_the_workstation_is_inside(site: Place, tmp_path: Path) -> None:
    taken = take(site, tmp_path)
    names = Names()
    with taken.path.open("rb") as file:
        read_bundle(file, [site.vault.backup_identity], names)
    (needed,) = names.needed
    secrets = {field: getattr(site.vault, field) for field in ("database_key", "seal_key", "tls_key")} | {
        "backup": site.vault.backup_identity.encode()
    }
    for secret in secrets.values():
        assert secret not in needed.data
        assert all(secret not in record.record.payload for record in names.records)
    assert site.vault.site_pepper in needed.data


def test_a_second_one_of_the_same_day_leaves_the_first(site: Place, tmp_path: Path) -> None:
    first = take(site, tmp_path / "out")
    before = first.path.read_bytes()
    second = take(site, tmp_path / "out")
    assert second.path.name == "veilleuse-ch-sainte-fiction-pui-1-2026-11-18-2.age"
    assert first.path.read_bytes() == before


def test_others_write_meanwhile_and_the_snapshot_is_of_one_instant(site: Place, tmp_path: Path) -> None:
    expected = site.replica.digests()[1]
    calls = 0

    def busy(work: Callable[[], T], /) -> T:
        nonlocal calls
        calls += 1
        done = work()
        site.patient(1000 + calls)
        return done

    taken = take(site, tmp_path, on_writer=busy)
    assert calls > 5
    assert taken.state_digest == expected != site.replica.digests()[1]


def test_two_at_once_are_refused(site: Place, tmp_path: Path) -> None:
    lock = Lock(site.folder / "snapshot.lock")
    try:
        with pytest.raises(BusyError):
            take(site, tmp_path)
    finally:
        lock.release()
    assert take(site, tmp_path).path.exists()


def test_a_folder_that_cannot_be_made(site: Place, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FolderError) as caught:
        take(site, tmp_path / "file" / "out")
    assert caught.value.values["path"] == str(tmp_path / "file" / "out")


def test_a_damaged_replica_is_told_before_anything_is_written(site: Place, tmp_path: Path) -> None:
    with site.replica.writing():
        site.replica.chain.mark_damaged(next(iter(site.replica.chain.heads)), 1, bytes(32))
    with pytest.raises(DamagedReplicaError):
        take(site, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_row_altered_by_hand_makes_no_snapshot(site: Place, tmp_path: Path) -> None:
    """Nobody has noticed the damage yet: the verification does."""
    with site.replica.writing():
        site.replica.connection.do(
            "UPDATE transactions SET data = zeroblob(length(data)) WHERE n ="
            " (SELECT max(n) FROM transactions)"
        )
    with pytest.raises(NotVerifiedError) as caught:
        take(site, tmp_path)
    assert caught.value.values == {"what": "digests"}
    assert not list(tmp_path.glob("*.age"))


def test_states_that_were_altered_by_hand_make_no_snapshot(site: Place, tmp_path: Path) -> None:
    with site.replica.writing():
        site.replica.connection.do("UPDATE states SET trouble = 'altered' WHERE file = 1")
    with pytest.raises(NotVerifiedError):
        take(site, tmp_path)


def test_a_record_that_nobody_would_accept_makes_no_snapshot(site: Place, tmp_path: Path) -> None:
    """A restored workstation would have no key to sign in with: better told now."""
    with site.replica.writing():
        site.replica.connection.do("UPDATE records SET seal = zeroblob(64)")
    with pytest.raises(NotVerifiedError) as caught:
        take(site, tmp_path)
    assert caught.value.values == {"what": "records"}


# A disk that fills up


@pytest.mark.skipif(sys.platform == "win32", reason="limits of files are a POSIX affair")
def test_no_room_for_the_file(site: Place, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with filling_disk() as limit:
        limit(4096)
        with pytest.raises(NotWrittenError) as caught:
            take(site, out)
    assert caught.value.values["reason"]
    assert not list(out.iterdir())
    assert site.replica.local.number("snapshot.at") == 0


@pytest.mark.skipif(sys.platform == "win32", reason="limits of files are a POSIX affair")
def test_no_room_for_the_verification(site: Place, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with filling_disk() as limit:
        limit(40_000)
        with pytest.raises(StoreError):
            take(site, out)
    assert not list(out.iterdir())
    assert not (site.folder / "verification").exists()


# A crash at each write point


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked to be killed")
@pytest.mark.parametrize("point", WRITE_POINTS)
def test_killed_at_each_write_point(tmp_path: Path, point: str) -> None:
    """Whatever stands under a snapshot's name afterwards is a whole one, and the next one succeeds."""
    out = tmp_path / "out"
    founded = found(tmp_path / "PUI")
    with opened(tmp_path / "PUI", founded) as site:
        site.patient(1)
    killed_at(point, lambda at_point: _take_in(tmp_path / "PUI", founded, out, at_point))
    visible = list(out.glob("*.age")) if out.exists() else []
    assert len(visible) == (point in {"named", "noted"})
    with opened(tmp_path / "PUI", founded) as site:
        assert site.replica.local.number("snapshot.at") == (NOW if point == "noted" else 0)
        for file in visible:
            with file.open("rb") as data:
                assert read_bundle(data, [site.recovery.identity], Names()).complete
        again = take(site, out)
        assert sorted(out.iterdir()) == sorted([*visible, again.path])
        assert not (site.folder / "verification").exists()


def _take_in(folder: Path, founded: object, out: Path, at_point: Callable[[str], None]) -> None:
    with opened(folder, founded) as site:  # type: ignore[arg-type]  # what `found` gave
        take(site, out, at_point=at_point)


# Every week


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=SITE_ZONE).timestamp() * 1000)


def test_the_first_friday_comes_after_joining_and_then_every_week(site: Place, tmp_path: Path) -> None:
    def look(now: str) -> bool:
        return take_due_snapshot(site.replica, site.vault, tmp_path / "out", ms(now), site.desk.random)

    assert not look("2026-11-18 12:00")
    assert not look("2026-11-20 17:59")
    assert look("2026-11-20 18:00")
    assert not look("2026-11-20 18:01")
    assert look("2026-11-30 08:00"), "caught up"
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_the_site_s_own_hour_counts(site: Place, tmp_path: Path) -> None:
    limits = LimitsSigned(
        "10", "10", 7, early_preparation=True, maker_may_release=False, snapshot_weekday=2, snapshot_hour=9
    )
    site.record(Draft(LIMITS_FILE, limits))

    def look(now: str) -> bool:
        return take_due_snapshot(site.replica, site.vault, tmp_path / "out", ms(now), site.desk.random)

    assert not look("2026-11-17 12:00")
    assert not look("2026-11-18 08:59")
    assert look("2026-11-18 09:00")


def test_after_a_failure_it_waits_a_quarter_of_an_hour(
    site: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def failing(*_arguments: object, **_more: object) -> None:
        tries.append(1)
        raise NotVerifiedError(what="digests")

    def look(now: str) -> bool:
        return take_due_snapshot(site.replica, site.vault, tmp_path, ms(now), site.desk.random)

    monkeypatch.setattr(snapshot, "take_snapshot", failing)
    look("2026-11-18 12:00")
    with pytest.raises(NotVerifiedError):
        look("2026-11-20 18:00")
    assert not look("2026-11-20 18:14")
    assert len(tries) == 1
    with pytest.raises(NotVerifiedError):
        look("2026-11-20 18:15")


def test_a_plan_counts_what_it_declares(site: Place) -> None:
    plan = snapshot._plan(site.replica, site.vault, NOW)
    items = list(snapshot._items(site.replica, site.vault, plan, here))
    kinds = [type(item).__name__ for item in items]
    assert kinds.count("Carried") == plan.manifest.transactions == site.replica.counts()[0]
    assert kinds.count("Replaceable") == plan.manifest.records
    assert msgspec.structs.asdict(plan.manifest)["state_digest"] == site.replica.digests()[1]
