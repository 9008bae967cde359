"""Everything between this workstation and the others: listens, is found, dials, talks, reports.

One task per other member keeps a connection to it; each connection lives for itself. What fails is
named in `status()` and tried again; what is a defect is logged with its traceback.
"""

import asyncio
import logging
from collections.abc import Sequence

from msgspec.structs import replace

from schema.ids import Random
from sync.addresses import Address, Source
from sync.channel import Listener
from sync.codes import Code
from sync.conversation import Heads, Party
from sync.dialler import Dialler
from sync.discovery import Announced, Discovery, Sighting
from sync.doorkeeper import Doorkeeper
from sync.gate import Gate
from sync.incidents import Incident, Incidents
from sync.lobby import Lobby, Visits
from sync.messages import Place
from sync.peers import Peer, PeerStatus
from sync.ports import Clock, ReplicaPort
from sync.roster import Roster
from sync.settings import Identity, Settings
from sync.switchboard import Switchboard

_LOG = logging.getLogger(__name__)

CALM_SECONDS = 0.2
"""Without news before a receipt is published: soon, for somebody waits to see that others have it."""
CALM_AT_MOST_SECONDS = 5.0
DEFECT_SECONDS = 1.0
"""Pause after a defect, so that it does not fill the log and the processor."""
TWINS_LOOKED_AT = 16


