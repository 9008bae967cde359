"""Transactions read and verified from `ops/protocol.md` §3 to §5 alone: chain, seals, digests, signatures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.peer.packing import pack, tagged, unpack

NOTHING = bytes(32)
KEYS = {"key.introduced/1": 1, "key.changed/1": 1, "key.reset_proposed/1": 1}
"""Acts that make a person's key known; the fields are person, key, public."""


class WrongError(Exception):
    """Bytes that no honest workstation wrote."""


@dataclass(frozen=True)
class Transaction:
    """One transaction."""

    data: bytes
    hash: bytes
    core: list[Any]
    seal: bytes
    bodies: list[Any]

    @property
    def journal(self) -> bytes:
        """Whose chain it is in."""
        return bytes(self.core[2])

    @property
    def seq(self) -> int:
        """Its place there."""
        return int(self.core[3])

    @property
    def tip(self) -> list[Any]:
        """`[journal, seq, hash]`."""
        return [self.journal, self.seq, self.hash]

    def contents(self) -> list[tuple[str, list[Any]]]:
        """Kind and body of each act."""
        return [(header[0], _read(body[1])) for header, body in zip(self.core[9], self.bodies, strict=True)]


def _read(data: bytes) -> list[Any]:
    found = unpack(data)
    if not isinstance(found, list):
        raise WrongError("not an array")
    return found


def read(data: bytes) -> Transaction:
    """One transaction, its digests checked."""
    core_bytes, seal, bodies = _read(data)
    core = _read(core_bytes)
    if len(core) != 10 or core[0] != 1 or len(core[9]) != len(bodies):
        raise WrongError("not a transaction of version 1")
    for header, (salt, body, signature) in zip(core[9], bodies, strict=True):
        if header[9] != tagged("body", salt, body, signature or b""):
            raise WrongError("a body that its header does not vouch for")
    return Transaction(data, tagged("core", core_bytes), core, seal, bodies)


@dataclass
class Journals:
    """What was received and verified, in causal order."""

    site: bytes
    held: dict[bytes, Transaction] = field(default_factory=dict)
    seal_keys: dict[bytes, bytes] = field(default_factory=dict)
    """By journal."""
    certificates: dict[bytes, bytes] = field(default_factory=dict)
    """By workstation."""
    journals_of: dict[bytes, set[bytes]] = field(default_factory=dict)
    person_keys: dict[tuple[bytes | None, bytes], bytes] = field(default_factory=dict)
    seals: int = 0
    signatures: int = 0
    kinds: set[str] = field(default_factory=set)

    def take(self, data: bytes) -> Transaction:
        """One more, whose past is held; raises `WrongError`."""
        one = read(data)
        if one.hash not in self.held:
            self._check_chain(one)
            self._learn(one)
            self._check_seal(one)
            self._check_signatures(one)
            self.held[one.hash] = one
        return one

    def tips(self) -> list[list[Any]]:
        """The last of each journal, sorted."""
        last: dict[bytes, Transaction] = {}
        for one in self.held.values():
            if one.journal not in last or last[one.journal].seq < one.seq:
                last[one.journal] = one
        return sorted(one.tip for one in last.values())

    def _check_chain(self, one: Transaction) -> None:
        _, site, journal, seq, prev, order, _, _, saw, _ = one.core
        if site != self.site:
            raise WrongError("another site")
        past = [self._at(*tip) for tip in saw]
        if seq == 1:
            if prev != NOTHING:
                raise WrongError("a beginning with something before it")
        else:
            past.append(self._at(journal, seq - 1, prev))
        if order != 1 + max((before.core[5] for before in past), default=0):
            raise WrongError("an order that does not follow from its past")
        if saw != sorted(saw):
            raise WrongError("what it saw is not sorted")

    def _at(self, journal: bytes, seq: int, named: bytes) -> Transaction:
        found = self.held.get(named)
        if found is None or (found.journal, found.seq) != (journal, seq):
            raise WrongError("its past is not here")
        return found

    def _learn(self, one: Transaction) -> None:
        """Keys that this very transaction may already make known, as a founding does."""
        for kind, body in one.contents():
            self.kinds.add(kind)
            if kind == "site.founded/1":
                salt, content, _ = one.bodies[0]
                if tagged("site", salt, content)[:16] != self.site:
                    raise WrongError("not the founding of this site")
                self.person_keys[None, tagged("recovery-key", body[4])[:16]] = body[4]
            elif kind == "workstation.enrolled/1":
                self.certificates[body[0]] = body[4]
            elif kind == "journal.opened/1":
                journal, workstation, _, key, nonce, _ = body
                if journal != tagged("journal", self.site, key, nonce)[:16]:
                    raise WrongError("a journal that is not bound to its key")
                self.seal_keys.setdefault(journal, key)
                self.journals_of.setdefault(workstation, set()).add(journal)
            elif kind in KEYS:
                self.person_keys.setdefault((body[0], body[1]), body[2])

    def _check_seal(self, one: Transaction) -> None:
        if one.journal not in self.seal_keys:
            raise WrongError("nobody announced this journal")
        verify(self.seal_keys[one.journal], one.seal, tagged("seal", one.hash))
        self.seals += 1

    def _check_signatures(self, one: Transaction) -> None:
        _, site, journal, seq, prev, *_, headers = one.core
        for index, (header, (salt, body, signature)) in enumerate(zip(headers, one.bodies, strict=True)):
            if signature is None:
                continue
            key = self.person_keys.get((header[4], header[5]))
            if key is None:
                raise WrongError("signed with a key that nobody introduced")
            places = seq.to_bytes(8, "big"), prev, index.to_bytes(2, "big")
            said = tagged("header", pack(header[:9])), tagged("content", salt, body)
            verify(key, signature, tagged("signature", site, journal, *places, *said))
            self.signatures += 1


def verify(key: bytes, signature: bytes, message: bytes) -> None:
    """Raises `WrongError` unless this key made this signature."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature as error:
        raise WrongError("a signature that is not good") from error


def check_record(record: list[Any], site: bytes, seal_key: bytes) -> None:
    """The seal of a replaceable record, §8."""
    owner, name, counter, payload, workstation, seal = record
    numbers = counter.to_bytes(8, "big"), tagged("record-name", name.encode())
    verify(seal_key, seal, tagged("record", site, owner, workstation, *numbers, payload))
