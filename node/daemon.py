"""The composition root of a node: vault, replica, services, network, windows; read it top to bottom.

Threads: one *writer* owns the replica; one runs the network's event loop; one listens for windows
and one serves each of them. `Node.stop` ends them all and leaves nothing.
"""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from node.api.incidents import IncidentView
from node.api.site import PeerView
from node.blobcheck import blob_is_right
from node.carrier import Carrier
from node.client import Client
from node.clock import SystemClock, system_random
from node.desk import Desk
from node.endpoint import ClosedError, Door, Endpoint, queue_pair
from node.handover import mark_seen
from node.inviting import knock, prove
from node.peer_notes import away, remembered
from node.port import Port
from node.reach import out_of_reach
from node.recovery import RecoveryKeys
from node.services import Services
from node.settings import NodeSettings
from node.snapshot import take_due_snapshot
from node.store.replica import Replica
from node.vault import VaultContents
from schema.ids import Id, Random
from sync.addresses import Address
from sync.discovery import reachable
from sync.doorkeeper import RefusalCode
from sync.messages import PairKnock, PairProof, PairWelcome
from sync.pairing import Exchange
from sync.ports import Clock
from sync.service import Service
from sync.settings import Identity

T = TypeVar("T")
log = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 60.0
"""How often the node looks whether a weekly snapshot is due."""