class Service:
    """Construct, `start()`, read `status()`, `stop()`; all from one event loop."""

    def __init__(
        self,
        identity: Identity,
        replica: ReplicaPort,
        clock: Clock,
        random: Random,
        settings: Settings,
        *,
        doorkeeper: Doorkeeper | None = None,
        remembered: Sequence[Place] = (),
        typed: Sequence[Address] = (),
    ) -> None:
        """`remembered` are places of earlier runs; `typed` are front doors that a person typed."""
        self._identity = identity
        self._replica = replica
        self._clock = clock
        self._random = random
        self._settings = settings
        self._typed = tuple(typed)
        self._incidents = Incidents(clock)
        self._roster = Roster(identity, random, remembered)
        party = Party(identity.site, identity.workstation, random(16), identity.program)
        self._switchboard = Switchboard(
            self._roster,
            party,
            replica,
            clock,
            settings.pace,
            self._incidents,
            fresh_heads=self._fresh_heads,
            synchronised=self._stir,
            own_place=self._own_place,
        )
        visits = Visits(party, replica, clock, settings.pace, self._fresh_heads, self._switchboard.noted)
        self._dialler = Dialler(
            self._roster, self._switchboard, visits, clock, random, self._incidents, settings.dial_from
        )
        self._listener = Listener(
            lambda: self._roster.context("server"),
            Gate(settings.limits),
            self._switchboard.receive,
            self._incidents.add,
        )
        self._lobby = Lobby(
            lambda: self._roster.context("lobby"),
            visits,
            doorkeeper,
            settings.pace,
            self._incidents.add,
            settings.lobby_limits,
        )
        self._front: Address | None = None
        self._lobby_at: Address | None = None
        self._changed = asyncio.Event()
        self._all_told = False
        """Whether every connection has heard of all that is stored."""
        self._stirred = asyncio.Event()
        self._group: asyncio.TaskGroup | None = None
        self._main: asyncio.Task[None] | None = None
        self._twins: set[str] = set()

    # The outside

    @property
    def listening(self) -> tuple[Address | None, Address | None]:
        """Where front door and lobby really listen."""
        return self._front, self._lobby_at

    async def start(self) -> None:
        """Open the doors and begin, once. Raises `OSError` when an address cannot be had: none is open."""
        self._switchboard.heads = await self._fresh_heads()
        self._roster.refresh(await self._replica.members())
        try:
            self._front = await self._listener.start(self._settings.listen)
            if self._settings.lobby is not None:
                self._lobby_at = await self._lobby.start(self._settings.lobby)
            started = asyncio.Event()
            self._main = asyncio.get_running_loop().create_task(self._run(started))
            self._main.add_done_callback(_report_end)
            await started.wait()
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Say goodbye to everybody and end every task."""
        self._switchboard.closing = True
        await asyncio.gather(*(link.leave(Code.STOPPING) for link in self._roster.links()))
        await self._listener.stop()
        await self._lobby.stop()
        if self._main is not None:
            self._main.cancel()
            await asyncio.wait([self._main])  # its own failure was reported when it happened
            self._main = None

    def status(self) -> tuple[PeerStatus, ...]:
        """Every other member, by name; none is synchronised while something stored here is not told yet."""
        lines = self._roster.status(self._switchboard.heads.all)
        return lines if self._all_told else tuple(replace(line, synchronised=False) for line in lines)

    def incidents(self) -> tuple[Incident, ...]:
        """Who was turned away or broke a rule, the newest last; bounded and local."""
        return self._incidents.all()

    # Tasks

    async def _run(self, started: asyncio.Event) -> None:
        unsubscribe = self._replica.subscribe(self._hear)
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                group.create_task(self._watch_replica())
                group.create_task(self._publish_receipts())
                if self._settings.discovery:
                    group.create_task(self._discovery().run())
                for address in self._typed:
                    self._begin_typed(address)
                for peer in self._roster.peers.values():
                    self._begin(peer)
                self._hear()  # what was stored between start and subscription
                started.set()
        finally:
            started.set()
            self._group = None
            unsubscribe()

    def _begin(self, peer: Peer) -> None:
        if self._group is not None:
            peer.task = self._group.create_task(self._dialler.keep(peer))

    def _begin_typed(self, address: Address) -> None:
        if self._group is not None:
            self._group.create_task(self._dialler.keep_typed(address))

    async def _watch_replica(self) -> None:
        """Tell every connection of what is new, and follow membership."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                before = self._switchboard.heads
                heads = await self._fresh_heads()
                if heads.membership != before.membership:
                    await self._follow_membership()
                await self._switchboard.tell(heads)
                if heads.all != before.all:
                    self._stir()
                self._all_told = not self._changed.is_set()
            except Exception:  # noqa: BLE001 - logged, and tried again
                _LOG.exception("the replica could not be read")
                await asyncio.sleep(DEFECT_SECONDS)
                self._changed.set()

    async def _follow_membership(self) -> None:
        came, gone = self._roster.refresh(await self._replica.members())
        # At once: nobody is told again who came.
        for peer in came:
            self._begin(peer)
        await asyncio.gather(*map(self._let_go, gone))

    async def _let_go(self, peer: Peer) -> None:
        try:
            await self._switchboard.drop(peer)
        finally:
            if peer.task is not None:
                peer.task.cancel()

    async def _publish_receipts(self) -> None:
        """When two vectors have become equal and it is calm, say so to everybody."""
        calm = CALM_SECONDS
        while True:
            await self._stirred.wait()
            since = self._clock.monotonic()
            while self._stirred.is_set() and self._clock.monotonic() - since < CALM_AT_MOST_SECONDS:
                self._stirred.clear()
                await asyncio.sleep(calm)
            began = self._clock.monotonic()
            try:
                if any(link.synchronised for link in self._roster.links()):
                    await self._replica.publish_receipt()
            except Exception:  # noqa: BLE001 - logged, and tried again
                _LOG.exception("a receipt could not be published")
                await asyncio.sleep(DEFECT_SECONDS)
            # It digests the whole state: where that takes long, people work as long before the next.
            calm = min(max(CALM_SECONDS, self._clock.monotonic() - began), CALM_AT_MOST_SECONDS)

    # Discovery

    def _discovery(self) -> Discovery:
        place = self._announced()
        host = self._settings.announced_host()
        return Discovery(
            self._identity.site,
            Announced(self._identity.workstation, host, *place),
            self._random,
            interfaces=self._settings.interfaces,
            seen=self._seen,
            gone=self._gone,
        )

    def _announced(self) -> tuple[int, int]:
        front = self._front or self._settings.listen
        return self._settings.announced_ports(front, self._lobby_at)

    def _own_place(self, seen_at: str) -> Place:
        host = self._settings.announced_host() or seen_at
        return Place(self._identity.workstation, host, *self._announced())

    def _seen(self, sighting: Sighting) -> None:
        for place in sighting.places:
            if place.workstation != self._identity.workstation:
                self._roster.learn(place, Source.MDNS)
            elif sighting.instance not in self._twins and len(self._twins) < TWINS_LOOKED_AT:
                self._twins.add(sighting.instance)
                if self._group is not None:
                    self._group.create_task(self._dialler.look_at_ourselves(place))

    def _gone(self, sighting: Sighting) -> None:
        for place in sighting.places:
            self._roster.book.gone(place.workstation, place)

    # Small things

    def _hear(self) -> None:
        """Something new is stored here: until it is told, nobody is called synchronised."""
        self._all_told = False
        self._changed.set()

    def _stir(self) -> None:
        self._stirred.set()

    async def _fresh_heads(self) -> Heads:
        every = await self._replica.vector("all")
        membership = await self._replica.vector("membership")
        return Heads(dict(every), dict(membership), await self._replica.own_journals())


def _report_end(main: "asyncio.Task[None]") -> None:
    """The service ended by itself: that is a defect, and nobody may miss it."""
    if not main.cancelled() and (error := main.exception()) is not None:
        _LOG.critical("synchronisation ended by a defect", exc_info=error)
