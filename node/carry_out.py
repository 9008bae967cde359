"""Writing a carry: a bundle for a USB stick that every workstation of the site can open.

The file appears under its name only after it was forced to the medium, read back from it and
compared. A stick pulled before that keeps at most a hidden partial file, which the next try removes.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from node.bundle_file import (
    create_private,
    force_names,
    force_to_disk,
    free_name,
    partial_file,
    prepare_folder,
)
from node.carry_check import check_carry
from node.carry_errors import DamagedRowsError, NobodyError
from node.carry_plan import Plan, other_members, plan_carry
from node.clock import site_day
from node.desk import Desk
from node.points import AtPoint, nothing
from node.store.replica import Replica
from schema.codec import InvalidBytesError
from schema.ids import Id
from sync.bundle import Carried, Item, Piece, Replaceable, write_bundle
from sync.bundle.errors import NotWrittenError
from sync.journal import public_key
from sync.messages import place_of

SLICE_BYTES = 1024 * 1024
PIECE_BYTES = 512 * 1024
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


def write_carry(desk: Desk, folder: Path, *, everything: bool = False, at_point: AtPoint = nothing) -> Carry:
    """Write into `folder` what the others are believed to lack, or everything.

    Runs on the writer thread. Raises a `BundleError` or a `StoreError`; then no file has appeared.
    """
    others = other_members(desk)
    if not others:
        raise NobodyError
    plan = plan_carry(desk, others, everything=everything)
    founded = desk.members.founded
    recipients = {desk.vault.recovery.recipient, desk.vault.backup_recipient}
    recipients |= {one.backup_recipient for one in others}
    at_point("planned")
    try:
        prepare_folder(folder)
        day = site_day(plan.manifest.created_at)
        final = free_name(
            folder, founded.name if founded else "", desk.workstation_name, day, beginning=NAMED
        )
        with partial_file(folder, desk.vault.workstation, beginning=NAMED) as growing:
            size = _write(desk, plan, growing, sorted(recipients), at_point)
            growing.replace(final)
            at_point("named")
            force_names(folder)
    except OSError as error:
        raise NotWrittenError(reason=error.strerror or type(error).__name__) from error
    manifest = plan.manifest
    readers = tuple(one.name for one in others)
    return Carry(final, size, manifest.transactions, manifest.records, manifest.blobs, readers)


def _write(desk: Desk, plan: Plan, growing: Path, recipients: list[str], at_point: AtPoint) -> int:
    """Write, force to the medium, read back; returns the bytes of the file."""
    with create_private(growing) as out:
        at_point("started")
        items = _items(desk.replica, plan)
        totals = write_bundle(out, plan.manifest, items, recipients=recipients, seal=desk.seal)
        at_point("written")
        force_to_disk(out)
    at_point("synced")
    vault = desk.vault
    seal_key = public_key(vault.seal_key)
    with desk.replica.reading():
        check_carry(growing, vault.backup_identity, plan.manifest, totals, desk.replica.chain, seal_key)
    at_point("verified")
    return growing.stat().st_size


def _items(replica: Replica, plan: Plan) -> Iterator[Item]:
    """Membership first and blobs last, as in a snapshot: what breaks off loses the least."""
    held = dict(plan.held)
    yield from _transactions(replica, held, "membership")
    yield from map(Replaceable, plan.records)
    yield from _transactions(replica, held, "all")
    for blob in plan.blobs:
        for at in range(0, blob.size, PIECE_BYTES):
            with replica.reading():
                data = replica.blobs.read(blob.content, at, PIECE_BYTES)
            yield Piece(blob.content, blob.size, at, data)


def _transactions(replica: Replica, held: dict[Id, int], scope: str) -> Iterator[Carried]:
    """As a peer would be sent them; `held` follows, so that the next scope goes on from there."""
    while True:
        with replica.reading():
            batch = list(replica.chain.outgoing(held, scope, SLICE_BYTES))
        if not batch:
            return
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
            yield Carried(one.data)
