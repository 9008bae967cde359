"""What a carry tells the workstations that were removed: a second, small file with membership alone.

A carry is not encrypted to them, so by stick they would never hear why it does not open. Membership is
what the lobby tells anybody who knocks; nothing else of the site is in this file.
"""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from node.age import is_recipient
from node.bundle_file import create_private, partial_file, plain_name
from node.carry_check import check_carry
from node.desk import MEMBERSHIP, Desk
from node.durable import force_names, force_to_disk
from node.on_writer import OnWriter
from schema.naming import told_apart
from schema.transaction import Tip
from sync.bundle import CARRY, Carried, Manifest, heads_named, write_bundle
from sync.journal import public_key
from sync.membership import Workstation
from sync.receipts import RULES, journal_digest

NAMED = "veilleuse-notice"
"""Not the name of a carry: a member that merges a folder leaves it alone."""
_NOTHING_SAID: Final = bytes(32)
"""In place of a digest of what is folded: a notice is silent on it."""


class _Told(msgspec.Struct, frozen=True):
    """One instant of membership."""

    manifest: Manifest
    heads: tuple[Tip, ...]
    transactions: list[bytes]
    site_name: str


def removed_members(desk: Desk) -> list[Workstation]:
    """Every workstation that was removed and could read what is written for it, by name."""
    members = desk.members.workstations.values()
    gone = (one for one in members if one.removed and one.id != desk.vault.workstation)
    return sorted((one for one in gone if is_recipient(one.backup_recipient)), key=lambda one: one.name)


def write_notice(desk: Desk, folder: Path, on_writer: OnWriter) -> tuple[str, ...]:
    """Write it in place of an earlier one, read it back; names those it is for, nobody writes none.

    Raises a `BundleError`, a `StoreError` or `OSError`.
    """
    gone = on_writer(partial(removed_members, desk))
    if not gone:
        return ()
    told, vault = on_writer(partial(_told, desk)), desk.vault
    readers = sorted({vault.backup_recipient, *(one.backup_recipient for one in gone)})
    name = f"{NAMED}-{plain_name(told.site_name)}-{plain_name(desk.workstation_name)}.age"
    with partial_file(folder, vault.workstation, beginning=NAMED) as growing:
        with create_private(growing) as out:
            items = map(Carried, told.transactions)
            totals = write_bundle(out, told.manifest, items, recipients=readers, seal=desk.seal)
            force_to_disk(out)

        def is_held(tip: Tip) -> bool:
            return on_writer(partial(_is_held, desk, tip))

        identity, seal_key = vault.backup_identity, public_key(vault.seal_key)
        check_carry(growing, identity, told.manifest, totals, told.heads, is_held, seal_key, lambda: None)
        growing.replace(folder / name)
        force_names(folder)
    return names_of(gone)


def names_of(workstations: Sequence[Workstation]) -> tuple[str, ...]:
    """Their names, as lists show them."""
    return tuple(told_apart(workstations, lambda one: one.name, lambda one: one.id))


def _told(desk: Desk) -> _Told:
    replica, founded = desk.replica, desk.members.founded
    with replica.reading():
        transactions = list(replica.relay.after({}, MEMBERSHIP, 2**40))
        heads = tuple(sorted(replica.vector(MEMBERSHIP).values()))
    manifest = Manifest(
        what=CARRY,
        site=desk.vault.site,
        workstation=desk.vault.workstation,
        created_at=desk.now(),
        rules=str(RULES),
        # Not those of the whole replica, as in a carry: they tell whether anything was done since.
        journal_digest=journal_digest(heads),
        state_digest=_NOTHING_SAID,
        vector=heads_named(heads, replica.naming.fairly),
        transactions=len(transactions),
        records=0,
        blobs=0,
        payload_at_most=sum(map(len, transactions)),
    )
    return _Told(manifest, heads, transactions, founded.name if founded is not None else "")


def _is_held(desk: Desk, tip: Tip) -> bool:
    with desk.replica.reading():
        return desk.replica.chain.held(tip) is not None
