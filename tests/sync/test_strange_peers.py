"""Whole services beside peers that talk nonsense, too much, too late, or not at all."""

from __future__ import annotations

import asyncio
import ssl

import msgspec
import pytest

from sync import tls
from sync.channel import dial
from sync.codes import Code
from sync.messages import (
    MAX_MESSAGE_BYTES,
    Batch,
    Bye,
    Have,
    Ping,
    Pong,
    decode_message,
    encode_message,
)
from tests.sync.stations import QUICK, Post, hello_from, station, stopping, synchronised, until


def client(number: int, other: int) -> ssl.SSLContext:
    one = station(number)
    return tls.client_context(one.certificate, one.key, [station(other).certificate])


@pytest.mark.parametrize(
    ("first", "then", "code"),
    [
        ({"versions": (9,)}, None, Code.VERSION),
        ({"site": bytes(16)}, None, Code.SITE),
        ({"workstation": bytes(16)}, None, Code.IDENTITY),
        ({}, b"\x91" * 9000, Code.GARBAGE),
        ({}, b"\xff" * 100, Code.GARBAGE),
        ({}, encode_message(Have((), 3)), Code.TURN),
        ({}, encode_message(Batch((bytes(1 << 20), bytes(1 << 20), b"x"), True)), Code.OVERSIZED),
    ],
)
def test_a_member_that_talks_nonsense_is_told_why(
    first: dict[str, object], then: bytes | None, code: Code
) -> None:
    async def play() -> None:
        a = Post(1, [2])
        async with stopping(a):
            await a.start()
            channel = await dial(a.address(), client(2, 1), "127.0.0.12")
            await channel.send(hello_from(2, **first))
            if then is not None:
                await channel.send(then)
            message = decode_message(await channel.receive())
            while not isinstance(message, Bye):
                message = decode_message(await channel.receive())
            assert message.code == code
            await until(lambda: any(i.code == code.name.lower() for i in a.running.incidents()))
            await until(lambda: a.running._roster.links() == [])
            channel.abort()

    asyncio.run(play())


def test_an_oversized_frame_ends_it_and_is_named() -> None:
    async def play() -> None:
        a = Post(1, [2])
        async with stopping(a):
            await a.start()
            channel = await dial(a.address(), client(2, 1), None)
            await channel.send(hello_from(2))
            await channel.send(bytes(MAX_MESSAGE_BYTES + 1))
            await until(lambda: a.sees(Post(2, [])).error == "oversized")
            assert any(incident.code == "oversized" for incident in a.running.incidents())
            channel.abort()

    asyncio.run(play())


def test_silence_is_noticed_without_goodbye_and_holds_up_nobody() -> None:
    async def play() -> None:
        a, c = Post(1, [2, 3]), Post(3, [1, 2])
        async with stopping(a, c):
            await a.start(pace=msgspec.structs.replace(QUICK, stuck=60.0))
            silent = await dial(a.address(), client(2, 1), None)
            await silent.send(hello_from(2))
            await until(lambda: a.sees(Post(2, [])).connected_since is not None)
            await c.start(a.place())
            await until(lambda: synchronised(a, c))
            a.replica.write("goes on")
            await until(lambda: c.replica.texts() == ["goes on"])
            await until(lambda: a.sees(Post(2, [])).connected_since is None)
            assert a.sees(Post(2, [])).error == "silent"
            silent.abort()

    asyncio.run(play())


def test_a_peer_that_lives_but_never_answers_is_stuck_and_left() -> None:
    async def play() -> None:
        a = Post(1, [2])
        a.replica.write("unanswered")
        async with stopping(a):
            await a.start()
            channel = await dial(a.address(), client(2, 1), None)
            await channel.send(hello_from(2))
            code: int | None = None
            while code is None:
                message = decode_message(await channel.receive())
                if isinstance(message, Ping):
                    await channel.send(encode_message(Pong(message.number, 0)))
                elif isinstance(message, Bye):
                    code = message.code
            assert code == Code.STUCK
            await until(lambda: a.sees(Post(2, [])).error == "stuck")
            channel.abort()

    asyncio.run(play())


def test_a_connection_without_hello_is_ended() -> None:
    async def play() -> None:
        a = Post(1, [2])
        async with stopping(a):
            await a.start()
            channel = await dial(a.address(), client(2, 1), None)
            message = decode_message(await channel.receive())
            assert isinstance(message, Bye)
            assert message.code == Code.LATE
            channel.abort()

    asyncio.run(play())
