"""Reading a bundle: decrypted, decompressed, cut and checked as it comes, handed to a receiver.

Nothing is believed: the head is bounded, decompression is bounded by what the manifest declares and
by the reader's own limit, and everything up to the first bad byte has been authenticated. A bundle
that breaks off yields what came whole before, and says so.
"""

import hashlib
from collections.abc import Sequence
from typing import BinaryIO, Protocol, cast

import msgspec
import zstandard

from schema.codec import InvalidBytesError, decode, tagged_hash
from sync.bundle.age import decrypt_stream
from sync.bundle.errors import (
    BundleError,
    ForgedError,
    MalformedError,
    NotABundleError,
    OtherVersionError,
    TooLargeError,
    TruncatedError,
)
from sync.bundle.items import (
    MAGIC,
    VERSION,
    Carried,
    Closing,
    Frames,
    Item,
    Manifest,
    Opening,
    Piece,
    Replaceable,
    Totals,
    closing_input,
    from_frame,
    opening_input,
    payload_of,
)
from sync.journal import verifies

MAX_PAYLOAD = 32 * 1024**3
"""Bytes; a site of the busiest sort writes less in fifty years."""

_WINDOW = 8 * 1024 * 1024
_OUTPUT = 64 * 1024


class Receiver(Protocol):
    """Takes what a bundle holds, in its order. What it raises ends the reading and is passed on."""

    def opened(self, manifest: Manifest) -> None:
        """The manifest, before anything else: the place to refuse another site."""
        ...

    def item(self, item: Item) -> None:
        """The next item."""
        ...


class Reading(msgspec.Struct, frozen=True):
    """What was read."""

    manifest: Manifest
    totals: Totals | None
    """Nil when the bundle broke off."""
    trouble: BundleError | None
    """Why it broke off."""
    opening: Opening
    closing: Closing | None

    @property
    def complete(self) -> bool:
        """Whether everything came, down to the closing frame."""
        return self.totals is not None

    def check_seal(self, seal_key: bytes) -> None:
        """Raise `ForgedError` unless this key sealed the opening, and the closing if it is there."""
        good = verifies(seal_key, self.opening.seal, opening_input(self.opening.manifest))
        if good and self.closing is not None:
            good = verifies(seal_key, self.closing.seal, closing_input(self.closing.totals))
        if not good:
            raise ForgedError


def read_bundle(
    file: BinaryIO, identities: Sequence[str], receiver: Receiver, *, max_payload: int = MAX_PAYLOAD
) -> Reading:
    """Read a bundle with any of these age identities.

    Raises the `BundleError` that says why nothing can be read at all (not a bundle, another key,
    cut before its manifest), or that its content was forged. Once the manifest is there, a bundle
    that breaks off is no exception: see `Reading.trouble`.
    """
    content = _Content(receiver, max_payload)
    trouble = decrypt_stream(file, identities, _Decompressed(content))
    if trouble is None and content.closing is None:
        trouble = TruncatedError()
    if content.opening is None or content.manifest is None:
        raise trouble or NotABundleError()
    if trouble is not None:
        return Reading(content.manifest, None, trouble, content.opening, None)
    return Reading(content.manifest, content.totals, None, content.opening, content.closing)


class _Decompressed:
    """Decompresses in pieces of bounded size, whatever the stream claims."""

    def __init__(self, content: "_Content") -> None:
        self._content = content
        decompressor = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
        self._plain = decompressor.stream_writer(cast("BinaryIO", content), write_size=_OUTPUT, closefd=False)

    def take(self, data: bytes) -> None:
        try:
            self._plain.write(data)
        except zstandard.ZstdError:
            if self._content.opening is None:
                raise NotABundleError from None
            raise MalformedError(what="compression") from None


class _Content:
    """Takes plain bytes; checks them frame by frame and hands on whole items."""

    def __init__(self, receiver: Receiver, max_payload: int) -> None:
        self._receiver = receiver
        self._limit = max_payload
        self._payload = 0
        self._frames = Frames()
        self._digest = hashlib.sha256()
        self._counts = {Carried: 0, Replaceable: 0, Piece: 0}
        self._blob: Piece | None = None
        self.opening: Opening | None = None
        self.manifest: Manifest | None = None
        self.closing: Closing | None = None
        self.totals: Totals | None = None

    def write(self, data: bytes) -> int:
        """Called by the decompressor."""
        self._refuse_surplus(found=bool(data))
        try:
            for frame in self._frames.feed(data):
                if self.opening is None:
                    self._open(frame)
                else:
                    self._next(frame)
        except TooLargeError:
            if self.opening is None:
                raise NotABundleError from None
            raise
        self._refuse_surplus(found=self._frames.inside)
        return len(data)

    def _refuse_surplus(self, *, found: bool) -> None:
        if found and self.closing is not None:
            raise MalformedError(what="surplus")

    def _open(self, data: bytes) -> None:
        try:
            opening = from_frame(data)
        except MalformedError:
            raise NotABundleError from None
        if not isinstance(opening, Opening) or opening.magic != MAGIC:
            raise NotABundleError
        if opening.version != VERSION:
            raise OtherVersionError(version=str(opening.version))
        try:
            manifest = decode(Manifest, opening.manifest)
        except InvalidBytesError:
            raise MalformedError(what="manifest") from None
        self._limit = min(self._limit, manifest.payload_at_most)
        self._digest.update(data)
        self._receiver.opened(manifest)
        self.opening, self.manifest = opening, manifest

    def _next(self, data: bytes) -> None:
        self._refuse_surplus(found=True)
        frame = from_frame(data)
        match frame:
            case Opening():
                raise MalformedError(what="order")
            case Closing():
                self._close(frame)
                return
            case Piece():
                self._follow(frame)
            case _:
                self._finish_blob()
        self._count(frame)
        self._digest.update(data)
        self._receiver.item(frame)

    def _count(self, item: Item) -> None:
        self._payload += payload_of(item)
        if self._payload > self._limit:
            raise TooLargeError(limit=str(self._limit))
        if isinstance(item, Carried | Replaceable) or (isinstance(item, Piece) and item.at == 0):
            self._counts[type(item)] += 1

    def _follow(self, piece: Piece) -> None:
        """Pieces come in their order, one blob after the other."""
        before = self._blob
        expected = 0
        if before is not None and before.at + len(before.data) < before.size:
            if (piece.content, piece.size) != (before.content, before.size):
                raise MalformedError(what="piece")
            expected = before.at + len(before.data)
        if piece.at != expected or piece.at + len(piece.data) > piece.size:
            raise MalformedError(what="piece")
        self._blob = piece

    def _finish_blob(self) -> None:
        if self._blob is not None and self._blob.at + len(self._blob.data) != self._blob.size:
            raise MalformedError(what="piece")

    def _close(self, closing: Closing) -> None:
        self._finish_blob()
        try:
            totals = decode(Totals, closing.totals)
        except InvalidBytesError:
            raise MalformedError(what="totals") from None
        counted = (self._counts[Carried], self._counts[Replaceable], self._counts[Piece])
        declared = self.manifest
        if (
            declared is None
            or counted != (totals.transactions, totals.records, totals.blobs)
            or counted != (declared.transactions, declared.records, declared.blobs)
            or totals.payload != self._payload
            or totals.digest != tagged_hash("bundle-frames", self._digest.digest())
        ):
            raise MalformedError(what="totals")
        self.closing, self.totals = closing, totals
