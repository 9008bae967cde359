"""The stage of the demonstration: folders, processes, relay; nothing of medicine.

Each workstation is a process of its own with an address of its own in 127.0.0.0/8, and is reached by
the others only through the relay's doors, whose cables can be pulled.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from node.api.session import ListPeople, SignedIn, SignIn
from node.api.site import Invitation, Invite
from node.client import Client, connect
from node.clock import SystemClock, system_random
from node.domain.decision import Refusal
from node.endpoint import ClosedError
from node.founding import Founded, NewSite, found_site
from node.inviting import InvitationFile, read_invitation
from node.joining import join_site
from node.settings import NodeSettings, save_settings
from ops.demo.cables import Cables
from ops.demo.relay import Door, Endpoint
from sync.addresses import parse_address
from sync.lobby import redeem_invitation
from sync.tls import fingerprint

FRONT_PORT, LOBBY_PORT = 7440, 7441
START_SECONDS = 60.0


class StageError(Exception):
    """A process did not start or ended by itself; the text says which and where its log is."""


class Station(msgspec.Struct):
    """One workstation of the demonstration."""

    name: str
    place: str
    folder: Path
    address: str
    passphrase: str = ""
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What its process said."""
        return self.folder.with_suffix(".log")

    def client(self) -> Client:
        """A new window on this workstation."""
        return connect(self.folder)

    def start(self) -> None:
        """Start the process and wait until it answers. Raises `StageError`."""
        secret = self.folder.with_suffix(".passphrase")
        secret.touch(mode=0o600)
        secret.write_text(self.passphrase)
        words = ["run", "--folder", os.fspath(self.folder), "--passphrase-file", os.fspath(secret)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ops.cli", *words],
                stdout=log,
                stderr=log,
                cwd=Path(__file__).parents[2],
            )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self.process is not None and self.process.poll() is not None:
                break
            try:
                client = self.client()
            except ClosedError:
                time.sleep(0.05)
                continue
            client.call(ListPeople())
            client.close()
            return
        raise StageError(f"{self.name} did not start; see {self.log}")

    def stop(self) -> None:
        """End the process as a shutdown would."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None


class Stage:
    """A founded site whose first workstation runs; others join with `join`."""

    def __init__(self, folder: Path, site: NewSite, names: Sequence[tuple[str, str]]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        # Each demonstration has addresses of its own, so that two may run on one machine.
        net = f"127.{64 + os.getpid() % 128}.{os.getpid() // 128 % 256}"
        self.stations = [
            Station(name, place, folder / name.lower(), f"{net}.{number}")
            for number, (name, place) in enumerate(names, 1)
        ]
        doors = [
            Door(one.address, Endpoint(f"{net}.{100 + number}", port), Endpoint(one.address, port))
            for number, one in enumerate(self.stations, 1)
            for port in (FRONT_PORT, LOBBY_PORT)
        ]
        self.cables = Cables(folder, doors)
        self._announced = {door.owner: door.listen.host for door in doors}
        self.founded: Founded = found_site(
            self.stations[0].folder, site, clock=SystemClock(), random=system_random
        )
        self.stations[0].passphrase = self.founded.passphrase
        self._settle(self.stations[0])
        self.stations[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for station in self.stations:
            station.stop()
        self.cables.close()

    def _settle(self, station: Station) -> None:
        """Its three addresses: where it listens, what it announces, where it dials from."""
        settings = NodeSettings(
            listen=f"{station.address}:{FRONT_PORT}",
            lobby=f"{station.address}:{LOBBY_PORT}",
            announce=f"{self._announced[station.address]}:{FRONT_PORT}",
            announce_lobby=LOBBY_PORT,
            dial_from=station.address,
            interfaces=(station.address,),
        )
        station.folder.mkdir(parents=True, exist_ok=True)
        save_settings(station.folder, settings)

    def join(self, station: Station, pin: str) -> None:
        """Invite a workstation at the first one, carry the file over, start it. Raises `StageError`."""
        client = self.stations[0].client()
        try:
            client.ask(SignIn(person=self.founded.administrator, pin=pin), SignedIn)
            answer = client.ask(Invite(name=station.name, place=station.place, pin=pin), Invitation)
            file = read_invitation(answer.content)
        finally:
            client.close()
        if isinstance(file, Refusal):
            raise StageError(file.code)

        def redeem(invitation: InvitationFile, request: bytes) -> bytes:
            return asyncio.run(
                redeem_invitation(
                    parse_address(invitation.addresses[0]),
                    fingerprint(invitation.certificate),
                    invitation.invitation,
                    invitation.secret,
                    request,
                    source=station.address,
                )
            )

        joined = join_site(station.folder, file, redeem, clock=SystemClock(), random=system_random)
        if isinstance(joined, Refusal):
            raise StageError(joined.code)
        station.passphrase = joined.passphrase
        self._settle(station)
        station.start()

    def every_cable(self, do: Callable[[Station, Station], None]) -> None:
        """Pull or restore the cable between each two workstations."""
        for number, one in enumerate(self.stations):
            for other in self.stations[number + 1 :]:
                do(one, other)

    def pull(self, one: Station, other: Station) -> None:
        """Pull the cable between two workstations."""
        self.cables.pull(one.address, other.address)

    def restore(self, one: Station, other: Station) -> None:
        """Put it back."""
        self.cables.restore(one.address, other.address)
