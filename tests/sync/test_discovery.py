"""mDNS on loopback: seen, ignored, gone; failures are tried again; nothing is left behind."""

import asyncio
from contextlib import suppress

import pytest
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from schema.ids import Random, id_text
from sync import discovery, mdns
from sync.addresses import Address
from sync.discovery import SERVICE, Announced, Discovery, Sighting, reachable, site_tag
from sync.messages import Place
from tests.sync.stations import until

SITE, OTHER = b"s" * 16, b"o" * 16


def random_of(seed: int) -> Random:
    return lambda count: bytes([seed]) * count


class Watcher:
    """A discovery and what it reported."""

    def __init__(self, number: int, site: bytes = SITE) -> None:
        self.seen: list[Sighting] = []
        self.gone: list[Sighting] = []
        self.workstation = bytes([number]) * 16
        self.discovery = Discovery(
            site,
            Announced(self.workstation, f"127.0.1.{number}", 7000 + number, 7100 + number),
            random_of(number),
            interfaces=[f"127.0.0.{number}"],
            seen=self.seen.append,
            gone=self.gone.append,
        )
        self.task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self.task = asyncio.get_running_loop().create_task(self.discovery.run())

    async def stop(self) -> None:
        assert self.task is not None
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task

    def places(self) -> set[Place]:
        return {place for sighting in self.seen for place in sighting.places}


@pytest.mark.usefixtures("multicast")
def test_workstations_of_one_site_see_each_other_and_no_other() -> None:
    async def play() -> None:
        a, b, stranger = Watcher(2), Watcher(3), Watcher(4, OTHER)
        for watcher in (a, b, stranger):
            watcher.start()
        await until(lambda: bool(a.seen and b.seen))
        assert a.places() == {Place(b.workstation, "127.0.1.3", 7003, 7103)}
        assert b.places() == {Place(a.workstation, "127.0.1.2", 7002, 7102)}
        await b.stop()
        await until(lambda: bool(a.gone))
        assert [sighting.places[0].workstation for sighting in a.gone] == [b.workstation]
        await a.stop()
        await stranger.stop()
        assert not stranger.seen

    asyncio.run(play())


@pytest.mark.usefixtures("multicast")
def test_it_is_made_anew_when_it_fails(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made = 0

    def failing(**options: object) -> object:
        nonlocal made
        made += 1
        if made < 3:
            raise (OSError("no such device"), RuntimeError("no adapter"))[made - 1]
        return AsyncZeroconf(**options)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr(mdns, "AsyncZeroconf", failing)
    monkeypatch.setattr(discovery, "RETRY_SECONDS", 0.01)

    async def play() -> None:
        a, b = Watcher(2), Watcher(3)
        a.start()
        b.start()
        await until(lambda: bool(a.seen and b.seen))
        await a.stop()
        await b.stop()

    asyncio.run(play())
    assert made == 4
    assert "mDNS does not work now (OSError('no such device'))" in caplog.text
    assert "RuntimeError" in caplog.text


@pytest.mark.usefixtures("multicast")
def test_it_is_made_anew_when_interfaces_change(monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = [frozenset({"127.0.0.1"})]
    monkeypatch.setattr(discovery, "_own_addresses", lambda: addresses[-1])
    monkeypatch.setattr(discovery, "LOOK_SECONDS", 0.01)
    made: list[object] = []

    def counting(**options: object) -> object:
        made.append(options)
        return AsyncZeroconf(**options)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr(mdns, "AsyncZeroconf", counting)

    async def play() -> None:
        a = Watcher(2)
        a.start()
        await until(lambda: len(made) == 1)
        addresses.append(frozenset({"127.0.0.1", "192.0.2.9"}))
        await until(lambda: len(made) == 2)
        await a.stop()

    asyncio.run(play())


def announcement(**changes: str) -> AsyncServiceInfo:
    texts = {"s": site_tag(SITE), "w": id_text(bytes(16)), "v": "1", "l": "7002"} | changes
    return AsyncServiceInfo(SERVICE, f"x.{SERVICE}", addresses=[b"\x7f\0\0\x02"], port=7001, properties=texts)


@pytest.mark.parametrize(
    "changes", [{"s": "0"}, {"w": "nonsense"}, {"w": ""}, {"l": "x"}, {"l": "70000"}, {"l": ""}]
)
def test_nonsense_is_ignored(changes: dict[str, str]) -> None:
    watcher = Watcher(2)
    assert watcher.discovery._places(announcement()) == (Place(bytes(16), "127.0.0.2", 7001, 7002),)
    assert watcher.discovery._places(announcement(**changes)) == ()


def test_nobodys_name_is_announced() -> None:
    info = Watcher(2).discovery._info()
    assert info.name == f"{'02' * 8}.{SERVICE}"
    assert info.server == f"{'02' * 8}.local."
    assert set(info.decoded_properties) == {"s", "w", "v", "l"}
    assert SITE.hex() not in str(info)


def test_without_a_chosen_address_all_but_loopback_are_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "_own_addresses", lambda: {"127.0.0.1", "192.0.2.9", "2001:db8::1", "x"})
    told = Announced(bytes(16), None, 7001, 7002)
    info = Discovery(
        SITE, told, random_of(1), interfaces=None, seen=lambda _: None, gone=lambda _: None
    )._info()
    assert info.parsed_addresses() == ["192.0.2.9"]


def test_everywhere_becomes_each_address_of_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {"127.0.0.1", "198.51.100.9", "192.0.2.7", "169.254.1.2", "2001:db8::1"}
    monkeypatch.setattr(discovery, "_own_addresses", lambda: own)
    everywhere = Address("0.0.0.0", 7441)  # noqa: S104  # what a lobby listens on by default
    assert reachable(everywhere) == [Address("192.0.2.7", 7441), Address("198.51.100.9", 7441)]
    assert reachable(Address("127.0.0.3", 7)) == [Address("127.0.0.3", 7)]
