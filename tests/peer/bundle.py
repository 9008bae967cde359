"""A bundle opened from `ops/protocol-bundle.md` alone: age, Zstandard, frames, seals, digest."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import pyrage
import zstandard

from tests.peer.journals import WrongError, verify
from tests.peer.packing import tagged, unpack

OPENING, NEEDED, CARRIED, REPLACEABLE, PIECE, CLOSING = range(1, 7)
MOST = 64 * 1024 * 1024


@dataclass(frozen=True)
class Bundle:
    """What lies in it."""

    manifest: list[Any]
    transactions: list[bytes]
    records: list[list[Any]]
    pieces: int
    opening_seal: tuple[bytes, bytes]
    """The seal and what it covers."""
    closing_seal: tuple[bytes, bytes]

    def check_seals(self, seal_key: bytes) -> None:
        """Raises `WrongError` unless this workstation wrote it."""
        for (seal, content), tag in ((self.opening_seal, "opening"), (self.closing_seal, "closing")):
            verify(seal_key, seal, tagged(f"bundle-{tag}", content))


def read_bundle(data: bytes, identity: str) -> Bundle:
    """All of it; raises `WrongError` when digest or counts are not those it declares."""
    plain = pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(identity)])
    plain = zstandard.ZstdDecompressor(max_window_size=2**23).decompressobj().decompress(plain)
    if len(plain) > MOST:
        raise WrongError("too much")
    at, items, digest = 0, [], hashlib.sha256()
    while at < len(plain):
        end = at + 4 + int.from_bytes(plain[at : at + 4], "big")
        item = unpack(plain[at + 4 : end])
        if not isinstance(item, list):
            raise WrongError("not an item")
        items.append(item)
        if item[0] != CLOSING:
            digest.update(plain[at:end])
        at = end
    opening, closing = items[0], items[-1]
    if opening[:3] != [OPENING, "veilleuse bundle", 1] or closing[0] != CLOSING:
        raise WrongError("not a whole bundle of version 1")
    manifest, totals = unpack(opening[3]), unpack(closing[1])
    transactions = [item[1] for item in items if item[0] == CARRIED]
    records = [item[1] for item in items if item[0] == REPLACEABLE]
    blobs = sum(item[0] == PIECE and item[3] == 0 for item in items)
    counts = [len(transactions), len(records), blobs]
    if not isinstance(manifest, list) or not isinstance(totals, list):
        raise WrongError("not a manifest")
    if (
        counts != totals[:3]
        or counts != manifest[8:11]
        or totals[4] != tagged("bundle-frames", digest.digest())
    ):
        raise WrongError("not what it says it holds")
    pieces = sum(item[0] == PIECE for item in items)
    return Bundle(manifest, transactions, records, pieces, (opening[4], opening[3]), (closing[2], closing[1]))
