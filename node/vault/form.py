"""The bytes of a vault's file: a mark, a checksum, a header in clear and the sealed contents.

The checksum is no protection, anybody can compute it: it tells an accident (a failing disk, a
copy cut short) from a wrong passphrase, and the person what to do next.
"""

from pathlib import Path

from node.argon import Cost
from node.secret_errors import (
    NotAVaultError,
    VaultDamagedError,
    VaultTamperedError,
    VaultTruncatedError,
    VaultVersionError,
)
from schema.codec import InvalidBytesError, Wire, decode, encode, tagged_hash
from schema.ids import ID_BYTES

VERSION = 1

_MAGIC = "veilleuse vault"
_END = "fin"


class PassphraseSlot(Wire, frozen=True, tag="passphrase"):
    """The data key under Argon2id of the six words."""

    cost: Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes


class RecoverySlot(Wire, frozen=True, tag="recovery"):
    """The data key sealed to the site's recovery key."""

    recipient: str
    wrapped: bytes


class KeyringSlot(Wire, frozen=True, tag="keyring"):
    """The data key sealed to an identity that the operating system's keyring keeps."""

    recipient: str
    wrapped: bytes


class Header(Wire, frozen=True):
    """What can be read without a key. Believe it only of a vault that was then opened."""

    site: bytes
    workstation: bytes
    passphrase: PassphraseSlot
    recovery: RecoverySlot
    keyring: KeyringSlot | None

    def __post_init__(self) -> None:
        if len(self.site) != ID_BYTES or len(self.workstation) != ID_BYTES:
            raise ValueError("a vault names its site and its workstation")


class Sealed(Wire, frozen=True):
    """The file's body. The header is kept as bytes: those bytes are what the seal covers."""

    header: bytes
    nonce: bytes
    ciphertext: bytes


class _Frame(Wire, frozen=True):
    # This frame is for ever; what `body` means is the version's affair.
    magic: str
    version: int
    checksum: bytes
    body: bytes
    end: str


_BEGINNING = b"\x95" + encode(_MAGIC)
_ENDING = encode(_END)


def write_form(sealed: Sealed) -> bytes:
    """The file's bytes."""
    body = encode(sealed)
    return encode(_Frame(_MAGIC, VERSION, _checksum(VERSION, body), body, _END))


def read_form(data: bytes, path: Path) -> tuple[Sealed, Header]:
    """The file's parts; raises the `VaultError` that says what is wrong with these bytes."""
    where = str(path)
    if not data.startswith(_BEGINNING):
        if _BEGINNING.startswith(data):
            raise VaultTruncatedError(path=where)
        raise NotAVaultError(path=where)
    if not data.endswith(_ENDING):
        raise VaultTruncatedError(path=where)
    try:
        frame = decode(_Frame, data)
    except InvalidBytesError:
        raise VaultDamagedError(path=where) from None
    if frame.checksum != _checksum(frame.version, frame.body):
        raise VaultDamagedError(path=where)
    if frame.version != VERSION:
        raise VaultVersionError(path=where, version=str(frame.version))
    try:
        sealed = decode(Sealed, frame.body)
        return sealed, decode(Header, sealed.header)
    except InvalidBytesError:
        # The checksum was right, so no accident wrote this.
        raise VaultTamperedError(path=where) from None


def _checksum(version: int, body: bytes) -> bytes:
    return tagged_hash("vault-file", encode(version), body)
