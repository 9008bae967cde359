"""What transactions make known of journals, keys and certificates, from `ops/protocol.md` §4 and §7 alone.

It believes every announcement whose seals, vouchers and signatures are good: who had the right to make
it (admission) is not this reader's business.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.peer.packing import array, pack, tagged
from tests.peer.signatures import WrongError, verify
from tests.peer.transactions import Tip, Transaction

KEYS = {"key.introduced/1", "key.changed/1", "key.reset_proposed/1"}
"""Acts that make a person's key known; their first fields are person, key, public."""
LEARNT = {
    "site.founded/1",
    "workstation.enrolled/1",
    "journal.opened/1",
    "journal.reopened/1",
    "workstation.readmission_proposed/1",
    *KEYS,
}


@dataclass(frozen=True)
class Opened:
    """A journal."""

    workstation: bytes
    scope: str
    seal_key: bytes
    predecessor: Tip | None
    reopened: bool


@dataclass
class Announced:
    """What is known so far."""

    site: bytes
    journals: dict[bytes, Opened] = field(default_factory=dict)
    certificates: dict[bytes, bytes] = field(default_factory=dict)
    """By workstation."""
    enrolled: dict[bytes, bytes] = field(default_factory=dict)
    """The seal key that each workstation was enrolled with."""
    person_keys: dict[tuple[bytes | None, bytes], bytes] = field(default_factory=dict)
    recovery_key: bytes = b""

    def seal_keys(self, workstation: bytes) -> set[bytes]:
        """Every key with which it sealed a journal."""
        return {one.seal_key for one in self.journals.values() if one.workstation == workstation}

    def learn(self, one: Transaction) -> None:
        """What this transaction says, of itself too, as a founding does; raises `WrongError`."""
        for index, (kind, content) in enumerate(one.contents()):
            if kind not in LEARNT:
                continue
            body = array(content)
            if kind == "site.founded/1":
                self._founded(one, index, body)
            elif kind == "workstation.enrolled/1":
                self.enrolled.setdefault(body[0], body[3])
                self.certificates.setdefault(body[0], body[4])
            elif kind == "journal.opened/1":
                self._open(body, reopened=False)
            elif kind == "journal.reopened/1":
                self._vouched(one, body)
                self._open(body, reopened=True)
            elif kind == "workstation.readmission_proposed/1":
                self._readmitted(body)
            else:
                self.person_keys.setdefault((body[0], body[1]), body[2])

    def _founded(self, one: Transaction, index: int, body: list[Any]) -> None:
        salt, content, _ = one.bodies[index]
        if (one.seq, index) != (1, 0) or tagged("site", salt, content)[:16] != self.site:
            raise WrongError("not the founding of this site")
        self.recovery_key = body[4]
        self.person_keys[None, tagged("recovery-key", body[4])[:16]] = body[4]

    def _open(self, body: list[Any], *, reopened: bool) -> None:
        journal, workstation, scope, key, nonce, predecessor = body[:6]
        if journal != tagged("journal", self.site, key, nonce)[:16]:
            raise WrongError("a journal that is not bound to its key")
        self.journals.setdefault(journal, Opened(workstation, scope, key, predecessor, reopened))

    def _readmitted(self, body: list[Any]) -> None:
        """Its new journals are sealed by the key that it was enrolled with."""
        workstation, _, _, journals = body
        for scope, nonce in journals:
            key = self.enrolled[workstation]
            journal = tagged("journal", self.site, key, nonce)[:16]
            self.journals.setdefault(journal, Opened(workstation, scope, key, None, reopened=False))

    def _vouched(self, one: Transaction, body: list[Any]) -> None:
        journal, workstation, scope, key, _, predecessor, voucher = body
        said = tagged("reopening", self.site, pack([journal, workstation, scope, key, predecessor]))
        if one.seq != 1:
            raise WrongError("a reopening in the middle of a journal")
        # The new key says it by the seal of this very transaction, an old one by the voucher.
        verify(key, one.seal, tagged("seal", one.hash))
        if not any(_good(old, voucher, said) for old in self.seal_keys(workstation)):
            raise WrongError("a journal reopened without the key of an old one")


def _good(key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        verify(key, signature, message)
    except WrongError:
        return False
    return True
