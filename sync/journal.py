"""Journals: building, sealing, signing and checking the links of a chain. Pure.

A journal is one workstation's gapless chain of transactions. What is built here is encoded once and
then only carried about; what is checked here is checked by its bytes.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from schema.codec import encode
from schema.ids import ZERO_HASH, Hash, Id, Random
from schema.transaction import (
    VERSION,
    ActRef,
    Body,
    Core,
    FileRef,
    Header,
    Tip,
    Transaction,
    body_digest,
    core_hash,
    seal_input,
    signing_input,
)

_KEY_BYTES: Final = 32
_SIGNATURE_BYTES: Final = 64

Signer = Callable[[bytes], bytes]
"""Signs bytes with one Ed25519 key."""


class Head(msgspec.Struct, frozen=True, gc=False):
    """Where a journal stands."""

    seq: int
    hash: Hash
    order: int


EMPTY = Head(0, ZERO_HASH, 0)
"""A journal without a transaction."""


class NewAct(msgspec.Struct, frozen=True):
    """An act about to be written: a header but for its digest, its body, who signs it."""

    kind: str
    critical: bool
    cls: int
    right: str
    actor: Id | None
    by: Id | None
    file: FileRef
    body: bytes
    mentions: tuple[FileRef, ...] = ()
    based_on: tuple[ActRef, ...] = ()
    signer: Signer | None = None
    salt: bytes | None = None
    """Fixed only for a founding act, whose salt is in the site's id."""


class Written(msgspec.Struct, frozen=True):
    """A finished transaction."""

    data: bytes
    core: Core
    hash: Hash

    def act(self, index: int) -> ActRef:
        """The id of its act at this index."""
        return ActRef(self.core.journal, self.core.seq, index, self.hash)


def signer(private: bytes) -> Signer:
    """The signer of a 32-byte Ed25519 seed."""
    return Ed25519PrivateKey.from_private_bytes(private).sign


def public_key(private: bytes) -> bytes:
    """The 32-byte public key of a seed."""
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature is that key's on that message; malformed keys verify nothing.

    RFC 8032 without a cofactor, and strictly: neither key nor signature may be of small order (ADR 0028).
    """
    if len(public) != _KEY_BYTES or len(signature) != _SIGNATURE_BYTES:
        return False  # the library reads as many bytes as it expects
    try:
        crypto_sign_open(signature + message, public)
    except BadSignatureError:
        return False
    return True


def write(
    acts: Sequence[NewAct],
    *,
    site: Id,
    journal: Id,
    head: Head,
    saw: Iterable[tuple[Tip, int]],
    at: int,
    doubtful: bool,
    random: Random,
    seal: Signer,
) -> Written:
    """The next transaction of a journal.

    `saw` holds the heads integrated since the previous transaction, each with its `order`.
    """
    seen = sorted(saw, key=lambda item: item[0])
    order = 1 + max([head.order, *(order for _, order in seen)])
    bare = Core(
        version=VERSION,
        site=site,
        journal=journal,
        seq=head.seq + 1,
        prev=head.hash,
        order=order,
        at=at,
        doubtful=doubtful,
        saw=tuple(tip for tip, _ in seen),
        headers=(),
    )
    headers: list[Header] = []
    bodies: list[Body] = []
    for index, act in enumerate(acts):
        salt = act.salt or random(32)
        header = Header(
            kind=act.kind,
            critical=act.critical,
            cls=act.cls,
            right=act.right,
            actor=act.actor,
            by=act.by,
            file=act.file,
            mentions=act.mentions,
            based_on=act.based_on,
            digest=ZERO_HASH,
        )
        signature = act.signer(signing_input(bare, index, header, salt, act.body)) if act.signer else None
        digest = body_digest(salt, act.body, signature)
        headers.append(msgspec.structs.replace(header, digest=digest))
        bodies.append(Body(salt, act.body, signature))
    core = msgspec.structs.replace(bare, headers=tuple(headers))
    core_bytes = encode(core)
    named = core_hash(core_bytes)
    transaction = Transaction(core_bytes, seal(seal_input(named)), tuple(bodies))
    return Written(encode(transaction), core, named)


def follows(head: Head, core: Core) -> bool:
    """Whether this core is the next link of a journal that stands at `head`."""
    return core.seq == head.seq + 1 and core.prev == head.hash


def bodies_match(transaction: Transaction, core: Core) -> bool:
    """Whether the bodies are those the headers vouch for, each of them here.

    A body may be missing only where an admitted act of erasure covers it, never by its mere absence;
    no kind of ours erases yet, so whoever relays a transaction without a body has tampered with it.
    """
    if len(transaction.bodies) != len(core.headers):
        return False
    for body, header in zip(transaction.bodies, core.headers, strict=True):
        if body is None or body_digest(body.salt, body.body, body.signature) != header.digest:
            return False
    return True


def sealed_by(public: bytes, transaction: Transaction, named: Hash) -> bool:
    """Whether the workstation's seal on this transaction is good."""
    return verifies(public, transaction.seal, seal_input(named))


def signed_by(public: bytes, core: Core, index: int, body: Body) -> bool:
    """Whether the person's signature on this act is good; false when there is none."""
    if body.signature is None:
        return False
    message = signing_input(core, index, core.headers[index], body.salt, body.body)
    return verifies(public, body.signature, message)
