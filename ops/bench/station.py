"""A workstation without windows: replica and network, driven from one event loop. For measures."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from node.api.base import Answer, Command, Refused
from node.api.messages import COMMANDS
from node.blobcheck import blob_is_right
from node.clock import SystemClock, system_random
from node.desk import Desk
from node.handlers.base import Handler
from node.port import Port
from node.services import Services
from node.sessions import Session
from node.store.replica import Replica
from node.vault import VaultContents
from sync.addresses import Address, parse_address
from sync.service import Service
from sync.settings import Identity, Settings

T = TypeVar("T")


def _nobody(_desk: Desk, _session: Session, _command: Command) -> Answer:
    return Refused(code="session.none")


class Station:
    """Everything of a node but its windows; `start` and `stop` from one event loop."""

    def __init__(self, folder: Path, vault: VaultContents, host: str, *typed: str) -> None:
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="bench-writer")
        self.replica = self.on_writer(lambda: Replica(folder, vault.database_key, vault.site, blob_is_right))
        self.desk = Desk(self.replica, vault, SystemClock(), system_random)
        services = self._services = Services(self.desk, dict.fromkeys(COMMANDS, Handler(_nobody)))
        self.port = Port(self.desk, services, self._writer)
        self._service = Service(
            Identity(vault.site, vault.workstation, vault.tls_certificate, vault.channel_key()),
            self.port,
            SystemClock(),
            system_random,
            Settings(Address(host, 0), None, dial_from=host, discovery=False),
            typed=[parse_address(one) for one in typed if one],
        )

    def on_writer(self, work: Callable[[], T]) -> T:
        """The result of work done on the thread that owns the replica."""
        return self._writer.submit(work).result()

    async def start(self) -> str:
        """Listen; returns the front door's address."""
        await self._service.start()
        front, _ = self._service.listening
        return str(front)

    def connected(self) -> bool:
        """Whether it has met anybody."""
        return any(peer.connected_since is not None for peer in self._service.status())

    def changed(self) -> None:
        """Something new was written here, on the writer's thread: tell the peers."""
        self._services.changed()

    async def stop(self) -> None:
        """Stop the network, then close the replica."""
        await self._service.stop()
        self.port.close()
        self.on_writer(self.replica.close)
        self._writer.shutdown()
