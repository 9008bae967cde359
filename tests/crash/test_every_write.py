"""A process is killed at every write of an append, a merge, a migration, a snapshot and a restore.

At some of each: so many spread evenly (`VEILLEUSE_CRASH_WRITES`; 0 is every one), and whatever is rare.
"""

from __future__ import annotations

import random
import shutil
import threading
from pathlib import Path

import pytest

from node.blobcheck import blob_is_right
from node.enrolling import Administrator
from node.restore import Restored, read_back
from node.snapshot import TAKEN_AT, take_snapshot
from node.store.replica import Replica
from node.store.verify import verify
from node.vault import FILE_NAME, VaultContents, open_vault
from schema.ids import Id
from sync.bundle import Item, Manifest, read_bundle
from tests.crash.checks import check, check_received, reopened
from tests.crash.forking import Forker
from tests.crash.jobs import integrate, open_replica
from tests.crash.ledger import LedgerFile, read_ledger
from tests.crash.newer import newer_program, revision_of, to_the_first_schema, write_version
from tests.crash.sweep import Sweep
from tests.crash.test_write_points import go_on, heads, of_an_older_program
from tests.crash.traced import can_trace
from tests.crash.work import KINDS, Listed
from tests.node import circuit
from tests.node.stations import CHEAP, MORNING, PIN, Clock, Randomness, Station, Template, copied, opened
from tests.node.sticks import fill

pytestmark = pytest.mark.skipif(
    not can_trace(), reason="needs Linux on x86-64 that lets a process trace its own child"
)

NO_POINT = ""
PLACE = "PUI-1"

# What is counted


def write_some(folder: Path) -> None:
    """Four writes, one of them in another thread."""
    with (folder / "growing").open("wb", buffering=0) as file:
        file.write(b"one")
        thread = threading.Thread(target=file.write, args=(b"two",))
        thread.start()
        thread.join()
    (folder / "growing").rename(folder / "grown")


def test_each_write_is_known_to_the_tracer(forker: Forker, tmp_path: Path) -> None:
    """Killed as the nth begins, a process leaves what those before it have made."""
    seen: list[list[tuple[str, bytes]]] = []
    pristine = tmp_path / "empty"
    pristine.mkdir()
    sweep = Sweep(forker, pristine, write_some, lambda folder: (folder,))
    assert sweep.writes == ["open", "write", "write", "rename"]
    sweep.each(lambda folder: seen.append([(one.name, one.read_bytes()) for one in folder.iterdir()]))
    growing = [[("growing", content)] for content in (b"", b"one", b"onetwo")]
    assert seen == [[], *growing]


# Append


def append(folder: Path, alone: Template, kind: int) -> None:
    """A person's acts, acknowledged one by one."""
    with opened(folder, PLACE, alone.contents[PLACE], alone.people, Clock(), seed=7) as station:
        listed = Listed(PLACE, station.replica, station.desk, station.services, Clock(), alone.people)
        listed.ledger = LedgerFile(folder / "acks")
        next(KINDS[kind](listed, random.Random(7)))


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=[kind.__name__ for kind in KINDS])
def test_appending(forker: Forker, alone: Template, tmp_path: Path, kind: int) -> None:
    """What was acknowledged is there, and work goes on without a gap and without a place given twice."""
    vault = alone.contents[PLACE]

    def look(folder: Path) -> None:
        ledger = read_ledger(folder / "acks")
        check(folder / PLACE, vault, ledger)
        reached = heads(folder / PLACE, vault)
        more = go_on(folder / PLACE, alone)
        (journal,) = {act.journal for act in more.acts}
        assert [act.seq for act in more.acts] == list(
            range(reached[journal] + 2, reached[journal] + 2 + len(more.acts))
        )
        ledger.acts += more.acts
        check(folder / PLACE, vault, ledger)

    pristine = copied(alone, tmp_path / "site")
    Sweep(forker, pristine, append, lambda folder: (folder, alone, kind)).each(look)


# Merge


def test_merging(forker: Forker, stations: tuple[Station, Station, Station], tmp_path: Path) -> None:
    """What was told to a peer as held is held; the rest comes again, and both are equal."""
    sender, receiver, _ = stations
    chance = random.Random(3)
    for kind in KINDS:
        next(kind(sender, chance))
    held = {journal: tip.seq for journal, tip in receiver.replica.vector("all").items()}
    lacking = sender.replica.relay.after(held, "all", 2**30)
    batches = [lacking[start : start + 5] for start in range(0, len(lacking), 5)]
    folder, vault = receiver.replica.folder, receiver.desk.vault
    receiver.replica.close()

    def look(folder: Path) -> None:
        told = folder / "acks"
        acks = told.read_text().splitlines() if told.exists() else ()
        check_received(folder, vault, sender.replica, acks)

    pristine = tmp_path / "receiver"
    shutil.copytree(folder, pristine)
    Sweep(forker, pristine, integrate, lambda folder: (folder, vault, batches, folder / "acks")).each(look)


# Migration


