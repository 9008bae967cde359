"""Going on in new journals: what a workstation does that meets its own journal written elsewhere.

It was cloned, or its disk was set back. A new key seals the new journals, so that no copy made before
writes in them; the old key only vouches for it. The key lies in the encrypted replica and comes into
being in the same write as the journals: there is never one without the other.
"""

from typing import TYPE_CHECKING, Final

from node.founding import membership_act
from node.store.replica import Replica
from node.vault import VaultContents
from schema.acts.membership import JournalReopened
from schema.ids import Id
from schema.transaction import FileRef, FileType, Tip, journal_id, reopening_input
from sync.journal import public_key, signer
from sync.membership import CLINICAL, MEMBERSHIP

if TYPE_CHECKING:
    from node.desk import Desk

_KEY: Final = "seal_key:"


class NotReopenedError(Exception):
    """The new journals do not count: the workstation was removed, or its keys are not its own."""

    code = "reopening.refused"

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.values = {"why": why}


def journal_keys(replica: Replica, vault: VaultContents) -> dict[bytes, bytes]:
    """The seeds that seal this workstation's journals, by public key; the vault's is the first."""
    seeds = (vault.seal_key, *replica.local.beginning(_KEY))
    return {public_key(seed): seed for seed in seeds}


def reopen(desk: "Desk") -> None:
    """Announce new journals of this workstation and write in them from here on.

    Raises `NotReopenedError`, and nothing is written.
    """
    replica, seed = desk.replica, desk.random(32)
    key = public_key(seed)
    reopened = [_reopened(desk, scope, key) for scope in (MEMBERSHIP, CLINICAL)]
    file = FileRef(FileType.WORKSTATION, desk.vault.workstation)
    with replica.writing():
        replica.local.put(_KEY + key.hex(), seed)
        written = replica.append(
            [membership_act(file, body) for body in reopened],
            journal=reopened[0].journal,
            at=desk.now(),
            doubtful=bool(desk.clock_doubt()),
            random=desk.random,
            seal=signer(seed),
        )
        why = replica.roll.verdict(written.core.journal, written.core.seq)
        if why:
            raise NotReopenedError(why)
    desk.keys = journal_keys(replica, desk.vault)


def _reopened(desk: "Desk", scope: str, key: bytes) -> JournalReopened:
    site, workstation, nonce = desk.replica.site, desk.vault.workstation, desk.random(32)
    old = desk.journal(scope)
    journal, tip = journal_id(site, key, nonce), _tip(desk.replica, old)
    # The key that the rule `named_vouches` lets vouch: that of the journal named, or the workstation's own.
    vouches = signer(desk.vault.seal_key) if tip is None else desk.seal_of(old)
    voucher = vouches(reopening_input(site, journal, workstation, scope, key, tip))
    return JournalReopened(journal, workstation, scope, key, nonce, tip, voucher)


def _tip(replica: Replica, journal: Id) -> Tip | None:
    head = replica.chain.head(journal)
    return Tip(journal, head.seq, head.hash) if head.seq else None
