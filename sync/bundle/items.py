"""What a bundle holds, item by item, as canonical msgpack arrays led by a number.

`Opening` comes first and `Closing` last, both sealed by the workstation that wrote the bundle; the
byte layout is `ops/protocol-bundle.md`. A frame is an item behind its length in four bytes.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, TypeAlias

import msgspec

from schema.codec import Decoder, InvalidBytesError, Wire, encode, tagged_hash
from schema.transaction import MAX_TRANSACTION_BYTES, Bytes16, Bytes32, Bytes64, Instant, Tip
from sync.bundle.errors import MalformedError, TooLargeError
from sync.ports import Record

VERSION = 1
MAGIC = "veilleuse bundle"
SNAPSHOT, CARRY = "snapshot", "carry"

MAX_FRAME_BYTES = 2 * 1024 * 1024
MAX_NEEDED_BYTES = 256 * 1024
MAX_RECORD_BYTES = 256 * 1024
MAX_PIECE_BYTES = 1024 * 1024
MAX_HEADS = 16_384
"""Named in a manifest: as many as surely fit into one frame. Somebody hostile makes any number."""
LENGTH_BYTES = 4

Total = Annotated[int, msgspec.Meta(ge=0, lt=2**53)]


class Manifest(Wire, frozen=True):
    """What the bundle says of itself before anything else."""

    what: Annotated[str, msgspec.Meta(pattern=r"\A(snapshot|carry)\Z")]
    site: Bytes16
    workstation: Bytes16
    """Whose seal it bears."""
    created_at: Instant
    rules: Annotated[str, msgspec.Meta(max_length=64)]
    """The rule set under which `state_digest` was computed; digests of others are not compared."""
    journal_digest: Bytes32
    state_digest: Bytes32
    vector: Annotated[tuple[Tip, ...], msgspec.Meta(max_length=MAX_HEADS)]
    """Heads of the journals inside, sorted: all of them unless there are `MAX_HEADS`, see `heads_named`."""
    transactions: Total
    records: Total
    blobs: Total
    payload_at_most: Total
    """The writer's bound on the bytes of everything inside; a reader stops beyond it."""


class Totals(Wire, frozen=True):
    """What the bundle turned out to hold."""

    transactions: Total
    records: Total
    blobs: Total
    payload: Total
    """Bytes of transactions, records, pieces and needed values, without their frames."""
    digest: Bytes32
    """SHA-256 over every frame before this one, lengths included, domain-tagged at its end."""


class Opening(Wire, frozen=True, tag=1):
    """The first frame. Its shape is for ever, so that any two versions can tell each other apart."""

    magic: Annotated[str, msgspec.Meta(max_length=64)]
    version: Annotated[int, msgspec.Meta(ge=1, lt=2**16)]
    manifest: bytes
    """A `Manifest`, as the bytes that the seal covers."""
    seal: Bytes64


class Needed(Wire, frozen=True, tag=2):
    """A value that a restore needs and the journals do not hold, by name."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    data: Annotated[bytes, msgspec.Meta(min_length=1, max_length=MAX_NEEDED_BYTES)]


class Carried(Wire, frozen=True, tag=3):
    """One transaction, verbatim."""

    transaction: Annotated[bytes, msgspec.Meta(min_length=1, max_length=MAX_TRANSACTION_BYTES)]


class Replaceable(Wire, frozen=True, tag=4):
    """One replaceable record."""

    record: Record


class Piece(Wire, frozen=True, tag=5):
    """The next piece of a blob; the pieces of one blob follow each other from 0 to `size`."""

    content: Bytes32
    size: Annotated[int, msgspec.Meta(ge=1, lt=2**40)]
    at: Total
    data: Annotated[bytes, msgspec.Meta(min_length=1, max_length=MAX_PIECE_BYTES)]


class Closing(Wire, frozen=True, tag=6):
    """The last frame: without it the bundle is truncated."""

    totals: bytes
    """A `Totals`, as the bytes that the seal covers."""
    seal: Bytes64


Item: TypeAlias = Needed | Carried | Replaceable | Piece
"""What lies between opening and closing."""
Frame: TypeAlias = Opening | Needed | Carried | Replaceable | Piece | Closing

_decoder: Decoder[Frame] = Decoder(msgspec.msgpack.Decoder(Frame))


def heads_named(heads: Sequence[Tip], few: Callable[[Sequence[Tip], int], Sequence[Tip]]) -> tuple[Tip, ...]:
    """A manifest's vector: these heads, sorted; of too many `few` chooses those that are named.

    Whatever leads to the others lies in the bundle as well.
    """
    return tuple(sorted(heads if len(heads) <= MAX_HEADS else few(heads, MAX_HEADS)))


def opening_input(manifest: bytes) -> bytes:
    """What the seal of a manifest covers."""
    return tagged_hash("bundle-opening", manifest)


def closing_input(totals: bytes) -> bytes:
    """What the seal of the totals covers."""
    return tagged_hash("bundle-closing", totals)


def payload_of(item: Item) -> int:
    """Bytes that count against the limits."""
    match item:
        case Needed() | Piece():
            return len(item.data)
        case Carried():
            return len(item.transaction)
        case Replaceable():
            return len(encode(item.record))


def to_frame(frame: Frame) -> bytes:
    """Length and bytes of an item; raises `ValueError` beyond what a reader accepts."""
    data = encode(frame)
    if len(data) > MAX_FRAME_BYTES:
        raise ValueError(f"a frame of {len(data)} bytes is beyond {MAX_FRAME_BYTES}")
    return len(data).to_bytes(LENGTH_BYTES, "big") + data


class Frames:
    """Cuts a stream into frames as it comes in, holding at most one of them."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The frames (length included) that these bytes complete; raises `TooLargeError`."""
        self._held += data
        start = 0
        try:
            while len(self._held) - start >= LENGTH_BYTES:
                length = int.from_bytes(self._held[start : start + LENGTH_BYTES], "big")
                if length > MAX_FRAME_BYTES:
                    raise TooLargeError(limit=str(MAX_FRAME_BYTES))
                end = start + LENGTH_BYTES + length
                if len(self._held) < end:
                    break
                frame = bytes(self._held[start:end])
                start = end
                yield frame
        finally:
            del self._held[:start]

    @property
    def inside(self) -> bool:
        """Whether a frame has begun and not ended."""
        return bool(self._held)


def from_frame(data: bytes) -> Frame:
    """The item of a whole frame; raises `MalformedError`."""
    try:
        frame = _decoder(data[LENGTH_BYTES:])
    except InvalidBytesError:
        raise MalformedError(what="frame") from None
    if isinstance(frame, Replaceable) and (
        len(frame.record.payload) > MAX_RECORD_BYTES or not 0 < len(frame.record.name) <= 64
    ):
        raise MalformedError(what="record")
    return frame
