"""What the children do until they are killed: serve windows, work, receive, migrate."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from node.blobcheck import blob_is_right
from node.daemon import Node
from node.desk import Desk
from node.points import AtPoint, nothing
from node.services import Services
from node.settings import NodeSettings
from node.store.replica import Replica
from node.vault import VaultContents, by_passphrase, disk, keeper, replace_passphrase
from schema.ids import Id
from tests.crash.ledger import LedgerFile
from tests.crash.newer import newer_program
from tests.crash.work import KINDS, Listed, Shared
from tests.node.stations import CHEAP, Clock, Randomness, Template, build, opened


def warm_up() -> None:
    """Work a little, so that every child begins with all that a program loads and compiles at first use."""
    with TemporaryDirectory() as folder:
        template = build(Path(folder), ("PUI-1",))
        contents = template.contents["PUI-1"]
        with opened(Path(folder), "PUI-1", contents, template.people, Clock(), seed=5) as station:
            chance = random.Random(1)
            for kind in KINDS:
                work = kind(station, chance)
                next(work)
                next(work)


def suicide(point: str, nth: int) -> Callable[[str], None]:
    """A hook that kills this process when it comes to this point for the nth time."""
    left = nth

    def at_point(reached: str) -> None:
        nonlocal left
        left -= reached == point
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    return at_point


def serve(folder: Path, vault: VaultContents, began: float, settings: NodeSettings | None = None) -> None:
    """A whole node with its local socket, and its network when it has settings for one."""
    network = settings is not None
    node = Node(folder, vault, settings or NodeSettings(), clock=Shared(began), network=network)
    node.desk.pin_cost = CHEAP
    node.start()
    os.read(0, 1)
    node.stop()


def work(folder: Path, template: Template, kind: int, seed: int, point: str, nth: int, acks: Path) -> None:
    """Write acts, and die at this point."""
    contents = template.contents["PUI-1"]
    replica = Replica(
        folder, contents.database_key, contents.site, blob_is_right, at_point=suicide(point, nth)
    )
    desk = Desk(replica, contents, Clock(), Randomness(seed), pin_cost=CHEAP)
    station = Listed("PUI-1", replica, desk, Services(desk), Clock(), template.people)
    station.ledger = LedgerFile(acks)
    for _ in KINDS[kind](station, random.Random(seed)):
        continue


def receive(
    folder: Path,
    contents: VaultContents,
    batches: Sequence[Sequence[bytes]],
    point: str,
    nth: int,
    acks: Path,
) -> None:
    """Integrate what a peer sends and wait; die at this point."""
    integrate(folder, contents, batches, acks, suicide(point, nth))
    os.read(0, 1)


def integrate(
    folder: Path,
    contents: VaultContents,
    batches: Sequence[Sequence[bytes]],
    acks: Path,
    at_point: AtPoint = nothing,
) -> None:
    """Integrate what a peer sends, telling it after each batch what is held."""
    replica = Replica(folder, contents.database_key, contents.site, blob_is_right, at_point=at_point)
    told = os.open(acks, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for number, batch in enumerate(batches):
        replica.receive(batch, None, number, more_follows=number % 3 > 0)
        for journal, tip in replica.vector("all").items():
            os.write(told, f"{journal.hex()} {tip.seq}\n".encode())


def open_replica(folder: Path, key: bytes, site: Id, versions: Path | None, point: str) -> None:
    """Open a replica that an older program wrote; die at this point."""
    with newer_program(versions):
        Replica(folder, key, site, blob_is_right, at_point=suicide(point, 1)).close()


def change_passphrase(path: Path, old: str, new: str, point: str) -> None:
    """Write the vault anew; die at this point."""
    # Vaults hand no hook through: that is for whoever writes the file.
    dying = partial(disk.replace_atomically, at_point=suicide(point, 1))
    with patch.object(keeper, "replace_atomically", dying):
        replace_passphrase(path, by_passphrase(old), new, random=os.urandom, cost=CHEAP)
