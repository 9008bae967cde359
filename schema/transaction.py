"""The transaction: what a journal is made of, exactly as section 3 of `ops/protocol.md` fixes it.

A transaction is `[core, seal, bodies]`. The core (chain, clock, headers) is hashed and sealed and
never changes; bodies lie beside it under a salted digest so that one may lawfully be erased. The
author's bytes are kept verbatim: a core travels as a byte string inside the transaction.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import Annotated

import msgspec

from schema.codec import Wire, decode, encode, tagged_hash
from schema.ids import Hash, Id

VERSION = 1
MAX_HEADERS = 64
MAX_CORE_BYTES = 256 * 1024
MAX_TRANSACTION_BYTES = 1024 * 1024

Bytes16 = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]
Bytes32 = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Bytes64 = Annotated[bytes, msgspec.Meta(min_length=64, max_length=64)]
Counter = Annotated[int, msgspec.Meta(ge=1, lt=2**53)]
Instant = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
"""Milliseconds since 1970, UTC."""
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class FileType(IntEnum):
    """What a file (dossier) is about. Numbers are on the wire: never reuse one."""

    PATIENT = 1
    COURSE = 2
    REGIMEN = 3
    PRODUCT = 4
    LOT = 5
    WARD = 6
    PERSON = 7
    WORKSTATION = 8
    VAULT = 9
    REGISTER = 10
    SETTINGS = 11
    SITE = 12
    EDITION = 13
    SESSION = 14


class ActClass(IntEnum):
    """Decisions may be refused; accounts of what happened never are (for state or order)."""

    DECISION = 1
    ACCOUNT = 2
    MEMBERSHIP = 3
    NOTE = 4


class FileRef(Wire, frozen=True, order=True):
    """Names one file. `type` stays an int so that a file type of a newer program survives."""

    type: Annotated[int, msgspec.Meta(ge=1, lt=2**16)]
    id: Bytes16


class Tip(Wire, frozen=True, order=True):
    """The head of a journal as somebody had it."""

    journal: Bytes16
    seq: Counter
    hash: Bytes32


class ActRef(Wire, frozen=True, order=True):
    """The id of an act: journal, seq, index in the transaction, and the core's hash."""

    journal: Bytes16
    seq: Counter
    index: Annotated[int, msgspec.Meta(ge=0, lt=MAX_HEADERS)]
    core: Bytes32


class Header(Wire, frozen=True):
    """What everybody must know of an act without knowing its kind."""

    kind: Word
    critical: bool
    cls: Annotated[int, msgspec.Meta(ge=1, le=4)]
    right: Annotated[str, msgspec.Meta(max_length=64)]
    actor: Bytes16 | None
    """The person who acts; nil for what a workstation or the recovery key does."""
    by: Bytes16 | None
    """Session of an unsigned act, key of a signed one."""
    file: FileRef
    mentions: Annotated[tuple[FileRef, ...], msgspec.Meta(max_length=64)]
    based_on: Annotated[tuple[ActRef, ...], msgspec.Meta(max_length=256)]
    digest: Bytes32


class Core(Wire, frozen=True):
    """The part of a transaction that is chained, hashed and sealed."""

    version: Annotated[int, msgspec.Meta(ge=1, le=2**16)]
    site: Bytes16
    journal: Bytes16
    seq: Counter
    prev: Bytes32
    order: Counter
    at: Instant
    doubtful: bool
    """The author's clock was in doubt when this was written."""
    saw: Annotated[tuple[Tip, ...], msgspec.Meta(max_length=4096)]
    headers: Annotated[tuple[Header, ...], msgspec.Meta(min_length=1, max_length=MAX_HEADERS)]


class Body(Wire, frozen=True):
    """An act's content under a salted digest, with the person's signature if it has one."""

    salt: Bytes32
    body: bytes
    signature: Bytes64 | None


class Transaction(Wire, frozen=True):
    """`[core, seal, bodies]`; a body is nil once a lawful erasure covers it."""

    core: Annotated[bytes, msgspec.Meta(max_length=MAX_CORE_BYTES)]
    seal: Bytes64
    bodies: Annotated[tuple[Body | None, ...], msgspec.Meta(max_length=MAX_HEADERS)]


def core_hash(core: bytes) -> Hash:
    """The hash by which a transaction is chained and named."""
    return tagged_hash("core", core)


def body_digest(salt: bytes, body: bytes, signature: bytes | None) -> Hash:
    """The digest in the header: SHA-256(salt ‖ body ‖ signature), domain-tagged."""
    return tagged_hash("body", salt, body, signature or b"")


def site_id(founding: Body) -> Id:
    """A site is named by the hash of its founding act, which therefore cannot be swapped."""
    return tagged_hash("site", founding.salt, founding.body)[:16]


def journal_id(site: Id, seal_key: bytes, nonce: bytes) -> Id:
    """A journal's id binds site, seal key and randomness (`ops/protocol.md`, section 2)."""
    return tagged_hash("journal", site, seal_key, nonce)[:16]


def reopening_input(
    site: Id, journal: Id, workstation: Id, scope: str, seal_key: bytes, predecessor: Tip | None
) -> bytes:
    """What the old key of a workstation signs to vouch for a new journal of its own."""
    named = encode([journal, workstation, scope, seal_key, predecessor])
    return tagged_hash("reopening", site, named)


def redemption_input(site: Id, invitation: Id, acts: Sequence[tuple[str, bytes]]) -> bytes:
    """What the one-time key of an invitation signs: the kinds and bodies of all that is said with it."""
    return tagged_hash("redemption", site, invitation, encode(list(acts)))


def signing_input(core: Core, index: int, header: Header, salt: bytes, body: bytes) -> bytes:
    """What a person signs: this act, at this place of this journal, and nothing else."""
    bare = encode(
        [
            header.kind,
            header.critical,
            header.cls,
            header.right,
            header.actor,
            header.by,
            header.file,
            header.mentions,
            header.based_on,
        ]
    )
    return tagged_hash(
        "signature",
        core.site,
        core.journal,
        core.seq.to_bytes(8, "big"),
        core.prev,
        index.to_bytes(2, "big"),
        tagged_hash("header", bare),
        tagged_hash("content", salt, body),
    )


def seal_input(hash_of_core: Hash) -> bytes:
    """What a workstation signs."""
    return tagged_hash("seal", hash_of_core)


def open_transaction(data: bytes) -> tuple[Transaction, Core]:
    """Decode a transaction and its core; raises `schema.codec.InvalidBytesError`."""
    transaction = decode(Transaction, data)
    return transaction, decode(Core, transaction.core)
