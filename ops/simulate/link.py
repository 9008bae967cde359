"""One simulated connection between two real conversations: it delays, and is cut in the middle.

Within a live connection messages come whole and in order, as TCP has it; what is lost is a connection,
with everything under way. Each end works through its effects one by one, so that the acts of people and
of other peers fall in between.
"""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from node.store.errors import StoreError
from ops.simulate.disk import Crash
from ops.simulate.station import Station
from sync.codes import Code
from sync.conversation import (
    AcceptRecords,
    Close,
    Conversation,
    Effect,
    Integrate,
    ListBlobs,
    NotePeer,
    ReadAfter,
    ReadBlob,
    ReadLadder,
    ReadRecords,
    Send,
    WriteBlob,
)
from sync.messages import Scope

if TYPE_CHECKING:
    from ops.simulate.network import Network

PATIENCE = 30_000
"""Ms after which a silent peer is given up."""
SAID_KEPT = 20


class End:
    """One side of a connection."""

    def __init__(self, station: Station, conversation: Conversation) -> None:
        self.station = station
        self.conversation = conversation
        self.work: deque[Effect] = deque()
        self.working = False
        self.arrives = 0
        """When the last message to this end arrives: the next one comes after it."""
        self.hangs_until = 0


class Link:
    """One connection between two workstations."""

    def __init__(
        self, network: "Network", one: Station, other: Station, latency: tuple[int, int], scope: Scope
    ) -> None:
        self._network = network
        self._latency = latency
        self.scope = scope
        self.alive = True
        self.since = network.timeline.now
        self.ends = tuple(
            End(station, self._conversation(station, peer, dialled=dialled))
            for station, peer, dialled in ((one, other, True), (other, one, False))
        )

    def _conversation(self, station: Station, peer: Station, *, dialled: bool) -> Conversation:
        # In the lobby nobody shows a certificate.
        expected = peer.id if self.scope is Scope.ALL else None
        return Conversation(station.party, self.scope, station.heads, dialled=dialled, expected=expected)

    @property
    def stations(self) -> tuple[Station, Station]:
        """Both, the one that dialled first."""
        return self.ends[0].station, self.ends[1].station

    def start(self) -> None:
        """Let the dialling end speak."""
        for end in self.ends:
            self._act(end, partial(end.conversation.start, end.station.clock.now_ms()))

    def cut(self) -> None:
        """The cable is gone, with all that was on its way."""
        if self.alive:
            self.alive = False
            self._network.timeline.note("cut", *(station.name for station in self.stations))
            self._network.closed(self)

    def leave(self, code: Code) -> None:
        """The first end says goodbye."""
        self._act(self.ends[0], lambda: self.ends[0].conversation.leave(code))

    def replica_changed(self, station: Station) -> None:
        """Something new is stored at one of the ends."""
        for end in self.ends:
            if end.station is station:
                self._act(end, partial(end.conversation.replica_changed, station.heads))

    def ping(self) -> None:
        """Both ask for a sign of life."""
        for end in self.ends:
            self._act(end, partial(end.conversation.ping, end.station.clock.now_ms()))

    @property
    def said(self) -> Sequence[bytes]:
        """The last messages between these two, on whatever connection."""
        return self._network.said.get(self.pair, ())

    @property
    def pair(self) -> frozenset[str]:
        """The names of both."""
        return frozenset(station.name for station in self.stations)

    def hang(self, number: int, for_ms: int) -> None:
        """One end takes nothing for so long; the other gives it up when that is too long."""
        timeline, names = self._network.timeline, [station.name for station in self.stations]
        timeline.note("hangs", names[number], names[1 - number], for_ms)
        self.ends[number].hangs_until = timeline.now + for_ms
        if for_ms > PATIENCE:
            timeline.after(PATIENCE, self.cut)

    def inject(self, number: int, data: bytes) -> None:
        """Bytes that somebody else put on the wire towards one end."""
        self._arrive(self.ends[number], data)

    def _act(self, end: End, step: Callable[[], list[Effect]]) -> None:
        """Let an end do something; what it asks for is carried out."""
        if not self.alive or not end.station.runs:
            return
        try:
            self._perform(end, step())
        except Crash:
            self._network.crashed(end.station)
        except StoreError as error:
            # As the program's own link does: this one connection ends, and is tried again later.
            self._network.timeline.note("store", end.station.name, error.code)
            self.cut()

    def _perform(self, end: End, effects: list[Effect]) -> None:
        timeline = self._network.timeline
        for effect in effects:
            if isinstance(effect, Send):
                other = self.ends[1 - self.ends.index(end)]
                self._network.said.setdefault(self.pair, deque(maxlen=SAID_KEPT)).append(effect.data)
                if self._network.chance.happens(self._network.loss):
                    self._network.counts["lost"] += 1
                    self.cut()
                    return
                delay = self._network.chance.between(*self._latency)
                other.arrives = max(other.arrives + 1, timeline.now + delay)
                timeline.after(other.arrives - timeline.now, partial(self._arrive, other, effect.data))
            elif isinstance(effect, Close):
                timeline.note("close", end.station.name, effect.code.name)
                timeline.after(self._latency[1] + 1, self.cut)
            elif isinstance(effect, NotePeer):
                other = self.ends[1 - self.ends.index(end)]
                self._network.noted(end.station, other.station, effect)
            else:
                end.work.append(effect)
                self._work_on(end)

    def _arrive(self, end: End, data: bytes) -> None:
        waits = end.hangs_until - self._network.timeline.now
        if waits > 0:
            self._network.timeline.after(waits, partial(self._arrive, end, data))
            return
        self._act(end, lambda: end.conversation.received(data, end.station.clock.now_ms()))

    def _work_on(self, end: End) -> None:
        if not end.working:
            end.working = True
            self._network.timeline.after(self._network.chance.between(0, 3), lambda: self._work(end))

    def _work(self, end: End) -> None:
        end.working = False
        if end.work:
            effect = end.work.popleft()
            self._act(end, lambda: self._effect(end, effect))
            if end.work:
                self._work_on(end)

    def _effect(self, end: End, effect: Effect) -> list[Effect]:
        talk, replica, desk = end.conversation, end.station.replica, end.station.desk
        if isinstance(effect, ReadAfter):
            scope = "all" if effect.scope is Scope.ALL else "membership"
            lacking = replica.relay.lacking(effect.theirs, effect.sent, scope, effect.max_bytes)
            return talk.was_read(lacking)
        if isinstance(effect, ReadLadder):
            return talk.ladder_read(effect, replica.relay.ladder(effect.journal))
        if isinstance(effect, Integrate):
            source = self.ends[1 - self.ends.index(end)].station.id
            result = self._network.integrate(end.station, effect.transactions, source)
            return talk.was_integrated(result, end.station.heads)
        if isinstance(effect, ReadRecords):
            return talk.records_read(replica.records.newer_than(replica.site, effect.known))
        if isinstance(effect, AcceptRecords):
            with replica.writing():
                kept = replica.records.accept(replica.site, effect.records)
            if kept:
                self._network.changed(end.station)
            return talk.records_accepted()
        if isinstance(effect, ListBlobs):
            return talk.blobs_listed(replica.blobs.states(), frozenset())
        if isinstance(effect, ReadBlob):
            piece = replica.blobs.read(effect.content, effect.offset, effect.size)
            return talk.blob_read(effect, piece)
        if isinstance(effect, WriteBlob):
            with desk.replica.writing():
                complete = replica.blobs.write(effect.content, effect.offset, effect.data)
            return talk.blob_written(effect, complete)
        return []
