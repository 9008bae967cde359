"""What `sync` needs of the outside, as Protocols: a replica to read and feed, and a clock.

Composition roots hand in the real ones (`node/port.py`, `node/clock.py`); tests and the simulator
hand in others. Everything here is awaited from one event loop; the replica does its work on the
node's single writer thread.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import msgspec

from schema.codec import Wire
from schema.ids import Hash, Id
from schema.transaction import Bytes16, Bytes64, Counter, Tip

Vector = Mapping[Id, Tip]
"""The head of every strand held, by strand; one that is no journal's first bears a name of this replica."""


Rank = tuple[int, Hash]
"""Of a record: its counter, then the hash of what is sealed; of one owner and name the highest stands."""


class Record(Wire, frozen=True):
    """A replaceable record: sealed, the highest rank per (owner, name) wins, in no digest."""

    owner: Bytes16
    """A workstation (receipts) or a person (wrapped keys)."""
    name: str
    counter: Counter
    payload: bytes
    workstation: Bytes16
    """Whose seal it bears."""
    seal: Bytes64


class Evidence(msgspec.Struct, frozen=True):
    """Why something received was not integrated; kept locally, bounded, never relayed."""

    code: str
    """`bytes`, `version`, `site`, `chain`, `scope`, `order`, `seal`, `fork`, `founding`, or `peer.` and what
    was noted."""
    journal: Id | None
    seq: int
    detail: str


class Integrated(msgspec.Struct, frozen=True):
    """What became of a batch."""

    new: int
    """Transactions integrated (waiting ones that became complete included)."""
    known: int
    waiting: int
    evidence: tuple[Evidence, ...]
    forks: tuple[Tip, ...] = ()
    """Transactions taken in whose place was taken: each begins a branch of its journal."""


class Outgoing(msgspec.Struct, frozen=True):
    """A transaction to be passed on, and where it stands here."""

    strand: Id
    seq: int
    data: bytes


class Lacking(msgspec.Struct, frozen=True):
    """What a peer lacks, as far as one answer goes."""

    transactions: tuple[Outgoing, ...]
    """By `(order, strand)`, at least one if any."""
    strange: frozenset[Id] = frozenset()
    """Journals of which the peer named tips and none is here: further than ours, or a fork."""


class Member(msgspec.Struct, frozen=True):
    """A workstation of the site as membership knows it."""

    workstation: Id
    name: str
    certificate: bytes
    """DER."""
    seal_key: bytes


class BlobState(msgspec.Struct, frozen=True):
    """A blob that an edition act names: how much of it is here."""

    content: Hash
    size: int
    have: int


class ReplicaPort(Protocol):
    """The replica as the network sees it. Scope is `membership` or `all`."""

    async def vector(self, scope: str) -> Vector:
        """Of each strand held the head, or how far it is sound."""
        ...

    async def read_after(
        self, theirs: Sequence[Tip], sent: Mapping[Id, int], scope: str, max_bytes: int
    ) -> Lacking:
        """Transactions that the owner of these tips lacks, but for what was sent, by strand.

        Every range ends at a transaction whose seal this replica has verified.
        """
        ...

    async def ladder(self, journal: Id) -> Sequence[Tip]:
        """Of a journal: each tip held, what lies 1, 2, 4, 8 … below it on its chain, and the first."""
        ...

    async def own_journals(self) -> frozenset[Id]:
        """The journals that this workstation writes."""
        ...

    def expect(self, transactions: Sequence[bytes]) -> None:
        """This very batch came and waits for its turn to be integrated, unless its connection ends first."""
        ...

    async def integrate(self, transactions: Sequence[bytes], source: Id | None) -> Integrated:
        """Check, store, fold, project in durable transactions. Never raises for bad input."""
        ...

    async def records(self, known: Mapping[tuple[Id, str], Rank]) -> Sequence[Record]:
        """Records with a higher rank than the peer is known to have."""
        ...

    async def accept_records(self, records: Sequence[Record]) -> int:
        """Keep those that are authentic and newer; says how many."""
        ...

    async def publish_receipt(self) -> None:
        """Write this workstation's receipt if what it says has changed."""
        ...

    async def blobs(self) -> Sequence[BlobState]:
        """Blobs named by editions and not dropped."""
        ...

    async def read_blob(self, content: Hash, offset: int, size: int) -> bytes:
        """A piece of a complete blob; empty past the end."""
        ...

    async def write_blob(self, content: Hash, offset: int, data: bytes) -> bool:
        """Append a piece at `offset` (where we stand); true when complete and its hash is right."""
        ...

    async def members(self) -> Sequence[Member]:
        """Workstations whose connections are accepted."""
        ...

    async def note_peer(self, workstation: Id, what: str, values: Mapping[str, str]) -> None:
        """Tell the node what happened with a peer.

        `connected`, `place`, `lost`, `clock`, `synchronised`, `fork`, `twin`, `elsewhere`, …
        """
        ...

    def subscribe(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call back (from the loop's thread) after anything new is stored; returns unsubscribe."""
        ...


class Clock(Protocol):
    """Wall and elapsed time."""

    def now_ms(self) -> int:
        """UTC, milliseconds since 1970."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back; for waiting, never for medicine."""
        ...
