"""The lobby over real sockets: invitations, membership, and visitors who behave badly."""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from schema.ids import Hash, Id
from sync import tls
from sync.addresses import Address
from sync.channel import Channel, ChannelError, dial
from sync.conversation import Heads, NotePeer, Party
from sync.gate import LOBBY, Limits
from sync.link import Link
from sync.lobby import Lobby, RedemptionError, Visits, redeem_invitation
from sync.messages import (
    MAX_MESSAGE_BYTES,
    Batch,
    Bye,
    Code,
    Message,
    Records,
    Redeem,
    Refused,
    Welcome,
    decode_message,
    encode_message,
)
from sync.ports import Record
from sync.redemption import RefusalCode, proof_is_good
from tests.sync.fakes import SEAL, SITE, MemoryReplica
from tests.sync.stations import QUICK, RealClock, station, until

HOST, GUEST = station(1), station(2)
FINGERPRINT = tls.fingerprint(HOST.certificate)
INVITATION, SECRET = b"i" * 16, b"s" * 32


class Node:
    """The node's side: one invitation, good once."""

    def __init__(self) -> None:
        self.used = False

    async def redeem(self, request: bytes, proof: Hash, invitation: Id) -> bytes | RefusalCode:
        if invitation != INVITATION or not proof_is_good(proof, SECRET, FINGERPRINT, request):
            return RefusalCode.UNKNOWN
        if self.used:
            return RefusalCode.USED
        self.used = True
        return b"welcome " + request


def visits_of(replica: MemoryReplica, site: Id = SITE) -> Visits:
    async def noted(_link: Link, _note: NotePeer) -> None:
        return None

    async def heads() -> Heads:
        return replica.heads

    party = Party(site, replica.workstation, os.urandom(16), "toy")
    return Visits(party, replica, RealClock(), QUICK, heads, noted)


class Doorstep:
    """A lobby at `address` and what it noted."""

    def __init__(self, node: Node | None = None, limits: Limits = LOBBY) -> None:
        self.replica = MemoryReplica(HOST.workstation)
        self.turned_away: list[str] = []
        self.address = Address("", 0)
        self.lobby = Lobby(
            lambda: tls.lobby_server_context(HOST.certificate, HOST.key),
            visits_of(self.replica),
            node,
            QUICK,
            lambda _source, why: self.turned_away.append(why),
            limits,
        )


@asynccontextmanager
async def open_lobby(doorstep: Doorstep) -> AsyncIterator[Doorstep]:
    doorstep.address = await doorstep.lobby.start(Address("127.0.0.31", 0))
    try:
        yield doorstep
    finally:
        await doorstep.lobby.stop()


def stranger() -> ssl.SSLContext:
    return tls.lobby_client_context([HOST.certificate])


async def redeem(
    at: Address, *, secret: bytes = SECRET, invitation: bytes = INVITATION, request: bytes = b"me"
) -> bytes:
    return await redeem_invitation(
        at, FINGERPRINT, invitation, secret, request, source="127.0.0.32", seconds=10
    )


def test_an_invitation_is_redeemed_once() -> None:
    async def play() -> None:
        async with open_lobby(Doorstep(Node())) as doorstep:
            for wrong in ({"secret": b"x" * 32}, {"invitation": b"x" * 16}):
                with pytest.raises(RedemptionError) as refused:
                    await redeem(doorstep.address, **wrong)
                assert refused.value.refusal is RefusalCode.UNKNOWN
            assert await redeem(doorstep.address) == b"welcome me"
            with pytest.raises(RedemptionError) as refused:
                await redeem(doorstep.address)
            assert (refused.value.code, refused.value.refusal) == (Code.REFUSED, RefusalCode.USED)
            assert doorstep.turned_away == ["redeem_unknown", "redeem_unknown", "redeem_used"]

    asyncio.run(play())


def test_a_lobby_without_a_node_behind_it_says_so() -> None:
    async def play() -> None:
        async with open_lobby(Doorstep()) as doorstep:
            with pytest.raises(RedemptionError) as refused:
                await redeem(doorstep.address)
            assert refused.value.refusal is RefusalCode.CLOSED

    asyncio.run(play())


def test_nothing_is_said_to_another_server_than_the_invitation_names() -> None:
    async def play() -> None:
        node = Node()
        async with open_lobby(Doorstep(node)) as doorstep:
            with pytest.raises(RedemptionError) as refused:
                await redeem_invitation(doorstep.address, bytes(32), INVITATION, SECRET, b"me")
            assert refused.value.code is Code.IDENTITY
            assert not node.used
        with pytest.raises(RedemptionError) as refused:
            await redeem(doorstep.address)
        assert refused.value.code is Code.UNREACHABLE

    asyncio.run(play())


