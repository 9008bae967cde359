"""Taking a snapshot: planned and read on the writer thread in slices, written and verified beside it.

The file appears under its name only after it was read back from the disk, restored into a scratch
replica and found to give the same site. Until then it is a hidden partial file, removed by any
error, or after a crash by the next snapshot.
"""

from collections.abc import Callable, Iterator
from datetime import tzinfo
from functools import partial
from pathlib import Path
from typing import TypeAlias, TypeVar

import msgspec

from node.bundle_errors import BusyError, DamagedReplicaError
from node.bundle_file import create_private, free_name, partial_file, prepare_folder
from node.clock import SITE_ZONE, site_day
from node.domain.site_settings import SettingsState
from node.durable import force_names, force_to_disk
from node.inventory import inventory_of
from node.on_writer import OnWriter, here
from node.points import AtPoint, nothing
from node.schedule import DEFAULT_HOUR, DEFAULT_WEEKDAY, due
from node.snapshot_check import verify_snapshot
from node.store.errors import InUseError
from node.store.lock import Lock
from node.store.neighbourhoods import LIMITS_FILE
from node.store.replica import Replica
from node.store.slices import Slices, bytes_at_most
from node.vault import VaultContents
from schema.codec import encode
from schema.ids import Id, Random
from schema.machine import machine_reason
from schema.transaction import Tip
from sync.bundle import (
    SNAPSHOT,
    BundleError,
    Carried,
    Item,
    Manifest,
    Piece,
    Replaceable,
    heads_named,
    write_bundle,
)
from sync.bundle.errors import NotWrittenError
from sync.journal import signer
from sync.ports import BlobState, Record
from sync.receipts import RULES

T = TypeVar("T")
SnapshotError: TypeAlias = BundleError
"""What `take_snapshot` raises, besides the replica's own `StoreError`."""

TAKEN_AT, _TRIED_AT, _SINCE = "snapshot.at", "snapshot.tried", "snapshot.since"
RETRY_MS = 15 * 60 * 1000
SLICE_BYTES = 1024 * 1024
PIECE_BYTES = 512 * 1024

WRITE_POINTS = ("planned", "started", "written", "synced", "verified", "named", "noted")
"""Where a crash is tested; after each, what is on the disk is whole."""


class Snapshot(msgspec.Struct, frozen=True):
    """A finished, verified snapshot."""

    path: Path
    size: int
    """Bytes."""
    state_digest: bytes
    transactions: int


class _Plan(msgspec.Struct, frozen=True):
    """One instant of the replica: everything under it will be in the file."""

    manifest: Manifest
    vector: dict[Id, Tip]
    records: list[Record]
    blobs: list[BlobState]
    site_name: str


def take_snapshot(
    replica: Replica,
    contents: VaultContents,
    folder: Path,
    now_ms: int,
    random: Random,
    *,
    on_writer: OnWriter = here,
    at_point: AtPoint = nothing,
) -> Snapshot:
    """Write a snapshot into `folder`, for the recovery key and this workstation's backup key.

    Runs on any thread: with `on_writer` the replica is asked in slices, and others work meanwhile.
    Raises a `SnapshotError` or a `StoreError`; then no file has appeared.
    """
    try:
        lock = Lock(replica.folder / "snapshot.lock")
    except InUseError:
        raise BusyError from None
    try:
        return _take(replica, contents, folder, now_ms, random, on_writer, at_point)
    except OSError as error:
        raise NotWrittenError(reason=machine_reason(error)) from error
    finally:
        lock.release()


def _take(
    replica: Replica,
    contents: VaultContents,
    folder: Path,
    now_ms: int,
    random: Random,
    on_writer: OnWriter,
    at_point: AtPoint,
) -> Snapshot:
    plan = on_writer(partial(_plan, replica, contents, now_ms))
    at_point("planned")
    prepare_folder(folder)
    final = free_name(folder, plan.site_name, contents.workstation_name, site_day(now_ms))
    with partial_file(folder, contents.workstation) as growing:
        with create_private(growing) as out:
            at_point("started")
            write_bundle(
                out,
                plan.manifest,
                _items(replica, contents, plan, on_writer),
                recipients=[contents.recovery.recipient, contents.backup_recipient],
                seal=signer(contents.seal_key),
            )
            at_point("written")
            force_to_disk(out)
        at_point("synced")
        size = growing.stat().st_size
        verify_snapshot(growing, plan.manifest, contents, replica.folder / "verification", now_ms, random)
        at_point("verified")
        growing.replace(final)
        at_point("named")
        force_names(folder)
    on_writer(partial(_note, replica, TAKEN_AT, now_ms))
    at_point("noted")
    return Snapshot(final, size, plan.manifest.state_digest, plan.manifest.transactions)


