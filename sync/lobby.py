"""The lobby: strangers are told who belongs to the site, may prove that they do, or type a code.

The server shows its certificate, the visitor none; nothing but membership journals is spoken, and
pairing. Everything a visitor can cost is bounded by the gate, one time limit and message sizes.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable

from schema.codec import InvalidBytesError
from sync.addresses import Address
from sync.channel import Channel, ChannelError, Listener, dial
from sync.codes import Code
from sync.conversation import Close, Conversation, Heads, NotePeer, Party
from sync.doorkeeper import Doorkeeper, RefusalCode
from sync.gate import LOBBY, Gate, Limits
from sync.link import Link
from sync.messages import (
    Bye,
    PairKnock,
    PairProof,
    PairWelcome,
    Refused,
    Scope,
    decode_message,
    encode_message,
)
from sync.pace import Pace
from sync.ports import Clock, ReplicaPort
from sync.tls import lobby_client_context


class Visits:
    """Membership exchanges, on either side of a lobby."""

    def __init__(
        self,
        party: Party,
        replica: ReplicaPort,
        clock: Clock,
        pace: Pace,
        heads: Callable[[], Awaitable[Heads]],
        noted: Callable[[Link, NotePeer], Awaitable[None]],
    ) -> None:
        self._party = party
        self._replica = replica
        self._clock = clock
        self._pace = pace
        self._heads = heads
        self._noted = noted

    async def exchange(self, channel: Channel, *, dialled: bool, first: bytes | None = None) -> Close:
        """One exchange of membership over an open channel."""
        heads = await self._heads()
        talk = Conversation(self._party, Scope.MEMBERSHIP, heads, dialled=dialled, expected=None)
        link = Link(
            channel,
            talk,
            self._replica,
            self._clock,
            self._pace,
            source=None,  # nobody showed a certificate: seals decide
            heads=self._heads,
            noted=self._noted,
        )
        return await link.run(first)

    async def visit(self, lobby: Address, pinned: list[bytes], source: str | None) -> Close:
        """Exchange membership at another's lobby, whose certificate (DER) is among `pinned`."""
        try:
            channel = await dial(lobby, lobby_client_context(pinned), source)
        except ChannelError as error:
            return Close(error.code, str(error))
        with channel:
            return await self.exchange(channel, dialled=True)


class Lobby:
    """The second listener."""

    def __init__(
        self,
        context: Callable[[], ssl.SSLContext],
        visits: Visits,
        doorkeeper: Doorkeeper | None,
        pace: Pace,
        turned_away: Callable[[str, str], None],
        limits: Limits = LOBBY,
    ) -> None:
        """Without a `doorkeeper` newcomers are refused as `CLOSED`."""
        self._visits = visits
        self._doorkeeper = doorkeeper
        self._pace = pace
        self._turned_away = turned_away
        self._listener = Listener(context, Gate(limits), self._receive, turned_away)

    async def start(self, address: Address) -> Address:
        """Listen; says where. Raises `OSError`."""
        return await self._listener.start(address)

    async def stop(self) -> None:
        """Close, and end every visit."""
        await self._listener.stop()

    async def _receive(self, channel: Channel) -> None:
        """One visit, within its time."""
        try:
            async with asyncio.timeout(self._pace.visit + self._pace.leave):
                first = await channel.receive()
                try:
                    message = decode_message(first)
                except InvalidBytesError:
                    message = None
                if isinstance(message, PairKnock):
                    await self._pair(channel, message)
                else:
                    # The conversation knows best what else is wrong with a first message.
                    await self._visits.exchange(channel, dialled=False, first=first)
        except ChannelError as error:
            self._turned_away(channel.remote.host, error.code.name.lower())
        except TimeoutError:
            self._turned_away(channel.remote.host, Code.LATE.name.lower())
        finally:
            channel.abort()

    async def _pair(self, channel: Channel, knock: PairKnock) -> None:
        """One newcomer with a code; what it says is attributed to nobody before it has proved that."""
        outcome = await self._admit(channel, knock)
        if isinstance(outcome, RefusalCode):
            self._turned_away(channel.remote.host, f"pairing_{outcome.name.lower()}")
            await channel.send(encode_message(Refused(outcome)))
        else:
            await channel.send(encode_message(outcome))
        await channel.close()

    async def _admit(self, channel: Channel, knock: PairKnock) -> PairWelcome | Bye | RefusalCode:
        if self._doorkeeper is None:
            return RefusalCode.CLOSED
        exchange = await self._doorkeeper.knock(channel.remote.host, knock)
        if isinstance(exchange, RefusalCode):
            return exchange
        await channel.send(encode_message(exchange.answer))
        try:
            proof = decode_message(await channel.receive())
        except InvalidBytesError:
            return Bye(Code.GARBAGE, "")
        if not isinstance(proof, PairProof):
            return Bye(Code.TURN, "")
        return await self._doorkeeper.prove(exchange, proof)