class Node:
    """One running workstation. `start`, use `client()`, `stop`."""

    def __init__(
        self,
        folder: Path,
        vault: VaultContents,
        settings: NodeSettings,
        *,
        clock: Clock | None = None,
        random: Random = system_random,
        network: bool = True,
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._clock = clock or SystemClock()
        self._random = random
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="veilleuse-writer")
        self._threads: list[threading.Thread] = []
        self._ends: list[Endpoint] = []
        self._door: Door | None = None
        self._stopping = False
        self._network: _Network | None = None
        try:
            self.replica = self._on_writer(
                lambda: Replica(folder, vault.database_key, vault.site, blob_is_right)
            )
            mark_seen(folder)  # whoever starts it has opened its vault
            self.desk = self._on_writer(
                lambda: Desk(
                    self.replica,
                    vault,
                    self._clock,
                    random,
                    idle_s=settings.idle_minutes * 60,
                    asks_the_time=True,
                )
            )
            self.services = Services(self.desk)
            self.desk.carrier = Carrier(self._on_writer_telling, lambda work: self._spawn(work, "carry"))
            self.port = Port(self.desk, self.services, self._writer)
            if network:
                self._network = _Network(self, vault, settings)
        except BaseException:
            self._writer.shutdown()
            raise

    def _on_writer(self, work: Callable[[], T]) -> T:
        return self._writer.submit(work).result()

    def _on_writer_telling(self, work: Callable[[], T]) -> T:
        return self._on_writer(partial(self.services.telling, work))

    @property
    def writer(self) -> ThreadPoolExecutor:
        """The thread that owns the replica."""
        return self._writer

    @property
    def listening(self) -> tuple[str, ...]:
        """`host:port` of front door and lobby as they really listen; none without a network."""
        return self._network.listening() if self._network is not None else ()

    def start(self) -> None:
        """Open the network and the local door."""
        try:
            if self._network is not None:
                self._network.start()
                self.desk.network = self._network
            self._door = Door(self._folder, self._random)
            self._spawn(self._welcome_windows, "door")
        except BaseException:
            self.stop()
            raise

    def client(self) -> Client:
        """A window's end in this very process."""
        window, mine = queue_pair()
        self._serve(mine)
        return Client(window)

    def recovery_client(self, keys: RecoveryKeys) -> Client:
        """A client for whom the site's recovery key signs; raises `WrongSiteKeyError` for another site's.

        There is no command for this: the key never crosses a socket, nor outlives this process.
        """
        session = self._on_writer(lambda: self.desk.sessions.by_recovery(keys))
        client = self.client()
        client.session = session.id
        return client

    def stop(self) -> None:
        """End every thread and close the replica."""
        self._stopping = True
        desk = getattr(self, "desk", None)
        if desk is not None:
            desk.carrier.stop()
        if self._door is not None:
            self._door.close()
        for end in tuple(self._ends):
            end.close()
        for thread in self._threads:
            thread.join(timeout=10)
        if self._network is not None:
            # After the windows: what one of them has just asked may ask the network in turn.
            self._network.stop()
        replica = getattr(self, "replica", None)
        if replica is not None:
            self._on_writer(replica.close)
        self._writer.shutdown()

    def take_due_snapshot(self) -> None:
        """Take the weekly snapshot when it is due.

        Runs on a thread of its own and asks the writer in slices, so that nobody waits for it.
        """
        folder = self._folder / self._settings.snapshots
        vault, now = self.desk.vault, self.desk.now()
        taken = take_due_snapshot(self.replica, vault, folder, now, self._random, on_writer=self._on_writer)
        if taken:
            self._on_writer(self.services.changed)

    def _spawn(self, work: Callable[[], None], name: str) -> None:
        thread = threading.Thread(target=work, name=f"veilleuse-{name}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _welcome_windows(self) -> None:
        door = self._door
        while door is not None:
            try:
                end = door.accept()
            except ClosedError:
                return
            if end is not None:
                self._serve(end)

    def _serve(self, end: Endpoint) -> None:
        self._ends.append(end)
        self._spawn(lambda: self._answer(end), "window")

    def _answer(self, end: Endpoint) -> None:
        def event(data: bytes) -> None:
            try:
                end.send(data)
            except ClosedError:
                unwatch()

        unwatch = self.services.watch(event)
        opened: set[Id] = set()
        try:
            while True:
                request = end.receive()
                end.send(self._writer.submit(self.services.handle_bytes, request, opened).result())
        except (ClosedError, RuntimeError):
            # The window has gone, or the node is stopping: either way nobody waits for an answer.
            unwatch()
        finally:
            end.close()
            if opened and not self._stopping:
                # A node that stops forgets every key, and its journal is better left as its peers hold it.
                self._writer.submit(self.services.window_closed, opened).result()
            if end in self._ends:
                self._ends.remove(end)


class _Network:
    """The network's event loop on a thread of its own."""

    def __init__(self, node: Node, vault: VaultContents, settings: NodeSettings) -> None:
        self._node = node
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="veilleuse-network", daemon=True)
        self._snapshots = ThreadPoolExecutor(max_workers=1, thread_name_prefix="veilleuse-snapshot")
        self._watch: asyncio.Task[None] | None = None
        self._service = Service(
            Identity(vault.site, vault.workstation, vault.tls_certificate, vault.channel_key()),
            node.port,
            node.desk.clock,
            node.desk.random,
            settings.network(),
            doorkeeper=self,
            remembered=node.writer.submit(remembered, node.replica).result(),
            typed=settings.dialled(),
        )
        self._settings = settings

    def start(self) -> None:
        """Open the doors; raises `OSError` when an address cannot be had."""
        self._thread.start()
        self._run(self._start())

    async def _start(self) -> None:
        await self._service.start()
        self._watch = self._loop.create_task(self._watch_snapshots())

    def stop(self) -> None:
        """Close every connection and end the loop."""
        if self._thread.is_alive():
            self._run(self._stop())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(timeout=10)
        self._snapshots.shutdown()
        self._loop.close()

    async def _stop(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        await self._service.stop()
        self._node.port.close()

    async def _watch_snapshots(self) -> None:
        while True:
            try:
                await self._loop.run_in_executor(self._snapshots, self._node.take_due_snapshot)
            except Exception as error:  # noqa: BLE001  # whatever it was, the node goes on
                # Shown by the age of the last snapshot in the strip; tried again at the next look.
                log.error("the weekly snapshot failed: %s", type(error).__name__)  # noqa: TRY400
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    def _run(self, work: Awaitable[T]) -> T:
        async def wrapped() -> T:
            return await work

        future: Future[T] = asyncio.run_coroutine_threadsafe(wrapped(), self._loop)
        return future.result(timeout=30)

    async def knock(self, source: str, message: PairKnock) -> Exchange | RefusalCode:
        """Somebody has a code (see `node.inviting`)."""
        return await self._pairing(lambda desk: knock(desk, source, message))

    async def prove(self, exchange: Exchange, message: PairProof) -> PairWelcome | RefusalCode:
        """Enrol whoever knows it."""
        return await self._pairing(lambda desk: prove(desk, exchange, message))

    async def _pairing(self, step: Callable[[Desk], T]) -> T:
        def work() -> T:
            outcome = step(self._node.desk)
            self._node.services.changed()
            return outcome

        return await self._loop.run_in_executor(self._node.writer, work)

    def peers(self) -> tuple[PeerView, ...]:
        """Every other workstation, with evidence."""

        async def read() -> tuple[PeerView, ...]:
            return tuple(
                PeerView(
                    workstation=one.workstation,
                    name=one.name,
                    connected=one.connected_since is not None,
                    since=one.connected_since or since.get(one.workstation),
                    last_exchange=one.last_exchange,
                    we_lack=one.we_lack or 0,
                    they_lack=one.they_lack or 0,
                    clock_difference_ms=one.clock_difference_ms,
                    found_by=one.found_by,
                    trouble=one.error or troubles.get(one.workstation, ""),
                )
                for one in self._service.status()
            )

        troubles = self._node.port.troubles
        since = away(self._node.replica)
        return (*self._run(read()), *self._twin())

    def _twin(self) -> tuple[PeerView, ...]:
        """Another program that runs as this workstation is a workstation too many: it is shown as one."""
        desk = self._node.desk
        trouble = self._node.port.troubles.get(desk.vault.workstation, "")
        if not trouble:
            return ()
        return (out_of_reach(desk.vault.workstation, desk.workstation_name, trouble),)

    def listening(self) -> tuple[str, ...]:
        """Front door, then lobby."""
        return tuple(str(address) for address in self._service.listening if address is not None)

    def incidents(self) -> tuple[IncidentView, ...]:
        """Who was turned away or broke a rule since the start, the newest last."""

        async def read() -> tuple[IncidentView, ...]:
            return tuple(
                IncidentView(one.at, "network", one.code, one.source, "") for one in self._service.incidents()
            )

        return self._run(read())

    def lobby_addresses(self) -> tuple[str, ...]:
        """Where a newcomer finds our lobby."""
        _, lobby = self._service.listening
        if lobby is None:
            return ()
        host = self._settings.announce.rpartition(":")[0] or lobby.host
        port = self._settings.announce_lobby or lobby.port
        return tuple(str(one) for one in reachable(Address(host, port)))
