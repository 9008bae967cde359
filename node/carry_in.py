"""Merging a carry: what another workstation put on a stick takes the path of what a peer sends.

Each batch is durable before the next, so a stick pulled half-way has brought what had come, and the
same file again goes on from there.
"""

from functools import partial
from pathlib import Path

import msgspec

from node.bundle_file import open_file
from node.carry_errors import NotACarryError, NotForUsError, RemovedError
from node.carry_notice import NAMED as NOTICE
from node.desk import Desk
from node.on_writer import OnWriter, here
from node.pouring import Poured, pour, refuse_other_site
from node.progress import Told, unheard
from node.store.replica import Replica
from schema.machine import machine_reason
from sync.bundle import CARRY, BundleError, Manifest
from sync.bundle.errors import UnreadableError, WrongRecipientError


class Merged(msgspec.Struct, frozen=True):
    """What a carry brought."""

    written_by: str
    """Name of the workstation that wrote it."""
    poured: Poured
    removed: bool
    """This workstation was removed from the site, as it knows by now."""


def merge_carry(desk: Desk, path: Path, *, on_writer: OnWriter = here, told: Told = unheard) -> Merged:
    """Merge a carry of this site; what broke off says so in `poured.reading.trouble`.

    Runs on any thread: with `on_writer` the replica is fed in slices, and others work meanwhile.
    Raises a `BundleError` when nothing could be read, or when somebody forged the file (acts in it
    that prove themselves are kept even so), or a `StoreError`.
    """
    replica, is_notice = desk.replica, path.name.startswith(f"{NOTICE}-")

    def accept(manifest: Manifest) -> Replica:
        refuse_other_site(manifest, replica.site)
        if manifest.what != CARRY:
            raise NotACarryError
        return replica

    now, identity = on_writer(desk.now), desk.vault.backup_identity
    try:
        with open_file(path) as file:
            # Nobody vouches for the records of a workstation removed since: a peer would not either.
            _, poured = pour(file, identity, accept, now, vouched=False, on_writer=on_writer, told=told)
    except OSError as error:
        raise UnreadableError(reason=machine_reason(error)) from error
    except WrongRecipientError:
        if is_notice:
            raise NotForUsError from None
        if _noticed(desk, path.parent, on_writer):
            raise RemovedError from None
        raise
    except BundleError:
        on_writer(replica.folding.fold_stale)
        raise
    return on_writer(partial(_merged, desk, poured))


def _noticed(desk: Desk, folder: Path, on_writer: OnWriter) -> bool:
    """Whether a notice in this folder says that this workstation was removed: it then knows so itself."""
    for path in sorted(folder.glob(f"{NOTICE}-*.age")):
        try:
            merge_carry(desk, path, on_writer=on_writer)
        except BundleError:
            continue  # for others, or unreadable: then it says nothing, and the carry's own trouble is told
    return on_writer(partial(is_removed, desk))


def is_removed(desk: Desk) -> bool:
    """Whether this workstation knows that it was removed from the site."""
    me = desk.members.workstations.get(desk.vault.workstation)
    return me is not None and me.removed


def _merged(desk: Desk, poured: Poured) -> Merged:
    if poured.blobs:
        desk.replica.editions.load()
    author = desk.members.workstations[poured.reading.manifest.workstation]
    return Merged(author.name, poured, is_removed(desk))
