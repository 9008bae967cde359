"""Restoring: a bundle and one key become a new workstation of the same site.

Everything is read into a hidden folder beside the one wished for, by the path that a peer's
transactions take. The new workstation has keys of its own and opens new journals, and with them a
new register series; its folder appears, vault and replica, when all of it is on the disk.
"""

from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

import msgspec

from node.age import recipient_of
from node.api.base import PersonView
from node.argon import STANDARD_COST, Cost
from node.blobcheck import blob_is_right
from node.bundle_errors import (
    DifferentStateError,
    EditionMissingError,
    IncompleteError,
    NotASnapshotError,
    WrongSiteKeyError,
)
from node.enrolling import (
    Administrator,
    administrator_authority,
    enrol,
    free_workstation_name,
    recovery_authority,
)
from node.handover import mark_unseen
from node.inventory import NAME, Inventory, read_inventory
from node.names import SiteNames
from node.points import AtPoint, nothing
from node.pouring import Poured, pour, refuse_other_site
from node.recovery import RecoveryKeys, RecoveryPublic
from node.restore_folders import Folders
from node.store.replica import Replica
from node.vault import FILE_NAME, VaultContents, create_vault, fresh_contents, generate_passphrase
from schema.ids import Id, Random
from schema.machine import machine_reason
from sync.bundle import Manifest
from sync.bundle.errors import UnreadableError
from sync.membership import CLINICAL
from sync.receipts import RULES

Authorised: TypeAlias = RecoveryKeys | Administrator
WRITE_POINTS = ("opened", "read", "enrolled", "vault", "named")
"""Where a crash is tested; before the last one, the folder wished for does not exist."""


class Restored(msgspec.Struct, frozen=True):
    """What came back, and what must be written down: the passphrase is nowhere else."""

    site: Id
    site_name: str
    workstation: Id
    workstation_name: str
    passphrase: str
    journal_digest: bytes
    restored_state_digest: bytes
    """Before the new journal's first transaction."""
    verified: bool
    """Everything declared came, and both digests are those of the workstation that took the snapshot."""
    taken_at: int
    """When the snapshot was taken, ms UTC."""
    taken_by: str
    """The workstation that took it."""
    transactions: int
    declared: int
    """Transactions that the snapshot says it holds."""
    records: int
    blobs: int
    missing: tuple[tuple[str, str], ...]
    """Editions in use on the site that the snapshot did not give: their sort and the date of their data."""

    def __repr__(self) -> str:
        return f"Restored(workstation={self.workstation.hex()}, verified={self.verified})"


class Restoration:
    """A site read back and not yet a workstation. Use as a context: what was not enrolled is removed."""

    def __init__(self, folders: Folders, key: bytes, replica: Replica, poured: Poured) -> None:
        self._folders = folders
        self._key = key
        self._replica = replica
        self._poured = poured
        self._inventory = _inventory(poured)
        self.journal_digest, self.state_digest = replica.digests()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the replica; remove it unless `enrol` has made it a workstation."""
        self._replica.close()
        self._folders.remove_work()

    @property
    def manifest(self) -> Manifest:
        """What the bundle says of itself."""
        return self._poured.reading.manifest

    @property
    def complete(self) -> bool:
        """Whether every transaction declared is here, by its hash."""
        return self._poured.reading.complete and self.journal_digest == self.manifest.journal_digest

    @property
    def missing(self) -> tuple[tuple[str, str], ...]:
        """Editions in use on the site whose content did not come: their sort and the date of their data."""
        return tuple((one.what, one.data_of) for one in self._replica.editions.missing())

    @property
    def same_state(self) -> bool:
        """Whether this program makes of them what the writer made (or has other rules, and cannot tell)."""
        return self.manifest.rules != str(RULES) or self.state_digest == self.manifest.state_digest

    @property
    def site_name(self) -> str:
        """The site's name, for people to check."""
        founded = self._replica.roll.now.founded
        return founded.name if founded is not None else ""

    def people(self) -> tuple[PersonView, ...]:
        """Who works on the site, as every list shows them; who has the right may sign the enrolment."""
        names, people = SiteNames(self._replica), self._replica.roll.now.people.values()
        views = (names.person_view(one.id) for one in people if not one.removed)
        return tuple(sorted(views, key=lambda one: one.name))

    def enrol(
        self,
        by: Authorised,
        *,
        now_ms: int,
        random: Random,
        name: str = "",
        place: str = "",
        cost: Cost = STANDARD_COST,
        at_point: AtPoint = nothing,
    ) -> Restored:
        """Make it a workstation, named like the old one unless told otherwise.

        The folder stays marked until its words were handed over (`node.handover.mark_seen`).
        Raises a `BundleError` (`node/bundle_errors.py`), a `StoreError` or a `VaultError`.
        """
        replica = self._replica
        old = replica.roll.now.workstations[self.manifest.workstation]
        pepper = self._inventory.site_pepper
        if isinstance(by, RecoveryKeys):
            authority = recovery_authority(replica, by)
        else:
            authority = administrator_authority(replica, pepper, by, now_ms=now_ms, random=random)
        fresh = fresh_contents(
            site=replica.site,
            workstation=random(16),
            workstation_name=free_workstation_name(replica, name or old.name),
            site_pepper=pepper,
            recovery=_recovery(replica),
            random=random,
        )
        # The database was encrypted when it was made, before anybody knew who would be let in.
        contents = msgspec.structs.replace(fresh, database_key=self._key)
        ended = replica.own_journal(old.id, CLINICAL)
        enrol(
            replica,
            contents,
            authority,
            place=place or old.place,
            predecessor=replica.vector("all").get(ended) if ended is not None else None,
            now_ms=now_ms,
            random=random,
        )
        at_point("enrolled")
        replica.editions.load()
        missing = self.missing
        passphrase = generate_passphrase(random)
        mark_unseen(self._folders.work)
        create_vault(self._folders.work / FILE_NAME, contents, passphrase, random=random, cost=cost)
        at_point("vault")
        replica.close()
        self._folders.appear()
        at_point("named")
        return self._report(contents, old.name, passphrase, missing)

    def _report(
        self, contents: VaultContents, taken_by: str, passphrase: str, missing: tuple[tuple[str, str], ...]
    ) -> Restored:
        poured = self._poured
        return Restored(
            site=contents.site,
            site_name=self.site_name,
            workstation=contents.workstation,
            workstation_name=contents.workstation_name,
            passphrase=passphrase,
            journal_digest=self.journal_digest,
            restored_state_digest=self.state_digest,
            verified=self.complete and self.same_state,
            taken_at=self.manifest.created_at,
            taken_by=taken_by,
            transactions=poured.transactions,
            declared=self.manifest.transactions,
            records=poured.records,
            blobs=poured.blobs,
            missing=missing,
        )


