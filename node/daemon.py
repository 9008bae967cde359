"""The composition root of a node: vault, replica, services, network, windows; read it top to bottom.

Threads: one *writer* owns the replica; one runs the network's event loop; one listens for windows
and one serves each of them. `Node.stop` ends them all and leaves nothing.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from node.blobcheck import blob_is_right
from node.carrier import Carrier
from node.client import Client
from node.clock import SystemClock, system_random
from node.desk import Desk
from node.endpoint import ClosedError, Door, Endpoint, queue_pair
from node.handover import mark_seen
from node.network import Network
from node.port import Port
from node.recovery import RecoveryKeys
from node.services import Services
from node.settings import NodeSettings
from node.snapshot import take_due_snapshot
from node.store.replica import Replica
from node.vault import VaultContents
from schema.ids import Id, Random
from sync.ports import Clock

T = TypeVar("T")


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
        self._network: Network | None = None
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
                self._network = Network(
                    self.desk,
                    self.port,
                    self._writer,
                    settings,
                    changed=self.services.changed,
                    take_due_snapshot=self.take_due_snapshot,
                )
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
        self._on_writer(self.port.catch_up)
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
