"""Merging a carry: what another workstation put on a stick takes the path of what a peer sends.

Each batch is durable before the next, so a stick pulled half-way has brought what had come, and the
same file again goes on from there.
"""

from pathlib import Path

import msgspec

from node.carry_errors import NotACarryError
from node.desk import Desk
from node.pouring import Poured, load_editions, pour, refuse_other_site
from node.store.replica import Replica
from sync.bundle import CARRY, BundleError, Manifest
from sync.bundle.errors import UnreadableError


class Merged(msgspec.Struct, frozen=True):
    """What a carry brought."""

    written_by: str
    """Name of the workstation that wrote it."""
    poured: Poured
    acts: int
    """New here."""


def merge_carry(desk: Desk, path: Path) -> Merged:
    """Merge a carry of this site; what broke off says so in `poured.reading.trouble`.

    Runs on the writer thread. Raises a `BundleError` when nothing could be read, or when somebody
    forged the file (acts in it that prove themselves are kept even so), or a `StoreError`.
    """
    replica = desk.replica

    def accept(manifest: Manifest) -> Replica:
        refuse_other_site(manifest, replica.site)
        if manifest.what != CARRY:
            raise NotACarryError
        return replica

    with replica.reading():
        before = replica.counts()[1]
    try:
        with path.open("rb") as file:
            # Nobody vouches for the records of a workstation removed since: a peer would not either.
            _, poured = pour(file, desk.vault.backup_identity, accept, desk.now(), vouched=False)
    except OSError as error:
        raise UnreadableError(reason=error.strerror or type(error).__name__) from error
    except BundleError:
        replica.fold_stale()
        raise
    if poured.blobs:
        load_editions(replica)
    with replica.reading():
        acts = replica.counts()[1] - before
    author = desk.members.workstations[poured.reading.manifest.workstation]
    return Merged(author.name, poured, acts)
