"""The relay forwards, tells links apart by source address, and breaks them without goodbye."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ops.demo.relay import RESET, SILENT, Door, Endpoint, Relay, main

A, B, C = "127.0.0.21", "127.0.0.22", "127.0.0.23"


class Target:
    """A workstation's real listener: answers each chunk with who sent it."""

    def __init__(self) -> None:
        self.lost = 0
        self.sources: list[str] = []

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sources.append(writer.get_extra_info("peername")[0])
        try:
            while data := await reader.read(100):
                writer.write(data.upper())
        except ConnectionResetError:
            self.lost += 1
        writer.close()


@asynccontextmanager
async def relaying(target: Target) -> AsyncIterator[tuple[Relay, Endpoint]]:
    server = await asyncio.start_server(target.answer, A, 0)
    relay = Relay()
    real = Endpoint(A, server.sockets[0].getsockname()[1])
    door = await relay.open_door(Door(A, Endpoint("127.0.1.21", 0), real))
    try:
        yield relay, door
    finally:
        await relay.close()
        server.close()
        await asyncio.sleep(0.02)


async def connect(door: Endpoint, source: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection(door.host, door.port, local_addr=(source, 0))


async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    writer.write(b"x")
    return await asyncio.wait_for(reader.read(1), 5)


def test_bytes_go_both_ways_from_the_diallers_own_address() -> None:
    async def play() -> None:
        target = Target()
        async with relaying(target) as (relay, door):
            reader, writer = await connect(door, B)
            assert await talk(reader, writer) == b"X"
            assert target.sources == [B]
            assert relay.links() == {f"{A} {B}": 1}
            writer.write_eof()
            assert await reader.read() == b""
            writer.close()

    asyncio.run(play())


def test_pulling_breaks_one_link_alone_and_refuses_new_connections() -> None:
    async def play() -> None:
        target = Target()
        async with relaying(target) as (relay, door):
            from_b, from_c = await connect(door, B), await connect(door, C)
            assert await talk(*from_b) == await talk(*from_c) == b"X"
            assert relay.pull(A, B, RESET) == 1
            with pytest.raises(ConnectionResetError):
                await talk(*from_b)
            assert await talk(*from_c) == b"X"
            with pytest.raises(ConnectionResetError):
                await talk(*await connect(door, B))
            assert target.lost == 1
            relay.restore(B, A)
            again = await connect(door, B)
            assert await talk(*again) == b"X"
            for _, writer in (from_b, from_c, again):
                writer.close()

    asyncio.run(play())


def test_a_silent_cable_swallows_everything_until_it_is_put_back() -> None:
    async def play() -> None:
        target = Target()
        async with relaying(target) as (relay, door):
            reader, writer = await connect(door, B)
            assert await talk(reader, writer) == b"X"
            assert relay.pull(A, B, SILENT) == 1
            late_reader, late_writer = await connect(door, B)
            for one in (writer, late_writer):
                one.write(b"x")
            for one_reader in (reader, late_reader):
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(one_reader.read(1), 0.1)
            assert target.lost == 0
            relay.restore(A, B)
            for one_reader, one in ((reader, writer), (late_reader, late_writer)):
                with pytest.raises(ConnectionResetError):
                    await asyncio.wait_for(one_reader.read(1), 5)
                one.close()

    asyncio.run(play())


def test_nobody_at_the_target_is_a_reset() -> None:
    async def play() -> None:
        relay = Relay()
        door = await relay.open_door(Door(A, Endpoint("127.0.1.21", 0), Endpoint(A, 9)))
        with pytest.raises(ConnectionResetError):
            await talk(*await connect(door, B))
        await relay.close()

    asyncio.run(play())


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"nonsense\n", "malformed"),
        (b"{}\n", "missing required field"),
        (b'{"do": "dance"}\n', "no such command"),
        (b'{"do": "pull", "how": "gently"}\n', "no such command"),
    ],
)
def test_what_is_no_command_is_answered(line: bytes, error: str) -> None:
    async def play() -> None:
        relay = Relay()
        at = await relay.open_control(Endpoint("127.0.0.1", 0))
        reader, writer = await asyncio.open_connection(at.host, at.port)
        writer.write(line)
        answer = json.loads(await reader.readline())
        assert not answer["ok"]
        assert error in answer["error"]
        writer.close()
        await relay.close()

    asyncio.run(play())


def test_what_is_no_configuration_is_an_exit_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.json").write_text("{}")
    assert main(["--config", str(tmp_path / "config.json")]) == 2
    assert "no configuration" in capsys.readouterr().err
