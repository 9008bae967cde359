"""Writing a bundle: items in, one encrypted stream out, in constant memory.

Encryption pulls from compression, which pulls from the caller's items: nothing is held but what is
being written.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

import zstandard

from schema.codec import encode, tagged_hash
from sync.bundle.age import encrypt_stream
from sync.bundle.items import (
    MAGIC,
    VERSION,
    Carried,
    Closing,
    Item,
    Manifest,
    Opening,
    Piece,
    Replaceable,
    Totals,
    closing_input,
    opening_input,
    payload_of,
    to_frame,
)
from sync.journal import Signer

LEVEL = 6
"""Half of a transaction is hashes and seals: higher levels cost time and gain nothing."""


def write_bundle(
    out: BinaryIO, manifest: Manifest, items: Iterable[Item], *, recipients: Sequence[str], seal: Signer
) -> Totals:
    """Write a bundle that each of these age recipients alone can read; returns its totals.

    `out` is flushed, not synced. Raises `NotWrittenError` when the system refuses a write (the
    caller removes what is there), `ValueError` when the items are not what the manifest declares.
    """
    content = _Content(manifest, items, seal)
    encrypt_stream(content.compressed(), out, recipients)
    return content.totals


class _Content:
    """The frames of a bundle, counted and digested as they are made."""

    def __init__(self, manifest: Manifest, items: Iterable[Item], seal: Signer) -> None:
        self._manifest = manifest
        self._items = items
        self._seal = seal
        self._digest = hashlib.sha256()
        self.totals = Totals(0, 0, 0, 0, bytes(32))

    def compressed(self) -> Iterator[bytes]:
        chunker = zstandard.ZstdCompressor(level=LEVEL).chunker(chunk_size=64 * 1024)
        for frame in self._frames():
            yield from chunker.compress(frame)
        yield from chunker.finish()  # type: ignore[no-untyped-call]  # its stub forgets the return type

    def _frames(self) -> Iterator[bytes]:
        manifest = encode(self._manifest)
        yield self._noted(Opening(MAGIC, VERSION, manifest, self._seal(opening_input(manifest))))
        transactions = records = blobs = payload = 0
        for item in self._items:
            transactions += isinstance(item, Carried)
            records += isinstance(item, Replaceable)
            blobs += isinstance(item, Piece) and item.at == 0
            payload += payload_of(item)
            yield self._noted(item)
        declared = self._manifest
        if (transactions, records, blobs) != (declared.transactions, declared.records, declared.blobs):
            raise ValueError("the items of a bundle are not those its manifest declares")
        if payload > declared.payload_at_most:
            raise ValueError("the items of a bundle are larger than its manifest declares")
        digest = tagged_hash("bundle-frames", self._digest.digest())
        self.totals = Totals(transactions, records, blobs, payload, digest)
        totals = encode(self.totals)
        yield to_frame(Closing(totals, self._seal(closing_input(totals))))

    def _noted(self, frame: Opening | Item) -> bytes:
        data = to_frame(frame)
        self._digest.update(data)
        return data
