"""What two workstations say to each other: canonical msgpack arrays led by an explicit number.

Every length and every count is bounded here, so that nothing a stranger sends can cost more than
one message of memory. `Hello` is frozen for ever (any two versions must be able to refuse each
other politely); what is new becomes a new message. 13 and 14 once carried invitation files.
"""

from enum import IntEnum
from typing import Annotated, TypeAlias

import msgspec

from schema.codec import Decoder, InvalidBytesError, Wire, encode
from schema.transaction import Bytes16, Bytes32, Counter, Instant, Tip
from sync.ports import Record

VERSIONS = (1, 2, 3, 4)
"""Versions of the conversation that this program speaks; the highest common one is used."""
LADDERS = 2
"""The version from which forked journals are compared rung by rung."""
RANKS = 3
"""The version from which records are told with the hash of what is sealed, not by their counters alone."""
CHANGES = 4
"""The version from which of the tips held what has changed is told, so that a journal may have any number."""

MAX_MESSAGE_BYTES = 4 * 1024 * 1024
MAX_BATCH_BYTES = 2 * 1024 * 1024
MAX_BATCH_COUNT = 8192
MAX_TIPS = 4096
MAX_RECORDS = 1024
MAX_RECORD_BYTES = 256 * 1024
MAX_COUNTERS = 4096
MAX_PIECE_BYTES = 1024 * 1024
MAX_BLOBS = 1024
MAX_PLACES = 64
MAX_REQUEST_BYTES = 16 * 1024
MAX_BLOB_BYTES = 2**40

Small = Annotated[int, msgspec.Meta(ge=0, lt=2**16)]
Port = Annotated[int, msgspec.Meta(ge=0, lt=2**16)]
Offset = Annotated[int, msgspec.Meta(ge=0, lt=MAX_BLOB_BYTES)]
PairShare = Annotated[bytes, msgspec.Meta(min_length=33, max_length=33)]
Tips = Annotated[tuple[Tip, ...], msgspec.Meta(max_length=MAX_TIPS)]


class Scope(IntEnum):
    """How much two workstations may tell each other."""

    MEMBERSHIP = 1
    """Who belongs to the site: what the lobby speaks."""
    ALL = 2


class Hello(Wire, frozen=True, tag=1):
    """The first message of each side, the dialler's first."""

    versions: Annotated[tuple[Small, ...], msgspec.Meta(min_length=1, max_length=16)]
    site: Bytes16
    workstation: Bytes16
    run: Bytes16
    """Random for each start of a program: tells one's own echo from one's clone."""
    scope: Small
    at: Instant
    """The sender's wall clock."""
    program: Annotated[str, msgspec.Meta(max_length=64)]
    tips: Tips
    """Tips of what the sender durably holds, sorted: of a forked journal several."""


class Have(Wire, frozen=True, tag=2):
    """All tips of the journals that changed since they were last told, and how many batches that answers."""

    tips: Tips
    done: Small


class Changed(Wire, frozen=True, tag=18):
    """In place of `Have` from version 4 on: how the tips told before have changed, on any number of pages."""

    gone: Tips
    """Tips no more, because what follows them is held now."""
    come: Tips
    done: Small
    """How many batches that answers; on the last page alone."""
    last: bool
    """No page follows: until then it is not known what the sender lacks."""


class Batch(Wire, frozen=True, tag=3):
    """Transactions by `(order, journal, seq)`; with all that went before, causally closed."""

    transactions: Annotated[tuple[bytes, ...], msgspec.Meta(min_length=1, max_length=MAX_BATCH_COUNT)]
    last: bool
    """The sender knows of nothing more for now."""


class RecordCounter(Wire, frozen=True):
    """A replaceable record's counter at the sender."""

    owner: Bytes16
    name: Annotated[str, msgspec.Meta(max_length=64)]
    counter: Counter


class RecordVector(Wire, frozen=True, tag=4):
    """Records that need not be sent; also the answer to `Records`."""

    counters: Annotated[tuple[RecordCounter, ...], msgspec.Meta(max_length=MAX_COUNTERS)]
    last: bool


class RecordRank(Wire, frozen=True):
    """Which record of that owner and name the sender has."""

    owner: Bytes16
    name: Annotated[str, msgspec.Meta(max_length=64)]
    counter: Counter
    hash: Bytes32
    """Of what its seal covers."""


class RecordRanks(Wire, frozen=True, tag=17):
    """In place of `RecordVector` from version 3 on."""

    ranks: Annotated[tuple[RecordRank, ...], msgspec.Meta(max_length=MAX_COUNTERS)]
    last: bool


