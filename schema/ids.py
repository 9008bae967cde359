"""Random 16-byte identifiers and how people read them.

Ids are never derived from a counter or from data: two workstations that have never met must
not be able to choose the same one. The text form is Crockford base32 (no I, L, O, U), which
survives a telephone call and a bad photocopy.
"""

from collections.abc import Callable
from typing import TypeAlias

Id: TypeAlias = bytes
"""16 random bytes."""
Hash: TypeAlias = bytes
"""32 bytes, SHA-256."""
Random: TypeAlias = Callable[[int], bytes]
"""A source of n random bytes, handed in by the composition root."""

ID_BYTES = 16
HASH_BYTES = 32
ZERO_HASH: Hash = bytes(HASH_BYTES)

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32."""
VALUES = {c: i for i, c in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
"""What each character is worth, the ones that people mistake for others included."""
_TEXT_LENGTH = 26


class BadIdError(ValueError):
    """A text is not an identifier: it was cut, mistyped or comes from something else."""


def new_id(random: Random) -> Id:
    """A fresh identifier from the given source of randomness."""
    return random(ID_BYTES)


def id_text(identifier: bytes) -> str:
    """The 26-character base32 text of a 16-byte id.

    >>> id_text(bytes(16))
    '00000000000000000000000000'
    """
    if len(identifier) != ID_BYTES:
        raise BadIdError(f"an id has {ID_BYTES} bytes, this one has {len(identifier)}")
    number = int.from_bytes(identifier, "big")
    digits = [ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5)]
    return "".join(digits)


def parse_id(text: str) -> Id:
    """The id whose text this is; case and separators do not matter.

    Raises `BadIdError` when the text has a foreign character or a wrong length.
    """
    cleaned = [c for c in text.upper() if c not in "- "]
    if len(cleaned) != _TEXT_LENGTH or any(c not in VALUES for c in cleaned):
        raise BadIdError("this is not an identifier of 26 letters and digits")
    number = 0
    for character in cleaned:
        number = number << 5 | VALUES[character]
    if number >> (8 * ID_BYTES):
        raise BadIdError("this is not an identifier of 26 letters and digits")
    return number.to_bytes(ID_BYTES, "big")


def short_text(identifier: bytes, length: int = 8) -> str:
    """The first characters of an id or hash, for people to compare aloud; never a key."""
    padded = identifier[:ID_BYTES].ljust(ID_BYTES, b"\0")
    return id_text(padded)[:length]


def short_hash(value: bytes) -> str:
    """The first digits of a core's hash, by which lists name it; never a key."""
    return value.hex()[:8]
