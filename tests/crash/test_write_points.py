"""A process is killed at each named point of a write: what was acknowledged is there, the rest is whole."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from node import restore, snapshot
from node.secret_errors import VaultError
from node.store import migrate
from node.store.errors import NewerError
from node.store.replica import WRITE_POINTS
from node.store.verify import verify
from node.vault import VaultContents, disk, open_vault
from schema.ids import Id
from schema.projection import PROJECTION
from tests.crash.checks import check, check_received, reopened
from tests.crash.forking import Forker
from tests.crash.jobs import change_passphrase, open_replica, receive, work
from tests.crash.ledger import Ledger, read_ledger
from tests.crash.newer import newer_program, revision_of, to_the_first_schema, write_version
from tests.crash.work import KINDS, Listed, notes
from tests.node import test_restore, test_snapshot
from tests.node.stations import Clock, Station, Template, copied, opened
from tests.node.vault.builders import PASSPHRASE, contents, vault

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked to be killed")


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=[kind.__name__ for kind in KINDS])
@pytest.mark.parametrize("nth", [1, 12])
@pytest.mark.parametrize("point", WRITE_POINTS)
def test_writing(forker: Forker, alone: Template, tmp_path: Path, point: str, nth: int, kind: int) -> None:
    folder, acks = copied(alone, tmp_path) / "PUI-1", tmp_path / "acks"
    assert forker.child(work, folder, alone, kind, 7, point, nth, acks).was_killed
    ledger = read_ledger(acks)
    assert bool(len(ledger)) == (nth > 1)
    check(folder, alone.contents["PUI-1"], ledger)
    reached = heads(folder, alone.contents["PUI-1"])
    more = go_on(folder, alone)
    (journal,) = {act.journal for act in more.acts}
    # Somebody signs in, then come the acts: no place in the journal is left out, none is given twice.
    assert [act.seq for act in more.acts] == list(
        range(reached[journal] + 2, reached[journal] + 2 + len(more.acts))
    )
    ledger.acts += more.acts
    check(folder, alone.contents["PUI-1"], ledger)


def heads(folder: Path, vault: VaultContents) -> dict[Id, int]:
    """How long each journal is."""
    replica = reopened(folder, vault)
    try:
        return {journal: tip.seq for journal, tip in replica.vector("all").items()}
    finally:
        replica.close()


def go_on(folder: Path, alone: Template) -> Ledger:
    """Work goes on after the crash: somebody signs in and writes a few notes."""
    ledger = Ledger()
    with opened(folder.parent, "PUI-1", alone.contents["PUI-1"], alone.people, Clock(), seed=99) as station:
        listed = Listed("PUI-1", station.replica, station.desk, station.services, Clock(), alone.people)
        listed.ledger = ledger
        next(notes(listed, random.Random(99)))
    return ledger


@pytest.mark.parametrize("point", WRITE_POINTS)
@pytest.mark.parametrize("nth", [1, 2, 5])
def test_receiving(
    forker: Forker,
    stations: tuple[Station, Station, Station],
    tmp_path: Path,
    nth: int,
    point: str,
) -> None:
    """What was told to a peer as held is held; the rest comes again, and both are equal."""
    sender, receiver, _ = stations
    chance = random.Random(3)
    for kind in KINDS:
        work_there = kind(sender, chance)
        next(work_there)
        next(work_there)
    known = {journal: tip.seq for journal, tip in receiver.replica.vector("all").items()}
    lacking = sender.replica.relay.after(known, "all", 2**30)
    batches = [lacking[start : start + 5] for start in range(0, len(lacking), 5)]
    assert len(batches) > nth
    folder, vault = receiver.replica.folder, receiver.desk.vault
    receiver.replica.close()
    acks = tmp_path / "acks"
    assert forker.child(receive, folder, vault, batches, point, nth, acks).was_killed
    check_received(folder, vault, sender.replica, acks.read_text().splitlines())


def of_an_older_program(folder: Path, vault: VaultContents, alone: Template) -> object:
    """Some work there, whose tables an older program drew up; its digests."""
    with opened(folder.parent, "PUI-1", vault, alone.people, Clock(), seed=99) as station:
        next(KINDS[0](station, random.Random(5)))
        before = station.replica.digests()
        with station.replica.writing():
            station.replica.local.put("projection", str(PROJECTION - 1).encode())
    return before


@pytest.mark.parametrize("point", migrate.WRITE_POINTS)
def test_migrating(forker: Forker, alone: Template, tmp_path: Path, point: str) -> None:
    """Old schema or new one, never half; until the upgrade is durable today's program opens it too."""
    folder, vault = copied(alone, tmp_path) / "PUI-1", alone.contents["PUI-1"]
    before = of_an_older_program(folder, vault, alone)
    versions = write_version(tmp_path / "versions")
    child = forker.child(open_replica, folder, vault.database_key, vault.site, versions, point)
    assert child.was_killed
    upgraded = point not in {"migrate.copied", "migrate.upgraded"}
    if upgraded:
        with pytest.raises(NewerError):
            reopened(folder, vault)
    copy = folder / "replica.before-future"
    assert copy.exists(), "a safety copy comes first"
    with newer_program(versions):
        replica = reopened(folder, vault)
    assert replica.digests() == before
    assert verify(replica).ok
    with replica.reading():
        filled = replica.connection.value("SELECT count(*) FROM of_the_future")
        assert filled == replica.counts()[0]
    replica.close()
    (folder / "replica.db").unlink()
    for left in folder.glob("replica.db-*"):
        left.unlink()
    copy.rename(folder / "replica.db")
    replica = reopened(folder, vault)
    assert replica.digests() == before
    replica.close()


