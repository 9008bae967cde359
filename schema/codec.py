"""Canonical msgpack: one value, one sequence of bytes, on every workstation for ever.

Structs travel as arrays, shortest forms, no floats. A decoder accepts only what its own encoder
would have written: the bytes are decoded, encoded again and compared, so every lax corner of
msgpack (long integers, missing or surplus elements) is *invalid* instead of ambiguous.
"""

import hashlib
from collections.abc import Hashable
from functools import cache
from typing import Generic, TypeVar, cast

import msgspec

from schema.ids import Hash

T = TypeVar("T")


class InvalidBytesError(ValueError):
    """Bytes are not the canonical form of what was expected."""


class Wire(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """Base of everything that is stored or sent: an immutable array of typed fields.

    `gc=False`: none can hold itself, and there are hundreds of thousands while a site is received; to look
    for cycles among them took an eighth of that.
    """


_encoder = msgspec.msgpack.Encoder(decimal_format="string")


def encode(value: object) -> bytes:
    """The canonical bytes of a `Wire` struct (or of a list, text, integer, bytes)."""
    return _encoder.encode(value)


_TROUBLE = (msgspec.MsgspecError, ValueError, TypeError, RecursionError, OverflowError, MemoryError)


class Decoder(msgspec.Struct, Generic[T], frozen=True):
    """Decodes canonical bytes to one type that is no class, such as a union; for classes see `decode`."""

    inner: msgspec.msgpack.Decoder[T]

    def __call__(self, data: bytes) -> T:
        """The value, or `InvalidBytesError` for any kind of decoding trouble."""
        return _canonical(self.inner, data)


def _canonical(decoder: msgspec.msgpack.Decoder[T], data: bytes) -> T:
    try:
        value = decoder.decode(data)
        again = _encoder.encode(value)
    except _TROUBLE as error:
        raise InvalidBytesError(f"undecodable bytes ({type(error).__name__})") from error
    if again != data:
        raise InvalidBytesError("bytes are decodable but not in canonical form")
    return value


@cache
def _decoder(kind: Hashable) -> msgspec.msgpack.Decoder[object]:
    return msgspec.msgpack.Decoder(kind)


def decode(kind: type[T], data: bytes) -> T:
    """Decode canonical bytes as `kind`; raises `InvalidBytesError`."""
    return cast("T", _canonical(_decoder(cast("Hashable", kind)), data))


def tagged_hash(tag: str, *parts: bytes) -> Hash:
    """SHA-256 in its own domain: SHA-256("veilleuse/<tag>/1" ‖ 0x00 ‖ parts).

    The tag is in front of every hash and signature, so that bytes made for one purpose can never
    be taken for another.
    """
    digest = _begun(tag).copy()
    digest.update(b"".join(parts))
    return digest.digest()


@cache
def _begun(tag: str) -> "hashlib._Hash":
    """The hash of a tag, which every use copies: there are few tags and very many hashes."""
    return hashlib.sha256(f"veilleuse/{tag}/1".encode() + b"\0")
