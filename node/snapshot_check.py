"""Whether a finished snapshot gives the site back: it is restored into a scratch replica, and compared."""

import contextlib
import shutil
from pathlib import Path

from node.blobcheck import blob_is_right
from node.bundle_errors import NotVerifiedError
from node.inventory import NAME, read_inventory
from node.pouring import Poured, pour, refuse_other_site
from node.store.replica import Replica
from node.vault import VaultContents
from schema.ids import Random
from sync.bundle import BundleError, Manifest


def verify_snapshot(
    file: Path, declared: Manifest, contents: VaultContents, scratch: Path, now_ms: int, random: Random
) -> None:
    """Restore the file with this workstation's backup key and compare with what was to be saved.

    `scratch` is made, encrypted under a key that is never kept, and removed. Raises
    `NotVerifiedError`, or a `StoreError` when the scratch replica cannot be written.
    """

    def open_scratch(manifest: Manifest) -> Replica:
        refuse_other_site(manifest, contents.site)
        replica = Replica(scratch, random(32), manifest.site, blob_is_right, create=True)
        return opened.enter_context(contextlib.closing(replica))

    if scratch.exists():
        # A crash during an earlier verification left it.
        shutil.rmtree(scratch)
    try:
        with contextlib.ExitStack() as opened, file.open("rb") as data:
            restored, poured = pour(data, contents.backup_identity, open_scratch, now_ms)
            wrong = _differences(restored, poured, declared, contents)
    except BundleError as error:
        raise NotVerifiedError(what=error.code) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    if wrong:
        raise NotVerifiedError(what=wrong)


def _differences(restored: Replica, poured: Poured, declared: Manifest, contents: VaultContents) -> str:
    """The first thing that is not as it should be; empty when everything is."""
    inventory = poured.needed.get(NAME)
    if not poured.reading.complete or poured.reading.manifest != declared:
        return "file"
    if restored.digests() != (declared.journal_digest, declared.state_digest):
        return "digests"
    if poured.records != declared.records:
        return "records"
    if poured.blobs != declared.blobs:
        missing = ", ".join(f"{one.what} {one.data_of}" for one in restored.editions.missing())
        return f"editions {missing}".strip()
    if inventory is None or read_inventory(inventory).site_pepper != contents.site_pepper:
        return "inventory"
    return ""