@pytest.mark.parametrize(
    ("answer", "code", "refusal"),
    [
        (b"\x91" * 500, Code.GARBAGE, None),
        (encode_message(Bye(Code.BUSY, "")), Code.BUSY, None),
        (encode_message(Batch((b"x",), True)), Code.TURN, None),
        (encode_message(Refused(999)), Code.REFUSED, RefusalCode.UNKNOWN),
        (encode_message(Welcome(b"")), None, None),
    ],
)
def test_whatever_the_server_answers_is_dealt_with(
    answer: bytes, code: Code | None, refusal: RefusalCode | None
) -> None:
    async def play() -> None:
        from sync.channel import Listener
        from sync.gate import Gate

        async def reply(channel: Channel) -> None:
            assert isinstance(decode_message(await channel.receive()), Redeem)
            await channel.send(answer)
            await channel.close()

        listener = Listener(
            lambda: tls.lobby_server_context(HOST.certificate, HOST.key), Gate(LOBBY), reply, lambda *_: None
        )
        address = await listener.start(Address("127.0.0.31", 0))
        if code is None:
            assert await redeem(address) == b""
        else:
            with pytest.raises(RedemptionError) as refused:
                await redeem(address)
            assert (refused.value.code, refused.value.refusal) == (code, refusal)
        await listener.stop()

    asyncio.run(play())


def test_membership_goes_both_ways_and_nothing_else_does() -> None:
    async def play() -> None:
        guest = MemoryReplica(GUEST.workstation)
        guest.write_member("guest's")
        guest.write("guest's secret")
        async with open_lobby(Doorstep()) as doorstep:
            doorstep.replica.write_member("host's")
            doorstep.replica.write("host's secret")
            visits = visits_of(guest)
            close = await visits.visit(doorstep.address, [HOST.certificate], "127.0.0.32")
            assert close.code is Code.DONE
            await until(lambda: "guest's" in doorstep.replica.texts())
            assert doorstep.replica.texts() == ["guest's", "host's", "host's secret"]
            assert guest.texts() == ["guest's", "guest's secret", "host's"]
            assert set(guest.sources) | set(doorstep.replica.sources) == {None}

    asyncio.run(play())


def test_a_stranger_who_does_not_name_the_site_learns_nothing() -> None:
    async def play() -> None:
        guest = MemoryReplica(GUEST.workstation)
        async with open_lobby(Doorstep()) as doorstep:
            doorstep.replica.write_member("host's")
            close = await visits_of(guest, b"o" * 16).visit(doorstep.address, [HOST.certificate], None)
            assert close.code is Code.SITE
            assert guest.texts() == []
            assert (
                await visits_of(guest).visit(doorstep.address, [GUEST.certificate], None)
            ).code is Code.REFUSED

    asyncio.run(play())


async def last_word(channel: Channel) -> Message | None:
    """The goodbye, or nothing when it was cut."""
    try:
        while not isinstance(message := decode_message(await channel.receive()), Bye):
            pass
    except ChannelError:
        return None
    return message


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x00garbage", Code.GARBAGE),
        (b"\x91" * 9000, Code.GARBAGE),
        (encode_message(Batch((b"x",), True)), Code.TURN),
        (encode_message(Records((Record(bytes(16), "r", 1, b"", bytes(16), SEAL),))), Code.TURN),
        (bytes(MAX_MESSAGE_BYTES + 1), None),
    ],
)
def test_nonsense_is_answered_with_a_reason(data: bytes, code: Code | None) -> None:
    async def play() -> None:
        async with open_lobby(Doorstep()) as doorstep:
            channel = await dial(doorstep.address, stranger(), None)
            await channel.send(data)
            goodbye = await last_word(channel)
            assert (goodbye.code if isinstance(goodbye, Bye) else None) == code
            channel.abort()
            if code is None:
                await until(lambda: doorstep.turned_away == ["oversized"])

    asyncio.run(play())


def test_who_comes_in_and_says_nothing_is_shown_out_in_time() -> None:
    async def play() -> None:
        async with open_lobby(Doorstep()) as doorstep:
            channel = await dial(doorstep.address, stranger(), None)
            with pytest.raises(ChannelError):
                await channel.receive()
            await until(lambda: doorstep.turned_away == ["late"])
            channel.abort()

    asyncio.run(play())


def test_one_visitor_cannot_fill_the_lobby() -> None:
    async def play() -> None:
        limits = Limits(at_once=4, at_once_per_source=2, knocks=50, knocks_per_source=50, seconds=10)
        async with open_lobby(Doorstep(Node(), limits)) as doorstep:
            greedy = [await dial(doorstep.address, stranger(), "127.0.0.66") for _ in range(2)]
            with pytest.raises(ChannelError):
                await dial(doorstep.address, stranger(), "127.0.0.66")
            assert await redeem(doorstep.address) == b"welcome me"
            assert "busy" in doorstep.turned_away
            for channel in greedy:
                channel.abort()

    asyncio.run(play())
