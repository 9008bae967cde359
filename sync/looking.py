"""What a newcomer sees of the sites around it: the workstations that mDNS announces, by site tag.

It belongs to no site, so it announces nothing and trusts nothing: an address is only a place to knock.
"""

import asyncio
from collections.abc import Sequence

import msgspec
from zeroconf import IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo

from sync.addresses import Address
from sync.discovery import RESOLVE_MS, SERVICE, port_of, tag_of
from sync.mdns import opened

LOOK_SECONDS = 4.0
MOST = 64


class Doorway(msgspec.Struct, frozen=True, order=True):
    """A lobby of some site."""

    site_tag: str
    """What its mDNS announcement says of its site; the inviting screen shows the same."""
    lobby: Address


async def look_around(*, interfaces: Sequence[str] | None, seconds: float = LOOK_SECONDS) -> list[Doorway]:
    """Every lobby announced within so many seconds, sorted. Raises `OSError` without a network."""
    names: set[str] = set()

    def heard(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        # The library calls with these names.
        del zeroconf, service_type, state_change
        if len(names) < MOST:
            names.add(name)

    async with opened(interfaces) as node:
        browser = AsyncServiceBrowser(node.zeroconf, SERVICE, handlers=[heard])
        await asyncio.sleep(seconds)
        await browser.async_cancel()
        found: set[Doorway] = set()
        for name in sorted(names):
            info = AsyncServiceInfo(SERVICE, name)
            if await info.async_request(node.zeroconf, RESOLVE_MS):
                found.update(_doorways(info))
        return sorted(found)


def _doorways(info: AsyncServiceInfo) -> list[Doorway]:
    """What a stranger's announcement says, if it makes sense."""
    tag, lobby = tag_of(info), port_of(info)
    if not tag or not lobby:
        return []
    return [Doorway(tag, Address(host, lobby)) for host in info.parsed_addresses(IPVersion.V4Only)[:4]]
