"""A simulated network between real conversations: it delays, cuts in the middle, and connects twice.

Within one live connection messages come whole and in order, as TCP has it; what is lost is a connection,
with everything under way. Each end works through its effects one by one, so that the acts of people and
of other peers fall in between.
"""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial

from node.store.errors import StoreError
from ops.simulate.chance import Chance
from ops.simulate.disk import Crash
from ops.simulate.station import Station
from ops.simulate.timeline import Timeline
from schema.transaction import Tip
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
from sync.messages import Code, Scope
from sync.ports import Integrated

FIRST_WAIT, LONGEST_WAIT, LASTING = 1_000, 120_000, 10_000
"""Ms before a connection is tried again, at first and at most, and after which one has lasted."""
PATIENCE = 30_000
"""Ms after which a silent peer is given up."""
SLOW = 2_000
"""Ms that a message may take, from which on a connection counts as slow."""
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
                self._network.noted(end.station, effect)
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


class Network:
    """Cables, the connections on them, and what goes wrong with both."""

    def __init__(self, timeline: Timeline, chance: Chance, hooks: "Hooks") -> None:
        self.timeline = timeline
        self.chance = chance
        self.loss = 0.0
        """Probability that a message takes its connection with it."""
        self.cables: dict[frozenset[str], bool] = {}
        """Pairs of names; whether the cable is in."""
        self.links: list[Link] = []
        self.counts = {"lost": 0, "slow": 0}
        """Messages that took their connection with them, and connections slower than anybody likes."""
        self.said: dict[frozenset[str], deque[bytes]] = {}
        self._stations: dict[str, Station] = {}
        self._told: set[str] = set()
        self._failures: dict[frozenset[str], int] = {}
        self._visits: set[tuple[frozenset[str], tuple[Tip, ...]]] = set()
        self.noted = hooks.noted
        self.integrate = hooks.integrate
        self.crashed = hooks.crashed

    def join(self, station: Station) -> None:
        """A workstation that cables may lead to."""
        self._stations[station.name] = station

    def lay(self, one: str, other: str) -> None:
        """A cable between two workstations, plugged in."""
        self.cables[frozenset((one, other))] = True
        self._dial_later(frozenset((one, other)))

    def plug(self, pair: frozenset[str], *, into: bool) -> None:
        """Plug a cable in or pull it."""
        self.cables[pair] = into
        self.timeline.note("plug" if into else "pull", *sorted(pair))
        if into:
            self._dial_later(pair)
        else:
            for link in self.between(pair):
                link.cut()

    def between(self, pair: frozenset[str]) -> list[Link]:
        """The live connections of a pair."""
        return [link for link in self.links if link.pair == pair]

    def of(self, station: Station) -> list[Link]:
        """The live connections of a workstation."""
        return [link for link in self.links if station in link.stations]

    def closed(self, link: Link) -> None:
        """A connection ended; it is dialled again while the cable is in."""
        self.links.remove(link)
        pair = link.pair
        lasted = self.timeline.now - link.since > LASTING
        self._failures[pair] = 0 if lasted else min(16, self._failures.get(pair, 0) + 1)
        self._dial_later(pair)

    def stopped(self, station: Station) -> None:
        """A workstation went down."""
        for link in self.of(station):
            link.cut()

    def started(self, station: Station) -> None:
        """A workstation is up."""
        for pair in self.cables:
            if station.name in pair:
                self._dial_later(pair)

    def changed(self, station: Station) -> None:
        """Something new is stored at a workstation: its connections are told soon, once."""
        if station.name in self._told:
            return
        self._told.add(station.name)

        def tell() -> None:
            self._told.discard(station.name)
            for link in self.of(station):
                link.replica_changed(station)

        self.timeline.after(self.chance.between(1, 20), tell)

    def connect(self, pair: frozenset[str], *, twice: bool = False) -> None:
        """Dial, if both are there; `twice` even where a connection stands."""
        one, other = self.chance.shuffled(sorted(pair))
        here, there = self._stations.get(one), self._stations.get(other)
        if here is None or there is None or not (here.runs and there.runs and self.cables.get(pair)):
            return
        if self.between(pair) and not twice:
            return
        scope = self._door(here, there)
        if scope is None:
            return
        fastest = self.chance.pick((1, 5, 40, 400))
        slowest = fastest * self.chance.pick((2, 10, 60))
        self.counts["slow"] += slowest >= SLOW
        link = Link(self, here, there, (fastest, slowest), scope)
        self.links.append(link)
        self.timeline.note("connect", one, other, scope.name)
        link.start()

    def _door(self, one: Station, other: Station) -> Scope | None:
        """The front door among members, the lobby once for whatever a stranger has to show."""
        known = one.desk.members.workstations.get(other.id), other.desk.members.workstations.get(one.id)
        if any(member is not None and not member.welcome for member in known):
            return None
        if None not in known:
            return Scope.ALL
        shown = tuple(sorted(tip for at in (one, other) for tip in at.heads.membership.values()))
        visit = (frozenset((one.name, other.name)), shown)
        if visit in self._visits:
            return None
        self._visits.add(visit)
        return Scope.MEMBERSHIP

    def _dial_later(self, pair: frozenset[str]) -> None:
        """Later and later, while connections of this pair do not last."""
        if self.cables.get(pair):
            longest = min(FIRST_WAIT << self._failures.get(pair, 0), LONGEST_WAIT)
            self.timeline.after(self.chance.between(50, longest), lambda: self.connect(pair))


class Hooks:
    """What the network asks of the world around it."""

    def __init__(
        self,
        integrate: Callable[[Station, tuple[bytes, ...], bytes], Integrated],
        noted: Callable[[Station, NotePeer], None],
        crashed: Callable[[Station], None],
    ) -> None:
        self.integrate = integrate
        self.noted = noted
        self.crashed = crashed
