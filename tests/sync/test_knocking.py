"""A newcomer before a lobby that answers anything."""

import asyncio
import os
import socket

import pytest

from sync import tls
from sync.addresses import Address
from sync.channel import Channel, Listener
from sync.codes import Code
from sync.doorkeeper import RefusalCode
from sync.gate import LOBBY, Gate
from sync.knocking import KnockError, pair_at
from sync.messages import (
    Batch,
    Bye,
    PairAnswer,
    PairKnock,
    PairProof,
    PairWelcome,
    Refused,
    decode_message,
    encode_message,
)
from sync.pairing import Exchange, Identities, site_hash
from tests.sync.stations import station

HOST = station(1)
MINE, SITE = b"n" * 32, site_hash(b"s" * 16)
SHARE = encode_message(
    PairAnswer(SITE, Exchange("00000000", Identities(MINE, MINE, SITE), os.urandom).answer.share)
)


async def knock(first: bytes, second: bytes | None = None) -> KnockError:
    """How it ends before a lobby that says this."""

    async def reply(channel: Channel) -> None:
        assert isinstance(decode_message(await channel.receive()), PairKnock)
        await channel.send(first)
        if second is not None:
            assert isinstance(decode_message(await channel.receive()), PairProof)
            await channel.send(second)
        await channel.close()

    listener = Listener(
        lambda: tls.lobby_server_context(HOST.certificate, HOST.key), Gate(LOBBY), reply, lambda *_: None
    )
    address = await listener.start(Address("127.0.0.35", 0))
    try:
        with pytest.raises(KnockError) as refused:
            await pair_at(address, "7K4M9XWD", MINE, b"me", os.urandom, source="127.0.0.36", seconds=10)
        return refused.value
    finally:
        await listener.stop()


@pytest.mark.parametrize(
    ("first", "second", "code", "refusal"),
    [
        (b"\x91" * 500, None, Code.GARBAGE, None),
        (encode_message(Bye(Code.BUSY, "")), None, Code.BUSY, None),
        (encode_message(Batch((b"x",), True)), None, Code.TURN, None),
        (encode_message(Refused(999)), None, Code.REFUSED, RefusalCode.UNKNOWN),
        (encode_message(Refused(6)), None, Code.REFUSED, RefusalCode.NO_CODE),
        (encode_message(PairAnswer(SITE, bytes(33))), None, Code.IDENTITY, None),
        (SHARE, encode_message(Refused(7)), Code.REFUSED, RefusalCode.WRONG_CODE),
        (SHARE, encode_message(PairWelcome(bytes(32), bytes(40))), Code.IDENTITY, None),
        (SHARE, encode_message(Batch((b"x",), True)), Code.TURN, None),
        (SHARE, b"\xc1", Code.GARBAGE, None),
    ],
    ids=[
        "noise",
        "busy",
        "out of turn",
        "unknown refusal",
        "no code",
        "not on the curve",
        "wrong code",
        "unproven",
        "out of turn later",
        "noise later",
    ],
)
def test_whatever_the_lobby_answers_is_dealt_with(
    first: bytes, second: bytes | None, code: Code, refusal: RefusalCode | None
) -> None:
    error = asyncio.run(knock(first, second))
    assert (error.code, error.refusal) == (code, refusal)


def test_nobody_there_and_nobody_who_answers() -> None:
    async def play() -> None:
        with pytest.raises(KnockError) as refused:
            await pair_at(Address("127.0.0.35", 9), "7K4M9XWD", MINE, b"me", os.urandom)
        assert refused.value.code is Code.UNREACHABLE
        with socket.create_server(("127.0.0.35", 0)) as silent:  # connects, and says nothing
            at = Address("127.0.0.35", silent.getsockname()[1])
            with pytest.raises(KnockError) as refused:
                await pair_at(at, "7K4M9XWD", MINE, b"me", os.urandom, seconds=0.3)
        assert refused.value.code is Code.LATE

    asyncio.run(play())
