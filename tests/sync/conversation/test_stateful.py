"""Workstations whose cables are cut anywhere, restarted at any moment: Hypothesis looks for a way out.

Within one connection messages come whole and in order, as TCP has it. Everything else may happen between
any two steps: acts, other connections, restarts, cuts in the middle of an exchange, effects carried out late.
"""

from __future__ import annotations

from collections import Counter, deque

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from sync.codes import Code
from sync.conversation import AcceptRecords, Close, Conversation, Effect, NotePeer, ReadAfter, ReadBlob, Send
from sync.conversation.flow import WINDOW
from sync.messages import Batch, BlobPiece, BlobWanted, Place, Records, Scope, decode_message
from tests.sync.fakes import MemoryReplica
from tests.sync.pair import Side, party

STEPS_TO_CALM = 20_000
BATCH_BYTES, PIECE_BYTES = 700, 50
"""So small that a short history fills windows and takes several rounds."""
Index = st.integers(0, 10**6)
"""Chooses among what there is at that moment."""


class Slow(Side):
    """One end of a connection that carries out one effect at a time, when it is its turn."""

    def __init__(self, replica: MemoryReplica, conversation: Conversation) -> None:
        super().__init__(replica, conversation)
        self.work: deque[Effect] = deque()

    def perform(self, effects: list[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, Send | Close | NotePeer):
                self._one(effect)
            else:
                self.work.append(effect)

    def step(self) -> None:
        """Carry out what is next."""
        self.perform(self._one(self.work.popleft()))

    def _one(self, effect: Effect) -> list[Effect]:
        if isinstance(effect, ReadAfter):
            return super()._one(replace(effect, max_bytes=BATCH_BYTES))
        if isinstance(effect, ReadBlob):
            return super()._one(replace(effect, size=PIECE_BYTES))
        if isinstance(effect, AcceptRecords):
            known = self.replica.record_by_key
            newer = [
                record
                for record in effect.records
                if (had := known.get((record.owner, record.name))) is None or had.counter < record.counter
            ]
            known.update({(record.owner, record.name): record for record in newer})
            return self.conversation.records_accepted()
        return super()._one(effect)


class Connection:
    """Two ends; the first dialled."""

    def __init__(self, dialler: MemoryReplica, listener: MemoryReplica, scope: Scope) -> None:
        self.ends = tuple(
            Slow(
                one,
                Conversation(
                    party(one),
                    scope,
                    one.heads,
                    dialled=one is dialler,
                    expected=other.workstation if scope is Scope.ALL else None,
                ),
            )
            for one, other in ((dialler, listener), (listener, dialler))
        )
        self.garbled = False
        """Whether something was slipped in."""
        for end in self.ends:
            end.perform(end.conversation.start(end.now))

    def other(self, end: Slow) -> Slow:
        """The end across."""
        return self.ends[1 - self.ends.index(end)]


class Cables(RuleBasedStateMachine):
    """Up to three workstations, every pair of which may be connected."""

    replicas: list[MemoryReplica]

    def __init__(self) -> None:
        super().__init__()
        self.connections: list[Connection] = []
        self.told: dict[Slow, object] = {}
        self.copies: list[MemoryReplica] = []
        """Disks that were copied: what is written on them reaches the others in ways not seen here."""
        self.written: list[str] = []
        self.relays = False

    @initialize(count=st.integers(2, 3), relays=st.booleans())
    def begin(self, count: int, relays: bool) -> None:
        self.replicas = [MemoryReplica(bytes([number + 1]) * 16) for number in range(count)]
        self.relays = relays
        """With three, the first and the last only ever hear of each other through the second."""

    # What people do

    @rule(at=Index, member=st.booleans(), times=st.integers(1, 12))
    def write(self, at: int, member: bool, times: int) -> None:
        replica = self._replica(at)
        for _ in range(times):
            text = str(len(self.written))
            self.written.append(text)
            if member:
                replica.write_member(text)
            else:
                replica.write(text)

    @rule(at=Index)
    def clone(self, at: int) -> None:
        self.copies = [*self.copies[-2:], self._replica(at).copied()]

    @precondition(lambda self: self.copies)
    @rule(which=Index, at=Index, times=st.integers(1, 12))
    def write_on_a_clone(self, which: int, at: int, times: int) -> None:
        """Its own workstation hears of it last, if ever; another one has met it."""
        copy, replica = self.copies[which % len(self.copies)], self._replica(at)
        if replica.workstation == copy.workstation:
            return
        for _ in range(times):
            self.written.append(f"clone {len(self.written)}")
            copy.write(self.written[-1])
        lacking = copy.read_now((), {}, "all", 10**9)
        replica.integrate_now([one.data for one in lacking.transactions])

    @rule(at=Index, name=st.sampled_from(("receipt", "key")))
    def publish(self, at: int, name: str) -> None:
        replica = self._replica(at)
        had = replica.record_by_key.get((replica.workstation, name))
        replica.put_record(name, 1 + (had.counter if had else 0), b"payload")

    @rule(at=Index, size=st.integers(1, 150))
    def take_an_edition(self, at: int, size: int) -> None:
        data = bytes([len(self.written) % 256, at % 256]) * size
        content = self._replica(at).put_blob(data)
        for replica in self.replicas:
            replica.expect_blob(content, len(data))

    # What cables do

    @rule(one=Index, other=Index, scope=st.sampled_from((Scope.ALL, Scope.ALL, Scope.MEMBERSHIP)))
    def connect(self, one: int, other: int, scope: Scope) -> None:
        pairs = self._pairs()
        dialler, listener = pairs[one % len(pairs)]
        if other % 2:
            dialler, listener = listener, dialler
        self.connections.append(Connection(dialler, listener, scope))
        if len(self.connections) > 4:
            self.connections.pop(0)

    @precondition(lambda self: self.connections)
    @rule(which=Index)
    def cut(self, which: int) -> None:
        self.connections.pop(which % len(self.connections))

    @precondition(lambda self: self.connections)
    @rule(at=Index)
    def restart(self, at: int) -> None:
        replica = self._replica(at)
        self.connections = [c for c in self.connections if all(e.replica is not replica for e in c.ends)]

    @precondition(lambda self: self.connections)
    @rule(which=Index, times=st.integers(1, 100), only=st.sampled_from(("", "", "work", "deliver", "tell")))
    def go_on(self, which: int, times: int, only: str) -> None:
        for number in range(times):
            moves = [move for move in self._moves() if not only or move[0] == only]
            if moves:
                self._move(*moves[(which + number) % len(moves)])

    @precondition(lambda self: self.connections)
    @rule(
        which=Index, what=st.sampled_from(("ping", "places", "leave", "garbage")), data=st.binary(max_size=40)
    )
    def interfere(self, which: int, what: str, data: bytes) -> None:
        connection = self.connections[which % len(self.connections)]
        end = connection.ends[which % 2]
        if what == "ping":
            end.perform(end.conversation.ping(end.now))
        elif what == "places":
            end.perform(end.conversation.tell_places([Place(end.replica.workstation, "127.0.0.1", 1, 0)]))
        elif what == "leave":
            end.perform(end.conversation.leave(Code.DUPLICATE))
        else:
            connection.garbled = True
            end.perform(end.conversation.received(data, end.now))

    # What must hold between any two steps

    @invariant()
    def windows_are_bounded(self) -> None:
        for connection in self.connections:
            for end in connection.ends:
                assert 0 <= end.conversation.flow.unanswered <= WINDOW
                under_way = Counter(type(decode_message(data)) for data in end.outbox)
                assert under_way[Batch] <= WINDOW
                assert max(under_way[kind] for kind in (Records, BlobWanted, BlobPiece)) <= 1
                assert end.conversation.flow.they_lack >= 0

    @invariant()
    def nobody_breaks_the_rules(self) -> None:
        """Between two honest programs no connection ends by a rule broken, but for what was slipped in."""
        for connection in self.connections:
            codes = {end.closed.code for end in connection.ends if end.closed is not None}
            assert connection.garbled or codes <= {Code.DUPLICATE, Code.DONE}
        assert not any(replica.evidence for replica in getattr(self, "replicas", ()))

    @invariant()
    def who_is_said_to_be_equal_was(self) -> None:
        for connection in self.connections:
            for end in connection.ends:
                talk = end.conversation
                if talk.synchronised and not talk.closed:
                    assert set(talk.flow.ours.values()) == set(talk.flow.theirs)

    def teardown(self) -> None:
        """In the end every cable is good: everybody holds everything, and all fall silent."""
        if not hasattr(self, "replicas"):
            return
        self.connections = [Connection(one, other, Scope.ALL) for one, other in self._pairs()]
        steps = 0
        while moves := self._moves():
            self._move(*moves[steps % len(moves)])
            steps += 1
            assert steps < STEPS_TO_CALM, "they do not come to rest"
        first = self.replicas[0]
        for replica in self.replicas:
            assert replica.texts() == sorted(self.written)
            assert replica.record_by_key == first.record_by_key
            assert replica.blob_data == first.blob_data
            assert not replica.waiting
        for connection in self.connections:
            for end in connection.ends:
                assert end.closed is None
                assert end.conversation.synchronised
                assert end.conversation.flow.they_lack == 0

    # Inside

    def _replica(self, index: int) -> MemoryReplica:
        return self.replicas[index % len(self.replicas)]

    def _pairs(self) -> list[tuple[MemoryReplica, MemoryReplica]]:
        pairs = [(a, b) for n, a in enumerate(self.replicas) for b in self.replicas[n + 1 :]]
        return [pair for pair in pairs if self.replicas[1] in pair] if self.relays else pairs

    def _moves(self) -> list[tuple[str, Connection, Slow]]:
        """What can happen next, of itself."""
        found = []
        for connection in self.connections:
            for end in connection.ends:
                if end.work:
                    found.append(("work", connection, end))
                if end.outbox:
                    found.append(("deliver", connection, end))
                if self.told.get(end) != self._holding(end.replica):
                    found.append(("tell", connection, end))
        return found

    def _move(self, what: str, connection: Connection, end: Slow) -> None:
        if what == "work":
            end.step()
        elif what == "deliver":
            data = end.outbox.popleft()
            across = connection.other(end)
            across.perform(across.conversation.received(data, across.now))
        else:
            self.told[end] = self._holding(end.replica)
            end.changed()

    @staticmethod
    def _holding(replica: MemoryReplica) -> object:
        """What a connection is told of when it changes."""
        records = {key: record.counter for key, record in replica.record_by_key.items()}
        complete = sum(len(data) == replica.blob_size[key] for key, data in replica.blob_data.items())
        return replica.heads, records, complete, len(replica.blob_size)


TestCables = Cables.TestCase
TestCables.settings = settings(
    max_examples=60,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
