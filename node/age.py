"""age X25519 keys: the text form of a raw secret, and sealing to a recipient.

Only this file imports `pyrage` in `node/`. Sealing draws its randomness inside that library: the
one place where randomness cannot be handed in, and where nothing depends on its value.
"""

from collections.abc import Iterable

import pyrage

SECRET_BYTES = 32

_SECRET_PREFIX = "age-secret-key-"  # noqa: S105  # the public first part of every such key
_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_LENGTH = 6


class WrongIdentityError(ValueError):
    """This identity is malformed, or does not open these bytes."""


def identity_text(secret: bytes) -> str:
    """`AGE-SECRET-KEY-1…` of 32 raw secret bytes, as age and its tools read it."""
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"an age secret has {SECRET_BYTES} bytes, this one has {len(secret)}")
    return bech32(_SECRET_PREFIX, secret).upper()


def recipient_of(identity: str) -> str:
    """The public recipient `age1…` of an identity; raises `WrongIdentityError`."""
    return str(_parse(identity).to_public())


def is_recipient(text: str) -> bool:
    """Whether this is an X25519 recipient `age1…`."""
    try:
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def seal_to(recipient: str, plain: bytes) -> bytes:
    """Bytes that only the holder of this recipient's identity can read."""
    return pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(recipient)])


def open_with(identity: str, sealed: bytes) -> bytes:
    """The bytes sealed to this identity's recipient; raises `WrongIdentityError`."""
    parsed = _parse(identity)
    try:
        return pyrage.decrypt(sealed, [parsed])
    except pyrage.DecryptError:
        raise WrongIdentityError("this identity does not open these bytes") from None


def bech32(prefix: str, data: bytes) -> str:
    """The lower-case bech32 text of some bytes (BIP 173, without its limit of 90 characters)."""
    values = list(_five_bit_groups(data))
    spread = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]
    remainder = _polymod([*spread, *values, *[0] * _CHECKSUM_LENGTH]) ^ 1
    checksum = [remainder >> 5 * (_CHECKSUM_LENGTH - 1 - i) & 31 for i in range(_CHECKSUM_LENGTH)]
    return prefix + "1" + "".join(_ALPHABET[v] for v in [*values, *checksum])


def _parse(identity: str) -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(identity)
    except pyrage.IdentityError:
        # Not chained: the library's text may quote what it was given.
        raise WrongIdentityError("this is not an age identity") from None


def _five_bit_groups(data: bytes) -> Iterable[int]:
    """The bits of `data`, most significant first, five at a time, padded with zeros."""
    bits = len(data) * 8
    groups = -(-bits // 5)
    number = int.from_bytes(data, "big") << (groups * 5 - bits)
    return (number >> 5 * (groups - 1 - i) & 31 for i in range(groups))


def _polymod(values: Iterable[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            if top >> bit & 1:
                checksum ^= generator
    return checksum
