"""Becoming a workstation of a site: what comes back is checked, then shown, before it is kept.

Everything is made in a hidden folder, and the vault takes its name last: a folder with a vault is a
whole workstation. What a crash left between two names is finished at the next start.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from node.admitting import Welcome
from node.argon import STANDARD_COST, Cost
from node.blobcheck import blob_is_right
from node.domain.decision import Refusal
from node.durable import force_names
from node.enrolling import administrators
from node.handover import mark_unseen
from node.points import AtPoint, nothing
from node.private_folder import make_private
from node.recovery import RecoveryPublic
from node.store.replica import FILE_NAME as REPLICA
from node.store.replica import Replica
from node.vault import FILE_NAME as VAULT
from node.vault import VaultContents, create_vault
from schema.codec import InvalidBytesError, decode
from schema.ids import Id, Random
from sync.membership import CLINICAL, Membership
from sync.ports import Clock, Record

_WORK = ".joining"
KEYS, REQUEST = "joining-vault.msgpack", "joining-request.msgpack"
"""What `node.joining_file` keeps until the invitation comes."""
WRITE_POINTS = ("poured", "vault", "replica.named", "vault.named", "tidied")
"""Of `settle`, after each step that is durable."""


class Found(msgspec.Struct, frozen=True):
    """What a newcomer is about to become, for a person to confirm."""

    site_name: str
    name: str
    place: str
    administrators: tuple[str, ...]


class Joined(msgspec.Struct, frozen=True):
    """A new workstation of a site."""

    site: Id
    workstation: Id
    name: str
    site_name: str


Agree = Callable[[Found, Membership], bool]
"""Whether it is the right site; membership is what was received, for further checks."""


def folder_taken(folder: Path) -> Refusal | None:
    """Why nothing can be made there: a workstation is; nil where there is room."""
    taken = (folder / VAULT).exists() or (folder / REPLICA).exists()
    return Refusal("join.folder_taken", {"folder": str(folder)}) if taken else None


def settle(
    folder: Path,
    keys: VaultContents,
    welcome: Welcome,
    passphrase: str,
    agree: Agree,
    *,
    clock: Clock,
    random: Random,
    cost: Cost = STANDARD_COST,
    unseen: bool = False,
    at_point: AtPoint = nothing,
) -> Joined | Refusal:
    """Write vault and replica of a newcomer with these keys; a refusal leaves nothing.

    `unseen`: nobody knows the passphrase yet (`node.handover`). `cost` is what guessing it costs; tests
    alone ask for less. Raises `OSError` or `VaultNotWrittenError`.
    """
    if (taken := folder_taken(folder)) is not None:
        return taken
    try:
        recovery = RecoveryPublic(welcome.recovery_recipient, welcome.recovery_key)
        records = [decode(Record, record) for record in welcome.records]
    except (InvalidBytesError, ValueError):
        return Refusal("join.unreadable_welcome")
    contents = msgspec.structs.replace(keys, site=welcome.site, site_pepper=welcome.pepper, recovery=recovery)
    with working(folder) as work:
        found = _pour(work, contents, welcome, records, clock.now_ms())
        at_point("poured")
        if isinstance(found, Refusal):
            return found
        about, members = found
        if not agree(about, members):
            return Refusal("join.declined")
        make_private(folder)  # not before: a refusal leaves its mode too
        contents = msgspec.structs.replace(contents, workstation_name=about.name)
        create_vault(work / VAULT, contents, passphrase, random=random, cost=cost)
        at_point("vault")
        if unseen:
            mark_unseen(folder)
        try:
            for name in (REPLICA, VAULT):
                (work / name).replace(folder / name)
                force_names(folder)
                at_point("replica.named" if name == REPLICA else "vault.named")
        finally:
            if (folder / VAULT).exists():  # nothing waits any more
                give_up_request(folder)
    at_point("tidied")
    return Joined(contents.site, contents.workstation, about.name, about.site_name)


@contextmanager
def working(folder: Path) -> Iterator[Path]:
    """A hidden folder in this one, empty, for what is not whole yet; gone afterwards. Raises `OSError`."""
    work = folder / _WORK
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(mode=0o700)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def finish_joining(folder: Path) -> None:
    """Where a crash left a replica named and its vault not: give the vault its name too. Raises `OSError`."""
    work = folder / _WORK
    left = (folder / REPLICA).exists() and not (work / REPLICA).exists()
    if left and (work / VAULT).exists() and not (folder / VAULT).exists():
        (work / VAULT).replace(folder / VAULT)
        force_names(folder)
    if work.exists() and (folder / VAULT).exists():
        give_up_request(folder)
        shutil.rmtree(work, ignore_errors=True)  # last: until then, this can be finished


def give_up_request(folder: Path) -> None:
    """The request of this folder, if there is one, waits no more; raises `OSError`."""
    for name in (KEYS, REQUEST):
        (folder / name).unlink(missing_ok=True)


def _pour(
    work: Path, contents: VaultContents, welcome: Welcome, records: list[Record], now: int
) -> tuple[Found, Membership] | Refusal:
    replica = Replica(work, contents.database_key, contents.site, blob_is_right, create=True)
    try:
        replica.receive(welcome.transactions, None, now)
        with replica.writing():
            replica.records.accept(contents.site, records)
        members = replica.roll.now
        me = members.workstations.get(contents.workstation)
        if me is None or members.founded is None or not _believable(replica, contents):
            return Refusal("join.membership_disagrees")
        people = tuple(sorted(administrators(replica).values()))
        return Found(members.founded.name, me.name, me.place, people), members
    finally:
        replica.close()


def _believable(replica: Replica, contents: VaultContents) -> bool:
    """Whether the membership received is of the site it says and has us in it.

    The site's id is the hash of its founding act, so nobody can pass another site off as this one.
    """
    now = replica.roll.now
    me = now.workstations.get(contents.workstation)
    return (
        now.site == contents.site
        and now.founded is not None
        and now.founded.recovery_key == contents.recovery.verify_key
        and me is not None
        and me.certificate == contents.tls_certificate
        and replica.own_journal(contents.workstation, CLINICAL) is not None
    )
