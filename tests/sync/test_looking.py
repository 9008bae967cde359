"""A newcomer looks around on loopback."""

import asyncio

import pytest
from zeroconf.asyncio import AsyncServiceInfo

from sync.addresses import Address
from sync.discovery import SERVICE, site_tag
from sync.looking import Doorway, _doorways, look_around
from tests.sync.test_discovery import OTHER, SITE, Watcher


@pytest.mark.usefixtures("multicast")
def test_every_site_around_is_seen_and_nobody_sees_us() -> None:
    async def play() -> None:
        one, other = Watcher(2), Watcher(3, OTHER)
        one.start()
        other.start()
        found: list[Doorway] = []
        ours = {site_tag(SITE), site_tag(OTHER)}  # a demonstration may be around too
        async with asyncio.timeout(30):
            while len(found) < 2:
                around = await look_around(interfaces=["127.0.0.4"], seconds=0.5)
                found = [doorway for doorway in around if doorway.site_tag in ours]
        await one.stop()
        await other.stop()
        assert found == sorted(
            [
                Doorway(site_tag(SITE), Address("127.0.1.2", 7102)),
                Doorway(site_tag(OTHER), Address("127.0.1.3", 7103)),
            ]
        )
        assert not one.seen
        assert not other.seen

    asyncio.run(play())


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"s": "x" * 12, "l": "1"},
        {"s": site_tag(SITE)},
        {"s": site_tag(SITE), "l": "0"},
        {"s": "é", "l": "7"},
    ],
)
def test_what_makes_no_sense_is_no_doorway(texts: dict[str, str]) -> None:
    info = AsyncServiceInfo(SERVICE, f"x.{SERVICE}", addresses=[b"\x7f\0\0\x02"], port=7001, properties=texts)
    assert _doorways(info) == []
