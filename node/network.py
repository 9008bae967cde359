"""The network side of a node: its service on an event loop, on a thread of its own.

Whatever touches the replica is handed to the writer; a second thread takes the weekly snapshot when it
is due, so that a slow disk holds up no conversation.
"""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import TypeVar

from node.api.incidents import IncidentView
from node.api.site import PeerView
from node.desk import Desk
from node.inviting import forget_late, knock, prove
from node.peer_notes import remembered
from node.port import Port
from node.reach import out_of_reach
from node.settings import NodeSettings
from sync.addresses import Address
from sync.discovery import reachable
from sync.doorkeeper import RefusalCode
from sync.messages import PairKnock, PairProof, PairWelcome
from sync.pairing import Exchange
from sync.service import Service
from sync.settings import Identity

T = TypeVar("T")
log = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 60.0
"""How often the node looks whether a weekly snapshot is due, and whether a code that it shows is late."""


class Network:
    """Opens the doors of one workstation; `writer` is the thread that owns its replica."""

    def __init__(
        self,
        desk: Desk,
        port: Port,
        writer: Executor,
        settings: NodeSettings,
        *,
        changed: Callable[[], None],
        take_due_snapshot: Callable[[], None],
    ) -> None:
        self._desk = desk
        self._changed = changed
        self._port = port
        self._writer = writer
        self._take_due_snapshot = take_due_snapshot
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="veilleuse-network", daemon=True)
        self._snapshots = ThreadPoolExecutor(max_workers=1, thread_name_prefix="veilleuse-snapshot")
        self._watches: list[asyncio.Task[None]] = []
        vault = desk.vault
        self._service = Service(
            Identity(vault.site, vault.workstation, vault.tls_certificate, vault.channel_key()),
            port,
            desk.timekeeper,
            desk.random,
            settings.network(),
            doorkeeper=self,
            remembered=writer.submit(remembered, desk.replica).result(),
            typed=settings.dialled(),
        )
        self._settings = settings

    def start(self) -> None:
        """Open the doors; raises `DoorError` when an address cannot be had."""
        self._thread.start()
        try:
            self._run(self._start())
        except OSError as error:
            door = self._settings.refused_door(error)
            if door is None:
                raise
            raise door from error

    async def _start(self) -> None:
        await self._service.start()
        self._watches = [
            self._loop.create_task(work()) for work in (self._watch_snapshots, self._watch_the_code)
        ]

    def stop(self) -> None:
        """Close every connection and end the loop."""
        if self._thread.is_alive():
            self._run(self._stop())
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(timeout=10)
        self._snapshots.shutdown()
        self._loop.close()

    async def _stop(self) -> None:
        for watch in self._watches:
            watch.cancel()
        await asyncio.gather(*self._watches, return_exceptions=True)
        await self._service.stop()
        self._port.close()

    async def _watch_snapshots(self) -> None:
        while True:
            try:
                await self._loop.run_in_executor(self._snapshots, self._take_due_snapshot)
            except Exception as error:  # noqa: BLE001  # whatever it was, the node goes on
                # Shown by the age of the last snapshot in the strip; tried again at the next look.
                log.error("the weekly snapshot failed: %s", type(error).__name__)  # noqa: TRY400
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def _watch_the_code(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            try:
                await self._loop.run_in_executor(self._writer, forget_late, self._desk)
            except Exception as error:  # noqa: BLE001  # whatever it was, the next look may do it
                log.error("a late code was not looked at: %s", type(error).__name__)  # noqa: TRY400

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
            outcome = step(self._desk)
            self._changed()
            return outcome

        return await self._loop.run_in_executor(self._writer, work)

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
                    # Nil is not nought: it has not said yet what it holds.
                    received=one.connected_since is not None and one.we_lack == 0,
                )
                for one in self._service.status()
            )

        troubles = self._port.standing_troubles()
        since = self._port.away()
        return (*self._run(read()), *self._twin())

    def _twin(self) -> tuple[PeerView, ...]:
        """Another program that runs as this workstation is a workstation too many: it is shown as one."""
        desk = self._desk
        trouble = self._port.standing_troubles().get(desk.vault.workstation, "")
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
