"""What a conversation asks its driver to do, in order; each names the method that takes the result."""

from collections.abc import Mapping
from typing import TypeAlias

import msgspec

from schema.ids import Hash, Id
from schema.transaction import Tip
from sync.codes import Code
from sync.messages import Place, Scope
from sync.ports import Rank, Record


class Send(msgspec.Struct, frozen=True):
    """Give these bytes to the peer."""

    data: bytes


class ReadAfter(msgspec.Struct, frozen=True):
    """Read what the peer lacks; the result goes to `was_read`."""

    theirs: tuple[Tip, ...]
    """What the peer holds, by hash."""
    sent: Mapping[Id, int]
    """By strand: how far it was sent already."""
    scope: Scope
    max_bytes: int


class ReadLadder(msgspec.Struct, frozen=True):
    """Read the ladder of a forked journal; it goes to `ladder_read`."""

    journal: Id


class Integrate(msgspec.Struct, frozen=True):
    """Take these transactions in; the result and the new heads go to `was_integrated`."""

    transactions: tuple[bytes, ...]


class ReadRecords(msgspec.Struct, frozen=True):
    """Read records above these ranks; they go to `records_read`."""

    known: Mapping[tuple[Id, str], Rank]


class AcceptRecords(msgspec.Struct, frozen=True):
    """Take these records in; then call `records_accepted`."""

    records: tuple[Record, ...]


class ListBlobs(msgspec.Struct, frozen=True):
    """List the blobs; they go to `blobs_listed`, with those that another connection is fetching."""


class ReadBlob(msgspec.Struct, frozen=True):
    """Read a piece; it goes to `blob_read`."""

    content: Hash
    offset: int
    size: int


class WriteBlob(msgspec.Struct, frozen=True):
    """Append a piece; whether it completed the blob goes to `blob_written`."""

    content: Hash
    offset: int
    data: bytes


class HeardPlaces(msgspec.Struct, frozen=True):
    """The peer says that workstations can be reached there."""

    places: tuple[Place, ...]


class NotePeer(msgspec.Struct, frozen=True):
    """Something worth telling the node about this peer."""

    what: str
    """`met`, `clock`, `synchronised`, `evidence`, `fork`, `elsewhere` (it names a tip of our own journal
    that we may not know), `twin`, `blob_bad`, `refused`, `goodbye`."""
    values: Mapping[str, str]


class Close(msgspec.Struct, frozen=True):
    """The last effect: hang up after what was to be sent has gone."""

    code: Code
    detail: str


Effect: TypeAlias = (
    Send
    | ReadAfter
    | ReadLadder
    | Integrate
    | ReadRecords
    | AcceptRecords
    | ListBlobs
    | ReadBlob
    | WriteBlob
    | HeardPlaces
    | NotePeer
    | Close
)
