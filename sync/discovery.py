"""Workstations of one site find each other on the cable by mDNS, without saying anyone's name.

What is announced: a random instance name, the workstation's id, a short hash of the site's id and
two ports. Interfaces come and go, so everything is torn down and made anew when they change or when
it fails; whether a peer lives is never concluded from mDNS.
"""

import asyncio
import ipaddress
import logging
from collections.abc import Callable, Sequence

import ifaddr
import msgspec
from zeroconf import IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from schema.codec import tagged_hash
from schema.ids import BadIdError, Id, Random, id_text, parse_id
from sync.addresses import WILDCARDS, Address
from sync.backoff import Backoff
from sync.mdns import opened
from sync.messages import VERSIONS, Place

_LOG = logging.getLogger(__name__)

SERVICE = "_veilleuse._tcp.local."
LOOK_SECONDS = 5.0
"""How often the computer's own addresses are compared."""
RETRY_SECONDS = 30.0
RESOLVE_MS = 3000
RESOLVE_TRIES = 3
MAX_HOSTS = 4


class Announced(msgspec.Struct, frozen=True):
    """What we say of ourselves."""

    workstation: Id
    host: str | None
    """An IPv4 address, or all of this computer's own."""
    port: int
    lobby: int


class Sighting(msgspec.Struct, frozen=True):
    """A running workstation of this site, and where it says it can be reached."""

    instance: str
    places: tuple[Place, ...]


def site_tag(site: Id) -> str:
    """A few characters by which other sites are ignored and nobody learns the site's id."""
    return tagged_hash("site-tag", site)[:6].hex()


class Discovery:
    """Announces one place and reports others' until it is cancelled."""

    def __init__(
        self,
        site: Id,
        announced: Announced,
        random: Random,
        *,
        interfaces: Sequence[str] | None,
        seen: Callable[[Sighting], None],
        gone: Callable[[Sighting], None],
    ) -> None:
        """`interfaces` are own addresses to use; `None` for all. Callbacks come from the loop's thread."""
        self.instance = random(8).hex()
        self._tag = site_tag(site)
        self._announced = announced
        self._interfaces = interfaces
        self._seen = seen
        self._gone = gone
        self._backoff = Backoff(random, first=1.0)
        self._sightings: dict[str, Sighting] = {}
        self._asking: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Work until cancelled; whatever fails is logged and tried again."""
        while True:
            try:
                await self._until_interfaces_change()
                self._backoff.reset()
            except Exception as error:  # noqa: BLE001 - computers without a network raise all sorts of things
                delay = self._backoff.delay(RETRY_SECONDS)
                _LOG.warning("mDNS does not work now (%r), again in %.0f s", error, delay)
                await asyncio.sleep(delay)

    async def _until_interfaces_change(self) -> None:
        try:
            async with opened(self._interfaces) as node:
                await self._look(node)
        finally:
            for sighting in self._sightings.values():
                self._gone(sighting)
            self._sightings.clear()

    async def _look(self, node: AsyncZeroconf) -> None:
        before = _own_addresses()
        try:
            await (await node.async_register_service(self._info(), strict=True))
            browser = AsyncServiceBrowser(node.zeroconf, SERVICE, handlers=[self._changed])
            while _own_addresses() == before:  # noqa: ASYNC110 - no system tells all its programs of this
                await asyncio.sleep(LOOK_SECONDS)
            await browser.async_cancel()
        finally:
            for task in list(self._asking):
                task.cancel()
            await asyncio.gather(*self._asking, return_exceptions=True)

    def _info(self) -> AsyncServiceInfo:
        announced = self._announced
        hosts = _own_addresses() if announced.host is None else {announced.host}
        addresses = sorted(ip.packed for host in hosts if (ip := _routable_v4(host, announced.host)))
        return AsyncServiceInfo(
            SERVICE,
            f"{self.instance}.{SERVICE}",
            addresses=addresses,
            port=announced.port,
            properties={
                "s": self._tag,
                "w": id_text(announced.workstation),
                "v": ",".join(map(str, VERSIONS)),
                "l": str(announced.lobby),
            },
            server=f"{self.instance}.local.",
        )

    def _changed(
        self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        # The library calls with these names.
        if name.startswith(self.instance):
            return
        if state_change is ServiceStateChange.Removed:
            sighting = self._sightings.pop(name, None)
            if sighting is not None:
                self._gone(sighting)
            return
        task = asyncio.get_running_loop().create_task(self._ask(zeroconf, service_type, name))
        self._asking.add(task)
        task.add_done_callback(self._asked)

    def _asked(self, task: asyncio.Task[None]) -> None:
        self._asking.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _LOG.warning("a sighting could not be resolved (%s)", type(error).__name__)

    async def _ask(self, zeroconf: Zeroconf, service_type: str, name: str) -> None:
        info = AsyncServiceInfo(service_type, name)
        for _ in range(RESOLVE_TRIES):
            if await info.async_request(zeroconf, RESOLVE_MS):
                break
        places = self._places(info)
        if not places:
            return
        sighting = Sighting(name, places)
        before = self._sightings.get(name)
        self._sightings[name] = sighting
        if before is not None and before != sighting:
            self._gone(before)
        self._seen(sighting)

    def _places(self, info: AsyncServiceInfo) -> tuple[Place, ...]:
        """What a stranger's announcement says, if it is of our site and makes sense."""
        if tag_of(info) != self._tag:
            return ()
        lobby = port_of(info)
        try:
            workstation = parse_id(info.decoded_properties.get("w") or "")
        except BadIdError:
            return ()
        if lobby is None or not info.port:
            return ()
        hosts = info.parsed_addresses(IPVersion.V4Only)[:MAX_HOSTS]
        return tuple(Place(workstation, host, info.port, lobby) for host in hosts)


def tag_of(info: AsyncServiceInfo) -> str:
    """The site tag that an announcement bears; empty for a senseless one."""
    tag = info.decoded_properties.get("s") or ""
    return tag if len(tag) == 12 and all(digit in "0123456789abcdef" for digit in tag) else ""


def port_of(info: AsyncServiceInfo) -> int | None:
    """The lobby's port (0: none) by an announcement; nil for a senseless one."""
    lobby = info.decoded_properties.get("l") or ""
    if not (lobby.isascii() and lobby.isdigit() and int(lobby) < 2**16):
        return None
    return int(lobby)


def reachable(listening: Address) -> list[Address]:
    """Where others find what listens there: "everywhere" becomes each of this computer's own addresses."""
    if listening.host not in WILDCARDS:
        return [listening]
    own = sorted(host for host in _own_addresses() if _routable_v4(host, None) and host[:8] != "169.254.")
    return [Address(host, listening.port) for host in own]


def _own_addresses() -> frozenset[str]:
    return frozenset(str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips)


def _routable_v4(host: str, wanted: str | None) -> ipaddress.IPv4Address | None:
    """The address if others can use it; a loopback one only where it was asked for."""
    try:
        address = ipaddress.IPv4Address(host)
    except ValueError:
        return None
    return None if address.is_loopback and wanted is None else address
