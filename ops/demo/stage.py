"""The stage of the demonstration: folders, processes, relay; nothing of medicine.

Each workstation is a process of its own with an address of its own in 127.0.0.0/8, and is reached by
the others only through the relay's doors, whose cables can be pulled.
"""

import asyncio
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from node.api.inviting import ShownCode
from node.clock import SystemClock, system_random
from node.founding import Founded, NewSite, found_site
from node.settings import NodeSettings, save_settings
from ops.demo.cables import Cables
from ops.demo.relay import Door, Endpoint
from ops.demo.station import Station, let_in
from schema.ids import Hash
from sync.addresses import parse_address
from sync.knocking import pair_at

FRONT_PORT, LOBBY_PORT = 7440, 7441


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
        """Show a code at the first workstation, type it at another, start that one. Raises `StageError`."""

        def knock(shown: ShownCode, code: str, mine: Hash, request: bytes) -> tuple[Hash, bytes]:
            lobby = parse_address(shown.addresses[0])
            return asyncio.run(pair_at(lobby, code, mine, request, system_random, source=station.address))

        client = self.stations[0].client()
        try:
            let_in(station, client, self.founded.administrator, pin, knock)
        finally:
            client.close()
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
