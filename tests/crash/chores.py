"""What a workstation does beside people's work: each can be killed on the way, and run to its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

from node.api.site import CatalogueImported, ImportCatalogue
from node.blobcheck import blob_is_right
from node.carry_in import merge_carry
from node.carry_out import write_carry
from node.carry_parts import noted
from node.carry_plan import publish_receipt
from node.desk import Desk
from node.domain.edition import EditionState
from node.points import AtPoint, nothing
from node.services import Services
from node.store.replica import WRITE_POINTS, Replica
from node.store.verify import verify
from node.vault import VaultContents
from schema.ids import Id
from schema.transaction import FileType
from sync.ports import Record
from tests.crash.jobs import suicide
from tests.node.stations import CHEAP, MORNING, PIN, Clock, Randomness, Station

PIECE = 700
"""Bytes of an edition: some pieces."""
PART = 20_000
"""Bytes of transactions: some files."""


class Given(msgspec.Struct, frozen=True):
    """What comes from elsewhere."""

    people: Mapping[str, Id]
    transactions: tuple[bytes, ...] = ()
    records: tuple[Record, ...] = ()
    content: bytes = b""
    blob: bytes = b""
    folder: Path = Path()
    """Of a stick, or of the files of the drug database."""


def receive_and_fold(station: Station, given: Given) -> None:
    """As much arrives: stored first, folded a slice at a time."""
    batches = [given.transactions[start : start + 6] for start in range(0, len(given.transactions), 6)]
    for batch in batches:
        station.replica.receive(batch, None, MORNING, more_follows=True)
    while station.replica.folding.fold_slice():
        pass


def take_records(station: Station, given: Given) -> None:
    """Receipts and wrapped keys of others, one message at a time; then one's own receipt."""
    replica = station.replica
    for record in given.records:
        with replica.writing():
            replica.records.accept(replica.site, [record])
    publish_receipt(station.desk)


def take_an_edition(station: Station, given: Given) -> None:
    """Its pieces come, and with the last one its table is loaded, as `node.port` does it."""
    replica = station.replica
    (state,) = (one for one in replica.blobs.states() if one.content == given.content)
    for at in range(state.have, state.size, PIECE):
        with replica.writing():
            if replica.blobs.write(given.content, at, given.blob[at : at + PIECE]):
                replica.editions.load()


def import_an_edition(station: Station, given: Given) -> None:
    """The drug database is imported here; a second time changes nothing."""
    command = ImportCatalogue(folder=str(given.folder), data_of="2026-06-01", pin=PIN)
    station.get("pharmacist", command, CatalogueImported)


def go_on_elsewhere(station: Station, _given: Given) -> None:
    """Its own journal was continued on a copy: it opens new ones, once."""
    station.desk.follow_journal()


def heal(station: Station, _given: Given) -> None:
    """Projections that were altered are folded anew."""
    verify(station.replica, heal=True)


def carry_in(station: Station, given: Given) -> None:
    """Every file of a stick, in its order."""
    for path in sorted(given.folder.glob("*.age"), key=lambda path: (len(path.name), path.name)):
        merge_carry(station.desk, path)


def carry_out(station: Station, given: Given) -> None:
    """Some files, and the notes of those that are finished."""
    write_carry(station.desk, given.folder, everything=True, part_bytes=PART)
    assert not noted(station.replica)


Chore = Callable[[Station, Given], None]
_EACH = ("begin", "commit", "committed")
CHORES: Mapping[str, tuple[Chore, tuple[str, ...], tuple[int, ...]]] = {
    "fold": (receive_and_fold, WRITE_POINTS, (1, 3)),
    "receipts": (take_records, _EACH, (2, 4)),
    "pieces": (take_an_edition, _EACH, (1, 2, 3)),
    "editions": (import_an_edition, WRITE_POINTS, (1, 2)),
    "reopen": (go_on_elsewhere, WRITE_POINTS, (1,)),
    "heal": (heal, _EACH, (1, 2)),
    "carry in": (carry_in, WRITE_POINTS, (1, 2)),
    "carry out": (carry_out, _EACH, (1, 2)),
}
"""Each with the points at which it is killed, and at which time that it comes there."""


@contextmanager
def at_work(
    folder: Path, vault: VaultContents, given: Given, at_point: AtPoint = nothing
) -> Iterator[Station]:
    """A workstation whose chances are the same at every start."""
    replica = Replica(folder, vault.database_key, vault.site, blob_is_right, at_point=at_point)
    try:
        desk = Desk(replica, vault, Clock(), Randomness(77), pin_cost=CHEAP)
        yield Station(folder.name, replica, desk, Services(desk), Clock(), given.people)
    finally:
        replica.close()


def run(folder: Path, vault: VaultContents, name: str, given: Given, point: str = "", nth: int = 0) -> None:
    """One of them, to its end or to where it dies."""
    with at_work(folder, vault, given, suicide(point, nth) if point else nothing) as station:
        CHORES[name][0](station, given)


def in_use(station: Station) -> list[bytes]:
    """The content of every edition whose table is loaded."""
    states = station.replica.states.all(EditionState, FileType.EDITION)
    return [state.current.body.content for _, state in states if state.current is not None]
