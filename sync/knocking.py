"""A newcomer at a lobby, with the code that somebody read to it.

It knows nobody's certificate yet: any is accepted in the handshake, and the exchange that follows
fails unless both ends of it saw the same one.
"""

import asyncio
import ssl

from schema.codec import InvalidBytesError
from schema.ids import Hash, Random
from sync.addresses import Address
from sync.channel import Channel, ChannelError, dial
from sync.codes import Code, code_of
from sync.doorkeeper import RefusalCode, refusal_of
from sync.messages import Bye, Message, PairAnswer, PairWelcome, Refused, decode_message, encode_message
from sync.pairing import Newcomer, PairingError
from sync.tls import lobby_client_context

KNOCK_SECONDS = 30.0


class KnockError(Exception):
    """Nobody let us in; `refusal` or `code` says why."""

    def __init__(self, code: Code, refusal: RefusalCode | None, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.refusal = refusal


async def pair_at(
    lobby: Address,
    code: str,
    mine: Hash,
    request: bytes,
    random: Random,
    *,
    source: str | None = None,
    seconds: float = KNOCK_SECONDS,
) -> tuple[Hash, bytes]:
    """Type a code at somebody's lobby; gives `site_hash` of the site and what the inviter answers.

    `mine` is the fingerprint of the certificate that `request` brings. Raises `KnockError`.
    """
    try:
        async with asyncio.timeout(seconds):
            with await dial(lobby, _any_server(), source) as channel:
                return await _pair(channel, code, mine, request, random)
    except ChannelError as error:
        raise KnockError(error.code, None, str(error)) from error
    except InvalidBytesError as error:
        raise KnockError(Code.GARBAGE, None, "the answer is not one of ours") from error
    except PairingError as error:
        raise KnockError(Code.IDENTITY, None, str(error)) from error
    except TimeoutError as error:
        raise KnockError(Code.LATE, None, "no answer came") from error


async def _pair(
    channel: Channel, code: str, mine: Hash, request: bytes, random: Random
) -> tuple[Hash, bytes]:
    # TLS 1.3 has no handshake in which the server shows no certificate.
    newcomer = Newcomer(code, mine, channel.fingerprint or b"", random)
    await channel.send(encode_message(newcomer.knock()))
    answer = decode_message(await channel.receive())
    if not isinstance(answer, PairAnswer):
        raise _unwelcome(answer)
    await channel.send(encode_message(newcomer.prove(answer, request)))
    welcome = decode_message(await channel.receive())
    if not isinstance(welcome, PairWelcome):
        raise _unwelcome(welcome)
    return answer.site, newcomer.welcomed(welcome)


def _unwelcome(answer: Message) -> KnockError:
    if isinstance(answer, Refused):
        refusal = refusal_of(answer.code)
        return KnockError(Code.REFUSED, refusal, f"refused: {refusal.name.lower()}")
    code = code_of(answer.code) if isinstance(answer, Bye) else Code.TURN
    return KnockError(code, None, "the answer is not about a pairing")


def _any_server() -> ssl.SSLContext:
    """Accepts any certificate; TLS 1.3 still proves that the server holds the key of the one it shows."""
    context = lobby_client_context([])
    context.verify_mode = ssl.CERT_NONE
    return context
