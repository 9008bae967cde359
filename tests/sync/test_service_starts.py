"""A service that starts, or is given up while it does: no door and no task is left."""

import asyncio
from contextlib import suppress

import pytest

from sync.addresses import Address
from sync.lobby import Lobby
from sync.service import Service
from sync.settings import Identity, Settings
from tests.sync.stations import Post, stopping, until
from tests.sync.toys import SITE


def test_an_address_that_cannot_be_had_is_an_error_at_once() -> None:
    async def play() -> None:
        a, b = Post(1, []), Post(2, [])
        async with stopping(a, b):
            await a.start()
            b.host = a.host
            with pytest.raises(OSError, match="address already in use") as refused:
                await _start_at(b, a.address())
            assert refused.value.filename == str(a.address())
            assert b.service is not None
            b.service = None

    asyncio.run(play())


def test_given_up_while_it_starts_no_door_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> None:
        a = Post(1, [])
        opened: list[Address] = []
        start = Lobby.start

        async def slow(lobby: Lobby, address: Address) -> Address:
            opened.append(await start(lobby, address))
            await asyncio.Event().wait()
            return address

        monkeypatch.setattr(Lobby, "start", slow)
        starting = asyncio.create_task(a.start())
        await until(lambda: bool(opened))
        front = a.running._front
        assert front is not None
        starting.cancel()
        with suppress(asyncio.CancelledError):
            await starting
        for door in (front, *opened):
            with pytest.raises(ConnectionRefusedError):
                await asyncio.open_connection(door.host, door.port)

    asyncio.run(play())


def test_given_up_when_it_has_begun_nothing_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> None:
        a = Post(1, [])
        before, begun = asyncio.all_tasks(), asyncio.Event()

        async def slow(_service: Service, _started: asyncio.Event) -> None:
            begun.set()
            await asyncio.Event().wait()

        monkeypatch.setattr(Service, "_run", slow)
        starting = asyncio.create_task(a.start())
        await begun.wait()
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting
        front = a.running._front
        assert front is not None
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(front.host, front.port)
        assert asyncio.all_tasks() == before

    asyncio.run(play())


async def _start_at(post: Post, address: Address) -> None:
    one = post.station
    post.service = Service(
        Identity(SITE, one.workstation, one.certificate, one.key),
        post.replica,
        post.clock,
        bytes,
        Settings(address, None, discovery=False),
    )
    await post.service.start()