@pytest.mark.parametrize("point", migrate.WRITE_POINTS)
def test_migrating_from_the_first_schema(forker: Forker, alone: Template, tmp_path: Path, point: str) -> None:
    """As the program that had no branches left it: today's brings it up, whenever it is killed in between."""
    folder, vault = copied(alone, tmp_path) / "PUI-1", alone.contents["PUI-1"]
    before = of_an_older_program(folder, vault, alone)
    to_the_first_schema(folder / "replica.db", vault.database_key)
    child = forker.child(open_replica, folder, vault.database_key, vault.site, None, point)
    assert child.was_killed
    (copy,) = folder.glob("replica.before-*")
    replica = reopened(folder, vault)
    assert replica.digests() == before
    assert verify(replica).ok
    replica.close()
    assert not list(folder.glob("*.partial*"))
    (folder / "replica.db").unlink()
    copy.rename(folder / "replica.db")
    assert revision_of(folder / "replica.db", vault.database_key) == "0001", (
        "the safety copy is what was there"
    )
    replica = reopened(folder, vault)
    assert replica.digests() == before
    replica.close()


@pytest.mark.parametrize("point", disk.WRITE_POINTS)
def test_the_vault(forker: Forker, tmp_path: Path, point: str) -> None:
    """The only key to a replica opens with the old passphrase or with the new one."""
    path, new = vault(tmp_path), "zoologie volume sucre chien académie abaisser"
    assert forker.child(change_passphrase, path, PASSPHRASE, new, point).was_killed
    renamed = point in {"vault.renamed", "vault.done"}
    opens, opens_not = (new, PASSPHRASE) if renamed else (PASSPHRASE, new)
    assert open_vault(path, passphrase=opens) == contents()
    with pytest.raises(VaultError):
        open_vault(path, passphrase=opens_not)
    disk.replace_atomically(path, path.read_bytes())
    assert [one.name for one in tmp_path.iterdir()] == [path.name], "what was left half-written is gone"


def test_snapshots_and_restores_are_killed_beside_their_own_tests() -> None:
    """At every point they name."""
    for module, points in ((test_snapshot, snapshot.WRITE_POINTS), (test_restore, restore.WRITE_POINTS)):
        (marks,) = (
            mark.args[1]
            for name, test in vars(module).items()
            if name.startswith("test_killed")
            for mark in getattr(test, "pytestmark", ())
            if mark.name == "parametrize"
        )
        assert tuple(marks) == points
