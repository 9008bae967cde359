"""Writing a carry: a bundle for a USB stick that every workstation of the site can open.

The file appears under its name only after it was forced to the medium, read back from it and
compared. A stick pulled before that keeps at most a hidden partial file, which the next try removes
before it begins again.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from node.bundle_file import create_private, force_names, force_to_disk, free_name, partial_file
from node.carry_check import check_carry
from node.carry_errors import DamagedRowsError, MissingFolderError, NobodyError
from node.carry_plan import Plan, other_members, plan_carry
from node.clock import site_day
from node.desk import Desk
from node.on_writer import OnWriter, here
from node.points import AtPoint, nothing
from node.progress import Steps, Told, unheard
from node.store.replica import Replica
from schema.codec import InvalidBytesError
from schema.ids import Id
from schema.machine import machine_reason
from schema.transaction import Tip
from sync.bundle import Carried, Item, Piece, Replaceable, write_bundle
from sync.bundle.errors import NotWrittenError
from sync.journal import public_key
from sync.membership import Workstation
from sync.messages import place_of

T = TypeVar("T")
SLICE_BYTES = 256 * 1024
"""Read at once on the writer thread, where people wait."""
PIECE_BYTES = 256 * 1024
NAMED = "veilleuse-carry"
WRITE_POINTS = ("planned", "started", "written", "synced", "verified", "named")
"""Where a pulled stick is tested; a file under a carry's name is whole after each."""


class Carry(msgspec.Struct, frozen=True):
    """A finished carry, read back and compared."""

    path: Path
    size: int
    """Bytes."""
    transactions: int
    records: int
    blobs: int
    readers: tuple[str, ...]
    """Names of the other workstations that can open it."""
    own_disk: bool
    """It lies on the disk of this workstation's replica, which is no stick."""


def write_carry(
    desk: Desk,
    folder: Path,
    *,
    everything: bool = False,
    on_writer: OnWriter = here,
    told: Told = unheard,
    at_point: AtPoint = nothing,
) -> Carry:
    """Write into `folder` what the others are believed to lack, or everything.

    Runs on any thread: with `on_writer` the replica is asked in slices, and others work meanwhile.
    Raises a `BundleError` or a `StoreError`; then no file has appeared.
    """
    if not folder.is_dir():
        # Never made: a mount point that is not there would become a folder of this workstation's disk.
        raise MissingFolderError(path=str(folder))
    others = on_writer(partial(other_members, desk))
    if not others:
        raise NobodyError
    plan, final = on_writer(partial(_plan, desk, others, folder, everything=everything))
    recipients = {desk.vault.recovery.recipient, desk.vault.backup_recipient}
    recipients |= {one.backup_recipient for one in others}
    at_point("planned")
    try:
        with partial_file(folder, desk.vault.workstation, beginning=NAMED) as growing:
            size = _write(desk, plan, growing, sorted(recipients), on_writer, told, at_point)
            growing.replace(final)
            at_point("named")
            force_names(folder)
        own_disk = folder.stat().st_dev == desk.replica.folder.stat().st_dev
    except OSError as error:
        raise NotWrittenError(reason=machine_reason(error)) from error
    manifest = plan.manifest
    readers = tuple(one.name for one in others)
    return Carry(final, size, manifest.transactions, manifest.records, manifest.blobs, readers, own_disk)


def _plan(desk: Desk, others: list[Workstation], folder: Path, *, everything: bool) -> tuple[Plan, Path]:
    """On the writer thread: one instant of the replica, and the name of its file."""
    plan = plan_carry(desk, others, everything=everything)
    founded = desk.members.founded
    day = site_day(plan.manifest.created_at)
    name = free_name(folder, founded.name if founded else "", desk.workstation_name, day, beginning=NAMED)
    return plan, name


def _write(
    desk: Desk,
    plan: Plan,
    growing: Path,
    recipients: list[str],
    on_writer: OnWriter,
    told: Told,
    at_point: AtPoint,
) -> int:
    """Write, force to the medium, read back; returns the bytes of the file."""
    pieces = sum(-(-blob.size // PIECE_BYTES) for blob in plan.blobs)
    steps = Steps(told, 2 * (plan.manifest.transactions + plan.manifest.records + pieces))
    with create_private(growing) as out:
        at_point("started")
        items = _items(desk.replica, plan, on_writer, steps.one)
        totals = write_bundle(out, plan.manifest, items, recipients=recipients, seal=desk.seal)
        at_point("written")
        force_to_disk(out)
    at_point("synced")
    vault = desk.vault
    seal_key = public_key(vault.seal_key)

    def is_held(tip: Tip) -> bool:
        return on_writer(partial(_is_held, desk.replica, tip))

    check_carry(growing, vault.backup_identity, plan.manifest, totals, is_held, seal_key, steps.one)
    at_point("verified")
    return growing.stat().st_size


def _items(replica: Replica, plan: Plan, on_writer: OnWriter, step: Callable[[], None]) -> Iterator[Item]:
    """Membership first and blobs last, as in a snapshot: what breaks off loses the least."""
    held = dict(plan.held)
    for item in _in_order(replica, plan, held, on_writer):
        step()
        yield item


def _in_order(replica: Replica, plan: Plan, held: dict[Id, int], on_writer: OnWriter) -> Iterator[Item]:
    yield from _transactions(replica, plan, held, "membership", on_writer)
    yield from map(Replaceable, plan.records)
    yield from _transactions(replica, plan, held, "all", on_writer)
    for blob in plan.blobs:
        for at in range(0, blob.size, PIECE_BYTES):
            read = partial(replica.blobs.read, blob.content, at, PIECE_BYTES)
            yield Piece(blob.content, blob.size, at, on_writer(partial(_reading, replica, read)))


def _transactions(
    replica: Replica, plan: Plan, held: dict[Id, int], scope: str, on_writer: OnWriter
) -> Iterator[Carried]:
    """As a peer would be sent them; `held` follows, so that the next scope goes on from there."""
    while batch := on_writer(partial(_slice, replica, held, scope, plan.upto)):
        yield from map(Carried, batch)


def _slice(replica: Replica, held: dict[Id, int], scope: str, upto: dict[Id, int]) -> list[bytes]:
    """The next ones, each at the place that it says."""
    with replica.reading():
        batch = list(replica.chain.outgoing(held, scope, SLICE_BYTES, upto))
    strands = replica.chain.strands
    for one in batch:
        try:
            place = place_of(one.data)
        except InvalidBytesError:
            raise DamagedRowsError from None
        before = max(held.get(one.strand, 0), strands.since(one.strand) - 1)
        if place != (strands.journal(one.strand), one.seq) or one.seq != before + 1:
            raise DamagedRowsError
        held[one.strand] = one.seq
    return [one.data for one in batch]


def _is_held(replica: Replica, tip: Tip) -> bool:
    with replica.reading():
        return replica.chain.held(tip) is not None


def _reading(replica: Replica, read: Callable[[], T]) -> T:
    """One read, whose transaction ends with it."""
    with replica.reading():
        return read()