@pytest.mark.parametrize("program", ["of the past", "of the future"])
def test_migrating(forker: Forker, alone: Template, tmp_path: Path, program: str) -> None:
    """Old schema or new one, never half, and a safety copy of what was there, whole or absent."""
    folder, vault = copied(alone, tmp_path) / PLACE, alone.contents[PLACE]
    before, key = of_an_older_program(folder, vault, alone), vault.database_key
    if program == "of the past":
        versions, begins, ends = None, "0001", today(folder, key)
        to_the_first_schema(folder / "replica.db", key)
    else:
        versions, begins, ends = write_version(tmp_path / "versions"), today(folder, key), "future"

    def look(folder: Path) -> None:
        copies = list(folder.glob("replica.before-*"))
        for copy in copies:
            alone_there = folder / "elsewhere"
            alone_there.mkdir()
            shutil.copy(copy, alone_there / "replica.db")
            assert revision_of(alone_there / "replica.db", key) == begins, (
                "a safety copy is of what was there"
            )
            replica = reopened(alone_there, vault)
            assert (replica.digests(), verify(replica).ok) == (before, True)
            replica.close()
            shutil.rmtree(alone_there)
        assert revision_of(folder / "replica.db", key) in ({begins, ends} if copies else {begins})
        with newer_program(versions):
            replica = reopened(folder, vault)
        assert (replica.digests(), verify(replica).ok) == (before, True)
        if versions is not None:
            with replica.reading():
                filled = replica.connection.value("SELECT count(*) FROM of_the_future")
            assert filled == replica.counts()[0]
        replica.close()
        assert revision_of(folder / "replica.db", key) == ends
        assert len(list(folder.glob("replica.before-*"))) == 1
        assert not list(folder.glob("*.partial*"))

    arguments = (key, vault.site, versions, NO_POINT)
    Sweep(forker, folder, open_replica, lambda folder: (folder, *arguments)).each(look)


def today(folder: Path, key: bytes) -> str:
    """The schema of this program, which drew this replica up."""
    found = revision_of(folder / "replica.db", key)
    assert found is not None
    return found


# Snapshot


def filled(alone: Template, folder: Path) -> Path:
    """The site, with enough in it that a snapshot is written and read in several pieces."""
    site = copied(alone, folder)
    with opened(site, PLACE, alone.contents[PLACE], alone.people, Clock(), seed=8) as station:
        fill(station, circuit.create(station), notes=300)
    return site


class Nobody:
    """A receiver that keeps nothing."""

    def opened(self, manifest: Manifest) -> None:
        """Whose it is does not matter."""

    def item(self, item: Item) -> None:
        """Nor what comes."""


def snapshot(folder: Path, vault: VaultContents) -> None:
    """Into the folder beside the replica's."""
    replica = Replica(folder / PLACE, vault.database_key, vault.site, blob_is_right)
    take_snapshot(replica, vault, folder / "out", MORNING, Randomness(5))
    replica.close()


def test_taking_a_snapshot(forker: Forker, alone: Template, tmp_path: Path) -> None:
    """Whatever stands under a snapshot's name is a whole one, and the next one succeeds and tidies up."""
    vault = alone.contents[PLACE]

    def look(folder: Path) -> None:
        out = folder / "out"
        whole = sorted(out.glob("*.age"))
        assert len(whole) <= 1
        for file in whole:
            with file.open("rb") as data:
                assert read_bundle(data, [vault.backup_identity], Nobody()).complete
        replica = reopened(folder / PLACE, vault)
        assert verify(replica).ok
        assert whole or not replica.local.number(TAKEN_AT), "noted, and not there"
        replica.close()
        snapshot(folder, vault)
        files = sorted(out.iterdir())
        assert len(files) == len(whole) + 1
        assert set(whole) < set(files)
        assert all(file.suffix == ".age" for file in files)
        assert not (folder / PLACE / "verification").exists()

    site = filled(alone, tmp_path / "site")
    sweep = Sweep(forker, site, snapshot, lambda folder: (folder, vault))
    assert sweep.writes.count("write") > 3, "the bundle itself is written piece by piece"
    sweep.each(look)


# Restore


def restore(folder: Path, vault: VaultContents, administrator: Id) -> Restored:
    """What was taken into `out` comes back in `new`."""
    (taken,) = (folder / "out").glob("*.age")
    chance = Randomness(6)
    with read_back(taken, folder / "new", vault.backup_identity, now_ms=MORNING, random=chance) as back:
        return back.enrol(Administrator(administrator, PIN), now_ms=MORNING, random=chance, cost=CHEAP)


def bring_back(folder: Path, vault: VaultContents, administrator: Id) -> None:
    """The same, and nobody hears how it went."""
    restore(folder, vault, administrator)


@pytest.mark.parametrize("left", ["nothing", "what an earlier crash left"])
def test_restoring(forker: Forker, alone: Template, tmp_path: Path, left: str) -> None:
    """The folder wished for is empty or a whole workstation; after an empty one the next try succeeds."""
    vault, administrator = alone.contents[PLACE], alone.people["administrator"]
    site, pristine = filled(alone, tmp_path / "site"), tmp_path / "kept"
    snapshot(site, vault)
    (pristine / "new").mkdir(parents=True)
    (site / "out").rename(pristine / "out")
    arguments = (vault, administrator)
    apart = tmp_path / "apart"
    shutil.copytree(pristine, apart)
    expected = restore(apart, *arguments)
    if left != "nothing":
        shutil.copytree(apart / "new", pristine / ".new.restoring")

    def look(folder: Path) -> None:
        new = folder / "new"
        restored = expected
        if not new.exists() or not list(new.iterdir()):
            restored = restore(folder, *arguments)
            assert restored.verified
        opened_again = open_vault(new / FILE_NAME, passphrase=restored.passphrase)
        replica = reopened(new, opened_again)
        assert verify(replica).ok
        assert replica.counts()[0] == expected.transactions + 1
        replica.close()
        assert {path.name for path in folder.iterdir()} == {"out", "new"}

    Sweep(forker, pristine, bring_back, lambda folder: (folder, *arguments)).each(look)
