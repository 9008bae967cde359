"""The lobby: strangers are told who belongs to the site, may prove that they do, or show an invitation.

The server shows its certificate, the visitor none; nothing but membership journals is spoken, and
redemption. Everything a visitor can cost is bounded by the gate, one time limit and message sizes.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable

from schema.codec import InvalidBytesError
from schema.ids import Hash, Id
from sync.addresses import Address
from sync.channel import Channel, ChannelError, Listener, dial
from sync.conversation import Close, Conversation, Heads, NotePeer, Party
from sync.gate import LOBBY, Gate, Limits
from sync.link import Link, Pace
from sync.messages import (
    Bye,
    Code,
    Redeem,
    Refused,
    Scope,
    Welcome,
    code_of,
    decode_message,
    encode_message,
)
from sync.ports import Clock, ReplicaPort
from sync.redemption import Redeemer, RefusalCode, proof_of
from sync.tls import lobby_client_context


class RedemptionError(Exception):
    """The invitation could not be redeemed; `refusal` or `code` says why."""

    def __init__(self, code: Code, refusal: RefusalCode | None, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.refusal = refusal


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
        return await self.exchange(channel, dialled=True)


class Lobby:
    """The second listener."""

    def __init__(
        self,
        context: Callable[[], ssl.SSLContext],
        visits: Visits,
        redeemer: Redeemer | None,
        pace: Pace,
        turned_away: Callable[[str, str], None],
        limits: Limits = LOBBY,
    ) -> None:
        """Without a `redeemer` invitations are refused as `CLOSED`."""
        self._visits = visits
        self._redeemer = redeemer
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
                if isinstance(message, Redeem):
                    await self._redeem(channel, message)
                else:
                    # The conversation knows best what else is wrong with a first message.
                    await self._visits.exchange(channel, dialled=False, first=first)
        except ChannelError as error:
            self._turned_away(channel.remote.host, error.code.name.lower())
        except TimeoutError:
            self._turned_away(channel.remote.host, Code.LATE.name.lower())
        finally:
            channel.abort()

    async def _redeem(self, channel: Channel, message: Redeem) -> None:
        outcome: bytes | RefusalCode = RefusalCode.CLOSED
        if self._redeemer is not None:
            outcome = await self._redeemer.redeem(message.request, message.proof, message.invitation)
        if isinstance(outcome, RefusalCode):
            self._turned_away(channel.remote.host, f"redeem_{outcome.name.lower()}")
            await channel.send(encode_message(Refused(outcome)))
        else:
            await channel.send(encode_message(Welcome(outcome)))
        await channel.close()


async def redeem_invitation(
    lobby: Address,
    server: Hash,
    invitation: Id,
    secret: bytes,
    request: bytes,
    *,
    source: str | None = None,
    seconds: float = 30.0,
) -> bytes:
    """Show an invitation at the inviter's lobby; gives what the inviter answers.

    `server` is the fingerprint of the inviter's certificate, from the invitation. Raises
    `RedemptionError`.
    """
    try:
        async with asyncio.timeout(seconds):
            channel = await dial(lobby, _any_server(), source)
            try:
                if channel.fingerprint != server:
                    raise RedemptionError(Code.IDENTITY, None, "another workstation answers at that address")
                message = Redeem(invitation, proof_of(secret, server, request), request)
                await channel.send(encode_message(message))
                answer = decode_message(await channel.receive())
            finally:
                channel.abort()
    except ChannelError as error:
        raise RedemptionError(error.code, None, str(error)) from error
    except InvalidBytesError as error:
        raise RedemptionError(Code.GARBAGE, None, "the answer is not one of ours") from error
    except TimeoutError as error:
        raise RedemptionError(Code.LATE, None, "no answer came") from error
    if isinstance(answer, Welcome):
        return answer.payload
    if isinstance(answer, Refused):
        known = answer.code in {refusal.value for refusal in RefusalCode}
        refusal = RefusalCode(answer.code) if known else RefusalCode.UNKNOWN
        raise RedemptionError(Code.REFUSED, refusal, f"the invitation was refused: {refusal.name.lower()}")
    code = code_of(answer.code) if isinstance(answer, Bye) else Code.TURN
    raise RedemptionError(code, None, "the answer is not about the invitation")


def _any_server() -> ssl.SSLContext:
    """Accepts any certificate: the invitation names a fingerprint, compared before a word is said.

    TLS 1.3 still proves that the server holds the key of the certificate it shows.
    """
    context = lobby_client_context([])
    context.verify_mode = ssl.CERT_NONE
    return context