def read_back(
    bundle: Path,
    folder: Path,
    identity: str,
    *,
    now_ms: int,
    random: Random,
    site: Id | None = None,
    accept_incomplete: bool = False,
    at_point: AtPoint = nothing,
) -> Restoration:
    """Read a snapshot into the future folder of a workstation, which must be absent or empty.

    `identity` is the backup key's or the recovery key's (`node.backup_key`, `node.recovery`). A
    bundle that broke off, or gives another state than declared, is refused unless
    `accept_incomplete`. Raises a `BundleError` or a `StoreError`; then nothing is left behind.
    """
    folders = Folders(folder)
    key = random(32)
    opened: list[Replica] = []

    def open_replica(manifest: Manifest) -> Replica:
        if site is not None:
            refuse_other_site(manifest, site)
        opened.append(Replica(folders.work, key, manifest.site, blob_is_right, create=True))
        at_point("opened")
        return opened[0]

    folders.prepare()
    try:
        try:
            file = bundle.open("rb")
        except OSError as error:
            raise UnreadableError(reason=machine_reason(error)) from error
        with file:
            replica, poured = pour(file, identity, open_replica, now_ms)
        _check_key(replica, identity)
        restoration = Restoration(folders, key, replica, poured)
        if not accept_incomplete:
            _refuse_part(restoration, poured)
        at_point("read")
    except BaseException:
        for replica in opened:
            replica.close()
        folders.remove_work()
        raise
    return restoration


def _refuse_part(restoration: Restoration, poured: Poured) -> None:
    if not restoration.complete:
        if restoration.journal_digest == restoration.manifest.journal_digest and restoration.missing:
            edition, data_of = restoration.missing[0]
            raise EditionMissingError(edition=edition, data_of=data_of)
        taken, declared = str(poured.transactions), str(restoration.manifest.transactions)
        raise IncompleteError(taken=taken, declared=declared)
    if not restoration.same_state:
        raise DifferentStateError


def _inventory(poured: Poured) -> Inventory:
    data = poured.needed.get(NAME)
    if data is None:
        raise poured.reading.trouble or NotASnapshotError()
    return read_inventory(data)


def _recovery(replica: Replica) -> RecoveryPublic:
    founded = replica.roll.now.founded
    if founded is None:
        raise NotASnapshotError
    return RecoveryPublic(founded.recovery_recipient, founded.recovery_key)


def _check_key(replica: Replica, identity: str) -> None:
    """The site inside must name the key that opened it: anybody can encrypt to a public recipient."""
    now, recipient = replica.roll.now, recipient_of(identity)
    named = {one.backup_recipient for one in now.workstations.values()}
    if now.founded is not None:
        named.add(now.founded.recovery_recipient)
    if recipient not in named:
        raise WrongSiteKeyError
