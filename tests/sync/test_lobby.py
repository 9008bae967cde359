"""The lobby over real sockets: newcomers, membership, and visitors who behave badly."""

import asyncio
import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from schema.ids import Id
from sync import tls
from sync.addresses import Address
from sync.channel import Channel, ChannelError, Listener, dial
from sync.codes import Code
from sync.conversation import Heads, NotePeer, Party
from sync.doorkeeper import RefusalCode
from sync.gate import LOBBY, Gate, Limits
from sync.knocking import KnockError, pair_at
from sync.link import Link
from sync.lobby import Lobby, Visits
from sync.messages import (
    MAX_MESSAGE_BYTES,
    Batch,
    Bye,
    Message,
    PairAnswer,
    PairKnock,
    PairProof,
    PairWelcome,
    Records,
    decode_message,
    encode_message,
)
from sync.pairing import Exchange, Identities, PairingError, site_hash
from sync.ports import Record
from tests.sync.fakes import MemoryReplica
from tests.sync.stations import QUICK, RealClock, station, until
from tests.sync.toys import SEAL, SITE

HOST, GUEST = station(1), station(2)
FINGERPRINT = tls.fingerprint(HOST.certificate)
CODE, MINE, SITE_HASH = "7K4M9XWD", b"n" * 32, site_hash(SITE)


class Node:
    """The node's side: one code, good once; `late` is what it says to a proof."""

    def __init__(self, late: RefusalCode | None = None) -> None:
        self.used = False
        self.late = late
        self.heard: list[str] = []

    async def knock(self, source: str, message: PairKnock) -> Exchange | RefusalCode:
        self.heard.append(source)
        if self.used:
            return RefusalCode.NO_CODE
        return Exchange(CODE, Identities(message.fingerprint, FINGERPRINT, SITE_HASH), os.urandom)

    async def prove(self, exchange: Exchange, message: PairProof) -> PairWelcome | RefusalCode:
        if self.late is not None:
            return self.late
        try:
            request = exchange.prove(message)
        except PairingError:
            return RefusalCode.WRONG_CODE
        self.used = True
        return exchange.welcome(b"welcome " + request)


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


async def pair(at: Address, code: str = CODE) -> bytes:
    site, welcome = await pair_at(at, code, MINE, b"me", os.urandom, source="127.0.0.32", seconds=10)
    assert site == SITE_HASH
    return welcome


def test_a_newcomer_with_the_code_is_let_in_once() -> None:
    async def play() -> None:
        node = Node()
        async with open_lobby(Doorstep(node)) as doorstep:
            with pytest.raises(KnockError) as refused:
                await pair(doorstep.address, "00000000")
            assert refused.value.refusal is RefusalCode.WRONG_CODE
            assert await pair(doorstep.address) == b"welcome me"
            with pytest.raises(KnockError) as refused:
                await pair(doorstep.address)
            assert (refused.value.code, refused.value.refusal) == (Code.REFUSED, RefusalCode.NO_CODE)
            assert doorstep.turned_away == ["pairing_wrong_code", "pairing_no_code"]
            assert node.heard == ["127.0.0.32"] * 3

    asyncio.run(play())


def test_somebody_in_the_middle_gets_one_guess_and_learns_nothing() -> None:
    """He has a certificate of his own and passes every message on; the code is right at both ends."""

    async def play() -> None:
        node = Node()
        async with open_lobby(Doorstep(node)) as doorstep:
            passed: list[bytes] = []

            async def relay(channel: Channel) -> None:
                there = await dial(doorstep.address, stranger(), "127.0.0.33")
                try:
                    for _ in range(2):
                        for one, other in ((channel, there), (there, channel)):
                            passed.append(await one.receive())
                            await other.send(passed[-1])
                finally:
                    there.abort()
                await channel.close()

            middle = Listener(
                lambda: tls.lobby_server_context(GUEST.certificate, GUEST.key),
                Gate(LOBBY),
                relay,
                lambda _source, _why: None,
            )
            at = await middle.start(Address("127.0.0.34", 0))
            with pytest.raises(KnockError) as refused:
                await pair(at)
            await middle.stop()
            assert refused.value.refusal is RefusalCode.WRONG_CODE
            assert not node.used
            assert CODE.encode() not in b"".join(passed)
            assert len(passed) == 4

    asyncio.run(play())


@pytest.mark.parametrize(
    ("said", "code"), [(b"\x00", Code.GARBAGE), (encode_message(Bye(Code.STOPPING, "")), Code.TURN)]
)
def test_who_knocks_and_says_something_else_is_shown_out(said: bytes, code: Code) -> None:
    async def play() -> None:
        async with open_lobby(Doorstep(Node())) as doorstep:
            channel = await dial(doorstep.address, stranger(), None)
            await channel.send(encode_message(PairKnock(MINE)))
            assert isinstance(decode_message(await channel.receive()), PairAnswer)
            await channel.send(said)
            goodbye = await last_word(channel)
            assert isinstance(goodbye, Bye)
            assert goodbye.code == code
            channel.abort()

    asyncio.run(play())


def test_the_nodes_last_word_is_passed_on() -> None:
    async def play() -> None:
        async with open_lobby(Doorstep(Node(RefusalCode.LATE))) as doorstep:
            with pytest.raises(KnockError) as refused:
                await pair(doorstep.address)
            assert refused.value.refusal is RefusalCode.LATE
            assert doorstep.turned_away == ["pairing_late"]

    asyncio.run(play())


def test_a_lobby_without_a_node_behind_it_says_so() -> None:
    async def play() -> None:
        async with open_lobby(Doorstep()) as doorstep:
            with pytest.raises(KnockError) as refused:
                await pair(doorstep.address)
            assert refused.value.refusal is RefusalCode.CLOSED

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
            assert await pair(doorstep.address) == b"welcome me"
            assert "busy" in doorstep.turned_away
            for channel in greedy:
                channel.abort()

    asyncio.run(play())
