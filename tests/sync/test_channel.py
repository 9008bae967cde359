"""Real sockets on the loopback: who gets through, what holds, what breaks."""

import asyncio
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager

import pytest

from sync import tls
from sync.addresses import Address
from sync.channel import Channel, ChannelError, Listener, _Dialled, dial
from sync.codes import Code
from sync.gate import FRONT_DOOR, Gate, Limits
from sync.messages import MAX_MESSAGE_BYTES
from tests.sync.knocks import after_turns, held_by, knock
from tests.sync.stations import Station, station, until

A, B, C = station(1), station(2), station(3)


class Host:
    """A listener of `A` that notes what happens."""

    def __init__(self, pinned: list[Station], limits: Limits = FRONT_DOOR) -> None:
        self.pinned = pinned
        self.received: list[bytes] = []
        self.met: list[bytes | None] = []
        self.ended: list[Code] = []
        self.turned_away: list[str] = []
        self.reply: Callable[[Channel, bytes], Awaitable[None]] | None = None
        self.listener = Listener(
            self.context, Gate(limits), self.handle, lambda _source, why: self.turned_away.append(why)
        )
        self.address = Address("127.0.0.1", 0)

    def context(self) -> ssl.SSLContext:
        return tls.server_context(A.certificate, A.key, [one.certificate for one in self.pinned])

    async def handle(self, channel: Channel) -> None:
        self.met.append(channel.fingerprint)
        try:
            while True:
                data = await channel.receive()
                self.received.append(data)
                await channel.send(data)
        except ChannelError as error:
            self.ended.append(error.code)


@asynccontextmanager
async def hosting(host: Host) -> AsyncIterator[Host]:
    host.address = await host.listener.start(Address("127.0.0.2", 0))
    try:
        yield host
    finally:
        await host.listener.stop()


def client(one: Station, *pinned: Station) -> ssl.SSLContext:
    return tls.client_context(one.certificate, one.key, [other.certificate for other in pinned])


def test_messages_go_both_ways_and_each_knows_who_the_other_is() -> None:
    async def play() -> None:
        async with hosting(Host([B])) as host:
            channel = await dial(host.address, client(B, A), "127.0.0.3")
            for data in (b"one", b"", bytes(1 << 20)):
                await channel.send(data)
                assert await channel.receive() == data
            assert channel.fingerprint == tls.fingerprint(A.certificate)
            assert host.met == [tls.fingerprint(B.certificate)]
            assert 0 <= channel.quiet_for() < 5
            await channel.close()
            await until(lambda: host.ended == [Code.LOST])

    asyncio.run(play())


def test_the_dialler_comes_from_the_address_it_was_told() -> None:
    async def play() -> None:
        seen: list[Address] = []

        async def handle(channel: Channel) -> None:
            seen.append(channel.remote)

        listener = Listener(Host([B]).context, Gate(FRONT_DOOR), handle, lambda *_: None)
        address = await listener.start(Address("127.0.0.2", 0))
        channel = await dial(address, client(B, A), "127.0.0.7")
        with pytest.raises(ChannelError):
            await channel.receive()
        assert [remote.host for remote in seen] == ["127.0.0.7"]
        await channel.close()
        await listener.stop()

    asyncio.run(play())


def test_an_unknown_certificate_is_turned_away_on_either_side() -> None:
    async def play() -> None:
        async with hosting(Host([B])) as host:
            for context in (client(C, A), client(B, C)):
                with pytest.raises(ChannelError) as refused:
                    await dial(host.address, context, None)
                assert refused.value.code is Code.REFUSED
            await until(lambda: len(host.turned_away) == 2)
            assert host.met == []

    asyncio.run(play())


def test_a_membership_change_holds_from_the_next_handshake() -> None:
    async def play() -> None:
        async with hosting(Host([B])) as host:
            first = await dial(host.address, client(B, A), None)
            host.pinned = [C]
            with pytest.raises(ChannelError):
                await dial(host.address, client(B, A), None)
            second = await dial(host.address, client(C, A), None)
            await first.send(b"still here")
            assert await first.receive() == b"still here"
            await first.close()
            await second.close()

    asyncio.run(play())


def test_nobody_there_is_not_a_refusal() -> None:
    async def play() -> None:
        with socket.create_server(("127.0.0.2", 0)) as closed:
            port = closed.getsockname()[1]
        with pytest.raises(ChannelError) as error:
            await dial(Address("127.0.0.2", port), client(B, A), None)
        assert error.value.code is Code.UNREACHABLE

    asyncio.run(play())


def test_an_oversized_frame_ends_the_connection_and_is_named() -> None:
    async def play() -> None:
        async with hosting(Host([B])) as host:
            channel = await dial(host.address, client(B, A), None)
            await channel.send(bytes(MAX_MESSAGE_BYTES + 1))
            with pytest.raises(ChannelError):
                await channel.receive()
            await until(lambda: host.ended == [Code.OVERSIZED])
            assert host.received == []

    asyncio.run(play())


