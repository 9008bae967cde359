"""Writing a carry: a bundle for a USB stick that every workstation of the site can open.

A file appears under its name only after it was forced to the medium, read back from it and compared;
a large carry is several of them. A stick that was pulled keeps those, and the next try goes on after them.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec

from node.bundle_file import create_private, free_name, partial_file
from node.carry_check import check_carry
from node.carry_errors import DamagedRowsError, MissingFolderError, NobodyError, OwnFolderError
from node.carry_notice import names_of, write_notice
from node.carry_parts import (
    PART_BYTES,
    Part,
    carried,
    cut,
    next_cut,
    note,
    noted,
    rest,
    slice_of,
    still_whole,
)
from node.carry_plan import Plan, other_members, plan_carry
from node.clock import site_day
from node.desk import Desk
from node.durable import force_names, force_to_disk
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
from sync.glance import place_of
from sync.journal import public_key
from sync.membership import Workstation
from sync.ports import Outgoing

T = TypeVar("T")
SLICE_BYTES = 256 * 1024
"""Read at once on the writer thread, where people wait."""
PIECE_BYTES = 256 * 1024
NAMED = "veilleuse-carry"
WRITE_POINTS = ("planned", "started", "written", "synced", "verified", "named", "noted")
"""Where a pulled stick is tested: of each file, and `noted` between two of them. What has a name is whole."""


class Carry(msgspec.Struct, frozen=True):
    """A finished carry, read back and compared."""

    files: tuple[Path, ...]
    """All of them are needed; a single one, unless there is much."""
    kept: int
    """How many of the files were on the stick already: an earlier try had finished them."""
    size: int
    """Bytes of the files that were written now."""
    transactions: int
    records: int
    blobs: int
    readers: tuple[str, ...]
    """Names of the other workstations that can open it."""
    notified: tuple[str, ...]
    """Names of the removed workstations for which a notice lies beside it (`node.carry_notice`)."""
    own_disk: bool
    """It lies on the disk of this workstation's replica, which is no stick."""

    @property
    def path(self) -> Path:
        """The last file."""
        return self.files[-1]


def write_carry(
    desk: Desk,
    folder: Path,
    *,
    everything: bool = False,
    on_writer: OnWriter = here,
    told: Told = unheard,
    at_point: AtPoint = nothing,
    part_bytes: int = PART_BYTES,
) -> Carry:
    """Write into `folder` what the others are believed to lack, or everything.

    Files that an earlier try finished in this folder are not written again. Runs on any thread: with
    `on_writer` the replica is asked in slices, and others work meanwhile. Raises a `BundleError` or a
    `StoreError`; then no unfinished file has appeared.
    """
    if not folder.is_dir():
        # Never made: a mount point that is not there would become a folder of this workstation's disk.
        raise MissingFolderError(path=str(folder))
    if folder.resolve().is_relative_to(desk.replica.folder.resolve()):
        raise OwnFolderError(path=str(folder))
    others = on_writer(partial(other_members, desk))
    if not others:
        raise NobodyError
    recipients = {desk.vault.recovery.recipient, desk.vault.backup_recipient}
    recipients |= {one.backup_recipient for one in others}
    readers = sorted(recipients)
    try:
        there = still_whole(folder, on_writer(partial(noted, desk.replica)), readers)
        begun = on_writer(partial(_begin, desk, others, there, everything=everything))
        at_point("planned")
        pieces = sum(-(-blob.size // PIECE_BYTES) for blob in begun.plan.blobs)
        manifest = begun.plan.manifest
        steps = Steps(told, 2 * (manifest.transactions + manifest.records + pieces))
        writer = _Writer(desk, folder, readers, on_writer, steps.one, at_point)
        files = _write_all(writer, begun, part_bytes)
        notified = write_notice(desk, folder, on_writer)
        size = sum(path.stat().st_size for path in files)
        own_disk = folder.stat().st_dev == desk.replica.folder.stat().st_dev
    except OSError as error:
        raise NotWrittenError(reason=machine_reason(error)) from error
    kept = [folder / part.name for part in begun.kept]
    return Carry(
        (*kept, *files),
        len(kept),
        size,
        manifest.transactions,
        manifest.records,
        manifest.blobs,
        names_of(others),
        notified,
        own_disk,
    )


class _Begun(msgspec.Struct, frozen=True):
    """What is to be written, after what the stick has."""

    plan: Plan
    kept: list[Part]


class _Writer(msgspec.Struct, frozen=True):
    """What writing every file takes."""

    desk: Desk
    folder: Path
    recipients: list[str]
    on_writer: OnWriter
    step: Callable[[], None]
    at_point: AtPoint


def _begin(desk: Desk, others: list[Workstation], there: list[Part], *, everything: bool) -> _Begun:
    """On the writer thread: one instant of the replica."""
    plan = plan_carry(desk, others, everything=everything)
    held, kept = carried(desk.replica, plan.held, there)
    return _Begun(cut(desk.replica, plan, held, None).plan, kept)


def _write_all(writer: _Writer, begun: _Begun, part_bytes: int) -> list[Path]:
    """One file after the other; what is finished is noted, so that another try goes on after it."""
    replica, parts, files, plan = writer.desk.replica, begun.kept, list[Path](), begun.plan
    while True:
        now = next_cut(replica, plan, part_bytes, writer.on_writer)
        files.append(_write_one(writer, now.plan))
        if now.last:
            if parts:
                writer.on_writer(partial(note, replica, ()))
            return files
        parts = [*parts, now.part(files[-1], writer.recipients)]
        writer.on_writer(partial(note, replica, parts))
        writer.at_point("noted")
        plan = rest(plan, now)


def _write_one(writer: _Writer, plan: Plan) -> Path:
    desk, folder = writer.desk, writer.folder
    founded = desk.members.founded
    day = site_day(plan.manifest.created_at)
    final = free_name(folder, founded.name if founded else "", desk.workstation_name, day, beginning=NAMED)
    with partial_file(folder, desk.vault.workstation, beginning=NAMED) as growing:
        _write(writer, plan, growing)
        growing.replace(final)
        writer.at_point("named")
        force_names(folder)
    return final


def _write(writer: _Writer, plan: Plan, growing: Path) -> None:
    """Write, force to the medium, read back."""
    desk, on_writer, at_point = writer.desk, writer.on_writer, writer.at_point
    with create_private(growing) as out:
        at_point("started")
        items = _items(desk.replica, plan, on_writer, writer.step)
        totals = write_bundle(out, plan.manifest, items, recipients=writer.recipients, seal=desk.seal)
        at_point("written")
        force_to_disk(out)
    at_point("synced")
    vault = desk.vault
    seal_key = public_key(vault.seal_key)

    def is_held(tip: Tip) -> bool:
        return on_writer(partial(_is_held, desk.replica, tip))

    identity, step = vault.backup_identity, writer.step
    check_carry(growing, identity, plan.manifest, totals, plan.heads, is_held, seal_key, step)
    at_point("verified")


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
    left = replica.relay.beyond(held, scope, plan.upto)
    while batch := on_writer(partial(_slice, replica, held, left)):
        yield from map(Carried, batch)


def _slice(replica: Replica, held: dict[Id, int], left: Iterator[Outgoing]) -> list[bytes]:
    """The next ones, each at the place that it says."""
    with replica.reading():
        batch = slice_of(left, SLICE_BYTES)
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