def take_due_snapshot(
    replica: Replica,
    contents: VaultContents,
    folder: Path,
    now_ms: int,
    random: Random,
    *,
    zone: tzinfo = SITE_ZONE,
    on_writer: OnWriter = here,
) -> bool:
    """Take the weekly snapshot when it is due; whether one was taken. Ask every minute or so.

    Raises what `take_snapshot` raises; then it is tried again a quarter of an hour later.
    """
    if not on_writer(partial(_is_due, replica, now_ms, zone)):
        return False
    take_snapshot(replica, contents, folder, now_ms, random, on_writer=on_writer)
    return True


def _is_due(replica: Replica, now_ms: int, zone: tzinfo) -> bool:
    with replica.reading():
        settings = replica.states.state(SettingsState, LIMITS_FILE)
        last = replica.local.number(TAKEN_AT) or replica.local.number(_SINCE)
        tried = replica.local.number(_TRIED_AT)
    if not last:
        # The first look: a workstation that has just joined waits for its first Friday.
        replica.need_disk()
        _note(replica, _SINCE, now_ms)
        return False
    limits = settings.limits if settings is not None else None
    weekday = limits.snapshot_weekday if limits is not None else DEFAULT_WEEKDAY
    hour = limits.snapshot_hour if limits is not None else DEFAULT_HOUR
    if not due(last, now_ms, weekday, hour, zone) or 0 <= now_ms - tried < RETRY_MS:
        return False
    replica.need_disk()
    _note(replica, _TRIED_AT, now_ms)
    return True


def _note(replica: Replica, name: str, value: int) -> None:
    with replica.writing():
        replica.local.put(name, str(value).encode())


def _plan(replica: Replica, contents: VaultContents, now_ms: int) -> _Plan:
    """On the writer thread: heads, digests and counts of one instant."""
    if replica.chain.damaged:
        raise DamagedReplicaError(journals=str(len(replica.chain.damaged)))
    replica.folding.fold_stale()
    with replica.reading():
        vector = dict(replica.vector("all"))
        journal_digest, state_digest = replica.digests()
        records = replica.records.every()
        blobs = [blob for blob in replica.blobs.states() if blob.size == blob.have]
        payload = bytes_at_most(replica.connection) + len(inventory_of(contents).data)
        payload += sum(len(encode(record)) for record in records)
    founded = replica.roll.now.founded
    manifest = Manifest(
        what=SNAPSHOT,
        site=contents.site,
        workstation=contents.workstation,
        created_at=now_ms,
        rules=str(RULES),
        journal_digest=journal_digest,
        state_digest=state_digest,
        vector=heads_named(sorted(vector.values()), replica.naming.fairly),
        transactions=sum(replica.chain.size(strand, tip.seq) for strand, tip in vector.items()),
        records=len(records),
        blobs=len(blobs),
        payload_at_most=payload,
    )
    return _Plan(manifest, vector, records, blobs, founded.name if founded else "")


def _items(replica: Replica, contents: VaultContents, plan: _Plan, on_writer: OnWriter) -> Iterator[Item]:
    """What a restore needs first comes first, so that a truncated snapshot loses the least."""
    yield inventory_of(contents)
    yield from _transactions(replica, plan, on_writer, membership=True)
    yield from map(Replaceable, plan.records)
    yield from _transactions(replica, plan, on_writer, membership=False)
    for blob in plan.blobs:
        for at in range(0, blob.size, PIECE_BYTES):
            read = partial(replica.blobs.read, blob.content, at, PIECE_BYTES)
            data = on_writer(partial(_reading, replica, read))
            yield Piece(blob.content, blob.size, at, data)


def _transactions(
    replica: Replica, plan: _Plan, on_writer: OnWriter, *, membership: bool
) -> Iterator[Carried]:
    slices = Slices(replica.connection, plan.vector, membership=membership)
    while batch := on_writer(partial(_reading, replica, partial(slices.next, SLICE_BYTES))):
        yield from map(Carried, batch)


def _reading(replica: Replica, read: Callable[[], T]) -> T:
    """One read, whose transaction ends with it."""
    with replica.reading():
        return read()
