"""Canonical bytes: what is written reads back, and nothing else is accepted."""

import hashlib
from typing import Annotated

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.codec import InvalidBytesError, Wire, decode, encode, tagged_hash


class Sample(Wire, frozen=True):
    """A struct with one field of each sort used on the wire."""

    number: Annotated[int, msgspec.Meta(ge=0, lt=2**53)]
    text: str
    data: bytes
    several: tuple[int, ...] = ()


@given(
    st.integers(0, 2**53 - 1),
    st.text(max_size=40),
    st.binary(max_size=40),
    st.lists(st.integers(), max_size=3),
)
def test_reads_back(number: int, text: str, data: bytes, several: list[int]) -> None:
    """Encoding and decoding are inverse."""
    bounded = tuple(value % 2**31 for value in several)
    value = Sample(number, text, data, bounded)
    assert decode(Sample, encode(value)) == value


@given(st.binary(max_size=200))
def test_garbage_is_invalid_and_nothing_else(data: bytes) -> None:
    """Any bytes either decode canonically or raise the one error."""
    try:
        value = decode(Sample, data)
    except InvalidBytesError:
        return
    assert encode(value) == data


@pytest.mark.parametrize(
    "data",
    [
        msgspec.msgpack.encode([1, "a", b"b"]),  # fewer elements: a default would creep in
        msgspec.msgpack.encode([1, "a", b"b", [], "more"]),
        b"\x94\xcd\x00\x01\xa1a\xc4\x01b\x90",  # 1 as a 16-bit integer
        msgspec.msgpack.encode([1.0, "a", b"b", []]),
        msgspec.msgpack.encode([float("nan"), "a", b"b", []]),
        msgspec.msgpack.encode([-1, "a", b"b", []]),
        msgspec.msgpack.encode([2**53, "a", b"b", []]),
        msgspec.msgpack.encode({"number": 1}),
        b"\x91" * 100_000,
        b"\xdd\xff\xff\xff\xff",
        b"",
    ],
    ids=[
        "missing",
        "surplus",
        "long integer",
        "float",
        "nan",
        "negative",
        "huge",
        "map",
        "nesting",
        "length",
        "empty",
    ],
)
def test_lax_and_poisonous_bytes_are_invalid(data: bytes) -> None:
    """Each corner of msgpack that would let one value have two forms, and each attack."""
    with pytest.raises(InvalidBytesError):
        decode(Sample, data)


def test_hashes_have_their_own_domain() -> None:
    """The tag is in front, ended by a zero byte."""
    assert tagged_hash("core", b"a", b"b") == hashlib.sha256(b"veilleuse/core/1\0ab").digest()
    assert tagged_hash("core", b"ab") != tagged_hash("body", b"ab")
