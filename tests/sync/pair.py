"""Two conversations joined by a pipe that keeps order and may be cut, each on a replica in memory.

Everything happens in one thread and in a fixed order, so a test can cut after any message and read
what was said.
"""

from collections import deque

from schema.codec import InvalidBytesError
from schema.ids import Id
from sync.conversation import (
    AcceptRecords,
    Close,
    Conversation,
    Effect,
    HeardPlaces,
    Integrate,
    ListBlobs,
    NotePeer,
    Party,
    ReadAfter,
    ReadBlob,
    ReadLadder,
    ReadRecords,
    Send,
    WriteBlob,
)
from sync.messages import VERSIONS, Message, Place, Scope, decode_message
from sync.ports import BlobState
from tests.sync.fakes import MemoryReplica
from tests.sync.toys import SITE


def party(replica: MemoryReplica, site: Id = SITE, versions: tuple[int, ...] = VERSIONS) -> Party:
    """Who a replica's workstation is in a conversation."""
    return Party(site, replica.workstation, replica.workstation[::-1] + b"", "toy 1", versions)


class Side:
    """A conversation with its replica; effects are carried out at once."""

    def __init__(self, replica: MemoryReplica, conversation: Conversation) -> None:
        self.replica = replica
        self.conversation = conversation
        self.outbox: deque[bytes] = deque()
        self.notes: list[NotePeer] = []
        self.places: list[Place] = []
        self.closed: Close | None = None
        self.now = 1_000

    def perform(self, effects: list[Effect]) -> None:
        """Carry out effects in order, and those that their results lead to."""
        queue = deque(effects)
        while queue:
            queue.extend(self._one(queue.popleft()))

    def said(self) -> list[Message]:
        """What waits to be delivered, decoded."""
        return [decode_message(data) for data in self.outbox]

    def what(self) -> list[str]:
        """The kinds of notes made so far."""
        return [note.what for note in self.notes]

    def changed(self) -> None:
        """Tell the conversation of what the replica holds now."""
        self.perform(self.conversation.replica_changed(self.replica.heads))

    def _one(self, effect: Effect) -> list[Effect]:  # noqa: C901, PLR0912  # one line for each effect
        talk, replica = self.conversation, self.replica
        if isinstance(effect, Send):
            self.outbox.append(effect.data)
        elif isinstance(effect, ReadAfter):
            scope = "all" if effect.scope is Scope.ALL else "membership"
            lacking = replica.read_now(effect.theirs, effect.sent, scope, effect.max_bytes)
            return talk.was_read(lacking)
        elif isinstance(effect, ReadLadder):
            return talk.ladder_read(effect, replica.ladder_now(effect.journal))
        elif isinstance(effect, Integrate):
            return talk.was_integrated(replica.integrate_now(effect.transactions), replica.heads)
        elif isinstance(effect, ReadRecords):
            return talk.records_read(replica.records_now(effect.known))
        elif isinstance(effect, AcceptRecords):
            for record in effect.records:
                replica.record_by_key[record.owner, record.name] = record
            return talk.records_accepted()
        elif isinstance(effect, ListBlobs):
            states = [
                BlobState(c, size, len(replica.blob_data[c])) for c, size in sorted(replica.blob_size.items())
            ]
            return talk.blobs_listed(states, frozenset())
        elif isinstance(effect, ReadBlob):
            data = replica.blob_data.get(effect.content, b"")
            return talk.blob_read(effect, data[effect.offset : effect.offset + effect.size])
        elif isinstance(effect, WriteBlob):
            return talk.blob_written(effect, replica.write_now(effect.content, effect.offset, effect.data))
        elif isinstance(effect, HeardPlaces):
            self.places += effect.places
        elif isinstance(effect, NotePeer):
            self.notes.append(effect)
        else:
            self.closed = effect
        return []


class Pair:
    """The dialler `a` and the listener `b`."""

    def __init__(self, a: MemoryReplica, b: MemoryReplica, scope: Scope = Scope.ALL) -> None:
        expected = scope is Scope.ALL
        self.a = Side(
            a,
            Conversation(
                party(a), scope, a.heads, dialled=True, expected=b.workstation if expected else None
            ),
        )
        self.b = Side(
            b,
            Conversation(
                party(b), scope, b.heads, dialled=False, expected=a.workstation if expected else None
            ),
        )
        self.log: list[tuple[str, str]] = []
        """Who said what, by message name."""

    def start(self) -> None:
        """Both ends of the connection stand."""
        self.b.perform(self.b.conversation.start(self.b.now))
        self.a.perform(self.a.conversation.start(self.a.now))

    def deliver(self, limit: int | None = None) -> int:
        """Deliver messages in turn until both are quiet or `limit` were; says how many."""
        delivered = 0
        while (self.a.outbox or self.b.outbox) and delivered != limit:
            for source, target, name in ((self.a, self.b, "a"), (self.b, self.a, "b")):
                if not source.outbox or delivered == limit:
                    continue
                data = source.outbox.popleft()
                self.log.append((name, _name(data)))
                target.perform(target.conversation.received(data, target.now))
                delivered += 1
        return delivered

    def run(self) -> "Pair":
        """Start and talk until both are quiet."""
        self.start()
        self.deliver()
        return self

    def changed(self) -> None:
        """Both replicas may have grown; talk until quiet."""
        self.a.changed()
        self.b.changed()
        self.deliver()


def _name(data: bytes) -> str:
    try:
        return type(decode_message(data)).__name__
    except InvalidBytesError:
        return "garbage"
