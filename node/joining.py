"""Joining a site with an invitation: keys are made here, membership is checked before it is believed."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from node.argon import STANDARD_COST, Cost
from node.blobcheck import blob_is_right
from node.domain.decision import Refusal
from node.inviting import InvitationFile, JoinRequest, Welcome
from node.recovery import RecoveryPublic, derive_keys
from node.store.replica import Replica
from node.vault import FILE_NAME, VaultContents, create_vault, fresh_contents, generate_passphrase
from schema.codec import InvalidBytesError, decode, encode
from schema.ids import Id, Random
from sync.journal import public_key
from sync.ports import Clock, Record

Redeem = Callable[[InvitationFile, bytes], bytes]
"""Brings the request, with its proof, to the inviter's lobby and its answer back; raises its own errors."""


class Joined(msgspec.Struct, frozen=True):
    """A new workstation of the site."""

    site: Id
    workstation: Id
    name: str
    passphrase: str


def join_site(
    folder: Path,
    invitation: InvitationFile,
    redeem: Redeem,
    *,
    clock: Clock,
    random: Random,
    cost: Cost = STANDARD_COST,
) -> Joined | Refusal:
    """Make keys, redeem the invitation, check what comes back, then write vault and replica.

    `cost` is what guessing the passphrase costs; tests alone ask for less.
    """
    workstation = random(16)
    keys = fresh_contents(
        site=invitation.site,
        workstation=workstation,
        workstation_name=invitation.name,
        site_pepper=random(32),
        recovery=_nobody(random),
        random=random,
    )
    request = encode(
        JoinRequest(
            workstation=workstation,
            seal_key=public_key(keys.seal_key),
            certificate=keys.tls_certificate,
            backup_recipient=keys.backup_recipient,
            membership_nonce=random(32),
            clinical_nonce=random(32),
        )
    )
    answer = redeem(invitation, request)
    try:
        welcome = decode(Welcome, answer)
    except InvalidBytesError:
        return Refusal("join.unreadable_welcome")
    contents = msgspec.structs.replace(
        keys,
        site_pepper=welcome.pepper,
        recovery=RecoveryPublic(welcome.recovery_recipient, welcome.recovery_key),
    )
    passphrase = generate_passphrase(random)
    folder.mkdir(parents=True, exist_ok=True)
    create_vault(folder / FILE_NAME, contents, passphrase, random=random, cost=cost)
    replica = Replica(folder, contents.database_key, contents.site, blob_is_right, create=True)
    try:
        replica.receive(welcome.transactions, None, clock.now_ms())
        with replica.writing():
            replica.records.accept(contents.site, [decode(Record, record) for record in welcome.records])
        if not _believable(replica, contents):
            return Refusal("join.membership_disagrees")
    finally:
        replica.close()
    return Joined(contents.site, workstation, invitation.name, passphrase)


def _believable(replica: Replica, contents: VaultContents) -> bool:
    """Whether the membership received is that of the invitation's site and has us in it.

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
        and replica.own_journal(contents.workstation, "clinical") is not None
    )


def _nobody(random: Random) -> RecoveryPublic:
    """Stands in for the site's recovery key until the welcome names it; never written."""
    return derive_keys(random(32)).public