def test_who_is_not_a_websocket_gets_nothing() -> None:
    async def play() -> None:
        async with hosting(Host([B])) as host:
            reader, writer = await asyncio.open_connection(
                host.address.host, host.address.port, ssl=client(B, A), server_hostname="x"
            )
            writer.write(b"\x00\x01garbage\r\n\r\n" * 20)
            answer = await reader.read()
            assert b"101" not in answer[:20]
            writer.close()
            assert host.met == []

    asyncio.run(play())


def test_plain_bytes_instead_of_tls_are_turned_away() -> None:
    async def play() -> None:
        async with hosting(Host([B])) as host:
            reader, writer = await asyncio.open_connection(host.address.host, host.address.port)
            writer.write(b"GET / HTTP/1.1\r\n\r\n")
            assert b"HTTP" not in await reader.read()
            writer.close()
            await until(lambda: len(host.turned_away) == 1)

    asyncio.run(play())


def test_who_knocks_and_says_nothing_is_sent_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.channel.HANDSHAKE_SECONDS", 0.2)

    async def play() -> None:
        limits = Limits(at_once=2, at_once_per_source=2, knocks=100, knocks_per_source=100, seconds=10)
        async with hosting(Host([B], limits)) as host:
            idle = [await asyncio.open_connection(*_pair(host.address)) for _ in range(2)]
            reader, writer = await asyncio.open_connection(*_pair(host.address))
            assert await _ends(reader), "no room for a third"
            writer.close()
            for reader, writer in idle:
                assert await _ends(reader)
                writer.close()
            await until(lambda: len(host.turned_away) == 3)
            assert "busy" in host.turned_away
            channel = await dial(host.address, client(B, A), None)
            await channel.close()

    asyncio.run(play())


@contextmanager
def elsewhere(host: Host) -> Iterator[asyncio.AbstractEventLoop]:
    """The host on a thread of its own, with the loop that it runs on."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        starting = asyncio.run_coroutine_threadsafe(host.listener.start(Address("127.0.0.2", 0)), loop)
        host.address = starting.result()
        yield loop
        asyncio.run_coroutine_threadsafe(host.listener.stop(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def test_hung_up_at_once_is_hung_up_however_often_it_was_closed_before() -> None:
    """The peer's program stands still: its end of TLS answers nothing."""
    host, goes_on = Host([B]), threading.Event()

    async def play(loop: asyncio.AbstractEventLoop) -> None:
        channel = await dial(host.address, client(B, A), None)
        loop.call_soon_threadsafe(goes_on.wait)
        connection = channel._connection
        connection.transport.close()
        connection.transport.close()
        channel.abort()
        await until(lambda: connection.plain.fileno() == -1)

    with elsewhere(host) as loop:
        try:
            asyncio.run(play(loop))
        finally:
            goes_on.set()


def test_whoever_gives_up_dialling_when_tls_is_made_leaves_nothing_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The peer's program stands still from then on: its end of TLS answers nothing."""
    host, goes_on = Host([B]), threading.Event()
    ends: list[_Dialled] = []

    async def play(loop: asyncio.AbstractEventLoop) -> None:
        dialling = asyncio.create_task(dial(host.address, client(B, A), None))
        connected = _Dialled.connection_made

        def gives_up(end: _Dialled, transport: asyncio.BaseTransport) -> None:
            connected(end, transport)
            ends.append(end)
            loop.call_soon_threadsafe(goes_on.wait)
            dialling.cancel()

        monkeypatch.setattr(_Dialled, "connection_made", gives_up)
        with pytest.raises(asyncio.CancelledError):
            await dialling
        await asyncio.sleep(0)
        assert [end.plain.fileno() for end in ends] == [-1]

    with elsewhere(host) as loop:
        try:
            asyncio.run(play(loop))
        finally:
            goes_on.set()


def test_stopping_ends_connections_of_every_age() -> None:
    async def play() -> None:
        async with hosting(Host([B])) as host:
            channel = await dial(host.address, client(B, A), None)
            _, writer = await asyncio.open_connection(*_pair(host.address))
            await asyncio.sleep(0.05)
        with pytest.raises(ChannelError):
            await channel.receive()
        writer.close()

    asyncio.run(play())


def _pair(address: Address) -> tuple[str, int]:
    return address.host, address.port


async def _ends(reader: asyncio.StreamReader) -> bool:
    try:
        return await asyncio.wait_for(reader.read(), 5) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize("after", range(6))
@pytest.mark.parametrize("before", range(4))
def test_whoever_comes_in_while_the_door_closes_leaves_nothing_behind(before: int, after: int) -> None:
    """A connection that the system had accepted reaches us some turns of the loop later."""

    async def play() -> None:
        tasks = asyncio.all_tasks()
        listener = Host([B]).listener
        address = await listener.start(Address("127.0.0.2", 0))
        with closing(socket.socket()) as visitor:
            stopping = asyncio.create_task(after_turns(before, listener.stop()))
            await after_turns(after, knock(visitor, address))
            await stopping
            await asyncio.sleep(0)
            assert not listener.knocking
            assert asyncio.all_tasks() == tasks
        assert not held_by(address)

    asyncio.run(play())
