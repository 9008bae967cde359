"""MessagePack, the canonical part of it, from `ops/protocol.md` §1 alone.

Nothing of the program is imported in this folder but by its tests, nor its MessagePack library: whoever
writes another peer can begin here.
"""

import hashlib
from typing import Any


def pack(value: object) -> bytes:
    """Nil, booleans, integers, text, bytes and arrays in their shortest forms."""
    match value:
        case None:
            return b"\xc0"
        case bool():
            return b"\xc3" if value else b"\xc2"
        case int():
            return _number(value)
        case str():
            data = value.encode()
            if len(data) < 32:
                return bytes([0xA0 | len(data)]) + data
            return _head(len(data), {1: 0xD9, 2: 0xDA, 4: 0xDB}) + data
        case bytes():
            return _head(len(value), {1: 0xC4, 2: 0xC5, 4: 0xC6}) + value
        case list():
            items = b"".join(map(pack, value))
            if len(value) < 16:
                return bytes([0x90 | len(value)]) + items
            return _head(len(value), {2: 0xDC, 4: 0xDD}) + items
    raise TypeError(type(value).__name__)


def _number(value: int) -> bytes:
    if value >= 0:
        return bytes([value]) if value < 128 else _head(value, {1: 0xCC, 2: 0xCD, 4: 0xCE, 8: 0xCF})
    if value >= -32:
        return bytes([256 + value])
    size = next(size for size in _SIGNED if -value <= 256**size // 2)
    return bytes([_SIGNED[size]]) + value.to_bytes(size, "big", signed=True)


_SIGNED = {1: 0xD0, 2: 0xD1, 4: 0xD2, 8: 0xD3}
"""Of numbers below -32; from there on a number is its own head."""


def _head(value: int, forms: dict[int, int]) -> bytes:
    size = next(size for size in forms if value < 256**size)
    return bytes([forms[size]]) + value.to_bytes(size, "big")


def unpack(data: bytes) -> object:
    """The value, which must be all of the bytes, in their shortest form."""
    value, end = _read(data, 0)
    assert end == len(data), "surplus bytes"
    assert pack(value) == data, "not in shortest form"
    return value


_CONSTANTS = {0xC0: None, 0xC2: False, 0xC3: True}
_LENGTHS = {
    0xC4: 1,
    0xC5: 2,
    0xC6: 4,
    0xCC: 1,
    0xCD: 2,
    0xCE: 4,
    0xCF: 8,
    0xD0: 1,
    0xD1: 2,
    0xD2: 4,
    0xD3: 8,
    0xD9: 1,
    0xDA: 2,
    0xDB: 4,
    0xDC: 2,
    0xDD: 4,
}


def _read(data: bytes, at: int) -> tuple[object, int]:
    first = data[at]
    at += 1
    if first < 0x80 or first >= 0xE0:
        return first - (256 if first >= 0xE0 else 0), at
    if first in _CONSTANTS:
        return _CONSTANTS[first], at
    size = _LENGTHS.get(first, 0)
    length = int.from_bytes(data[at : at + size], "big", signed=first in _SIGNED.values())
    at += size
    if 0x90 <= first < 0xA0 or first in {0xDC, 0xDD}:
        return _items(data, at, length if size else first & 15)
    if 0xA0 <= first < 0xC0 or first in {0xD9, 0xDA, 0xDB}:
        end = at + (length if size else first & 31)
        return data[at:end].decode(), end
    if first in {0xC4, 0xC5, 0xC6}:
        return data[at : at + length], at + length
    assert first in _LENGTHS, f"no form of ours: {first:02x}"
    return length, at


def _items(data: bytes, at: int, count: int) -> tuple[list[object], int]:
    items = []
    for _ in range(count):
        item, at = _read(data, at)
        items.append(item)
    return items, at


def array(data: bytes) -> list[Any]:
    """Bytes that must hold an array, whose fields are the reader's business."""
    value = unpack(data)
    assert isinstance(value, list), "not an array"
    return value


def tagged(tag: str, *parts: bytes) -> bytes:
    """H(tag; parts), §2."""
    return hashlib.sha256(b"veilleuse/" + tag.encode() + b"/1\0" + b"".join(parts)).digest()