class Records(Wire, frozen=True, tag=5):
    """Replaceable records that are newer than the receiver's."""

    records: Annotated[tuple[Record, ...], msgspec.Meta(min_length=1, max_length=MAX_RECORDS)]


class BlobHave(Wire, frozen=True, tag=6):
    """Complete blobs that the sender can give pieces of, beyond those already told."""

    contents: Annotated[tuple[Bytes32, ...], msgspec.Meta(max_length=MAX_BLOBS)]


class BlobWanted(Wire, frozen=True, tag=7):
    """Asks for one piece of a blob."""

    content: Bytes32
    offset: Offset


class BlobPiece(Wire, frozen=True, tag=8):
    """The answer; empty when the sender cannot give it."""

    content: Bytes32
    offset: Offset
    data: Annotated[bytes, msgspec.Meta(max_length=MAX_PIECE_BYTES)]


class Place(Wire, frozen=True):
    """Where a workstation can be reached: its front door and its lobby."""

    workstation: Bytes16
    host: Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
    port: Port
    lobby: Port
    """Zero when it has none."""


class Places(Wire, frozen=True, tag=9):
    """Addresses the sender knows of, its own included. Hints: a certificate decides who answers."""

    places: Annotated[tuple[Place, ...], msgspec.Meta(max_length=MAX_PLACES)]


class Ping(Wire, frozen=True, tag=10):
    """Are you there, and what time is it?"""

    number: Counter
    at: Instant


class Pong(Wire, frozen=True, tag=11):
    """Yes, and it is this time here."""

    number: Counter
    at: Instant


class Bye(Wire, frozen=True, tag=12):
    """The last message, with its reason as a `Code` (a newer program's code survives as a number)."""

    code: Small
    detail: Annotated[str, msgspec.Meta(max_length=200)]


class Refused(Wire, frozen=True, tag=15):
    """Nobody is let in, as a `sync.doorkeeper.RefusalCode` (lobby only)."""

    code: Small


class Ladder(Wire, frozen=True, tag=16):
    """Of a journal in which nothing the peer named was found: what the sender holds, rung by rung.

    For each of its tips, that and what lies 1, 2, 4, 8 … below it on the same chain, and the first.
    """

    journal: Bytes16
    rungs: Annotated[tuple[Tip, ...], msgspec.Meta(min_length=1, max_length=MAX_TIPS)]


class PairKnock(Wire, frozen=True, tag=20):
    """A newcomer to whom somebody told a code; its certificate is in what it asks later (lobby only)."""

    fingerprint: Bytes32


class PairAnswer(Wire, frozen=True, tag=21):
    """The share of who shows the code, and for which site; counts as a try."""

    site: Bytes32
    """Tagged hash `pair-site` of the site's id, which a stranger must not learn."""
    share: PairShare


class PairProof(Wire, frozen=True, tag=22):
    """The newcomer knows the code, and this is what it brings, sealed under the agreed key."""

    share: PairShare
    confirmation: Bytes32
    sealed: Annotated[bytes, msgspec.Meta(max_length=MAX_REQUEST_BYTES)]


class PairWelcome(Wire, frozen=True, tag=23):
    """So does who shows it, and this is what the newcomer needs, sealed under the agreed key."""

    confirmation: Bytes32
    sealed: bytes


Message: TypeAlias = (
    Hello
    | Have
    | Batch
    | RecordVector
    | Records
    | BlobHave
    | BlobWanted
    | BlobPiece
    | Places
    | Ping
    | Pong
    | Bye
    | Refused
    | Ladder
    | RecordRanks
    | Changed
    | PairKnock
    | PairAnswer
    | PairProof
    | PairWelcome
)

_decoder: Decoder[Message] = Decoder(msgspec.msgpack.Decoder(Message))


class OversizedError(InvalidBytesError):
    """A message or one of its parts is beyond the agreed size."""


def decode_message(data: bytes) -> Message:
    """The message; raises `OversizedError` or `InvalidBytesError`, nothing else."""
    if len(data) > MAX_MESSAGE_BYTES:
        raise OversizedError(f"a message of {len(data)} bytes is beyond {MAX_MESSAGE_BYTES}")
    message = _decoder(data)
    if isinstance(message, Batch):
        size = sum(map(len, message.transactions))
        if size > MAX_BATCH_BYTES:
            raise OversizedError(f"a batch of {size} bytes is beyond {MAX_BATCH_BYTES}")
    if isinstance(message, Records):
        for record in message.records:
            if len(record.payload) > MAX_RECORD_BYTES or len(record.name) > 64:
                raise OversizedError(f"a record of {len(record.payload)} bytes is beyond {MAX_RECORD_BYTES}")
    return message


def encode_message(message: Message) -> bytes:
    """The canonical bytes of a message."""
    return encode(message)
