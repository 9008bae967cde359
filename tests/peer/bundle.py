"""A bundle opened from `ops/protocol-bundle.md` alone: age, Zstandard, frames, seals, digest."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import pyrage
import zstandard

from tests.peer.packing import array, pack, tagged
from tests.peer.signatures import WrongError, verify

OPENING, NEEDED, CARRIED, REPLACEABLE, PIECE, CLOSING = range(1, 7)
MOST = 64 * 1024 * 1024


@dataclass(frozen=True)
class Bundle:
    """What lies in it."""

    manifest: list[Any]
    needed: dict[str, bytes]
    transactions: list[bytes]
    records: list[list[Any]]
    blobs: dict[bytes, bytes]
    opening_seal: tuple[bytes, bytes]
    """The seal and what it covers."""
    closing_seal: tuple[bytes, bytes]

    def check_seals(self, seal_keys: set[bytes]) -> None:
        """Raises `WrongError` unless the holder of one of these keys wrote it."""
        for key in seal_keys:
            try:
                for (seal, content), tag in ((self.opening_seal, "opening"), (self.closing_seal, "closing")):
                    verify(key, seal, tagged(f"bundle-{tag}", content))
            except WrongError:
                continue
            return
        raise WrongError("sealed by another")


def read_bundle(data: bytes, identity: str) -> Bundle:
    """All of it; raises `WrongError` when digest or counts are not those it declares."""
    plain = pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(identity)])
    unpacked = zstandard.ZstdDecompressor(max_window_size=2**23).decompressobj().decompress(plain)
    if len(unpacked) > MOST:
        raise WrongError("too much")
    return read_frames(unpacked)


def read_frames(plain: bytes) -> Bundle:
    """The same, of what lies below age and Zstandard."""
    items, digest = _items(plain)
    opening, closing = items[0], items[-1]
    if opening[:3] != [OPENING, "veilleuse bundle", 1] or closing[0] != CLOSING:
        raise WrongError("not a whole bundle of version 1")
    manifest, totals = array(opening[3]), array(closing[1])
    transactions = [item[1] for item in items if item[0] == CARRIED]
    records = [item[1] for item in items if item[0] == REPLACEABLE]
    needed = {item[1]: item[2] for item in items if item[0] == NEEDED}
    blobs = _blobs([item for item in items if item[0] == PIECE])
    counts = [len(transactions), len(records), len(blobs)]
    payload = sum(map(len, (*transactions, *needed.values(), *blobs.values(), *map(pack, records))))
    if counts != manifest[8:11] or totals != [*counts, payload, digest] or payload > manifest[11]:
        raise WrongError("not what it says it holds")
    seals = (opening[4], opening[3]), (closing[2], closing[1])
    return Bundle(manifest, needed, transactions, records, blobs, *seals)


def _items(plain: bytes) -> tuple[list[list[Any]], bytes]:
    """Every item, and the digest of the frames before the last one."""
    at, items, frames = 0, [], hashlib.sha256()
    while at < len(plain):
        end = at + 4 + int.from_bytes(plain[at : at + 4], "big")
        items.append(array(plain[at + 4 : end]))
        if items[-1][0] != CLOSING:
            frames.update(plain[at:end])
        at = end
    return items, tagged("bundle-frames", frames.digest())


def _blobs(pieces: list[list[Any]]) -> dict[bytes, bytes]:
    """The pieces of each follow each other, from 0 to its size."""
    blobs: dict[bytes, bytes] = {}
    for _, content, size, at, data in pieces:
        if at != len(blobs.get(content, b"")) or at + len(data) > size:
            raise WrongError("a piece out of its place")
        blobs[content] = blobs.get(content, b"") + data
    return blobs
