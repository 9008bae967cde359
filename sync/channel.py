"""WebSocket messages over TLS 1.3: listening and dialling, bounded in size, count and time.

The listener accepts in plain TCP, asks the gate, and only then makes a TLS handshake with the
context of that moment; so a membership change holds from the next handshake on. Liveness is the
conversation's affair: the library's own pings are off.
"""

import asyncio
import socket
import ssl
from asyncio.trsock import TransportSocket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Any, Self, cast

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.connection import Connection
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.client import ClientProtocol
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage
from websockets.server import ServerProtocol

from sync.addresses import Address
from sync.codes import Code
from sync.doors import shut
from sync.gate import Gate
from sync.messages import MAX_MESSAGE_BYTES
from sync.tls import peer_fingerprint

HANDSHAKE_SECONDS = 5.0
DIAL_SECONDS = 3.0
"""A cable that swallows everything must not hold up the next attempt for long."""
CLOSE_SECONDS = 1.0
QUEUE = (4, 1)
"""Messages waiting to be taken, before the library stops reading from the socket."""


class ChannelError(Exception):
    """No connection, or no longer: `code` says why, the text says more."""

    def __init__(self, code: Code, detail: str) -> None:
        super().__init__(detail)
        self.code = code


class Channel:
    """One connection over which whole messages go both ways.

    Who dialled has it in a `with`: however that is left, cancelled included, nothing stays open.
    """

    def __init__(self, connection: "_Heard", remote: Address) -> None:
        self._connection = connection
        self.remote = remote
        """The other end of the socket (a relay's, where there is one)."""
        self.fingerprint = _fingerprint(connection)
        """Of the peer's certificate; `None` for a stranger in the lobby."""
        self.local_host = str((connection.local_address or ("",))[0])
        """Our own end of the socket, where the peer's network sees us; empty when it is lost already."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.abort()

    async def send(self, data: bytes) -> None:
        """Hand a message to the network; waits while the peer is slow. Raises `ChannelError`."""
        try:
            await self._connection.send(data)
        except ConnectionClosed as error:
            raise _lost(error) from error

    async def receive(self) -> bytes:
        """The next message. Raises `ChannelError` when there will be none."""
        try:
            return await self._connection.recv(decode=False)
        except ConnectionClosed as error:
            raise _lost(error) from error

    def quiet_for(self) -> float:
        """Seconds since the last byte came; a long message under way is not silence."""
        return self._connection.loop.time() - self._connection.heard_at

    async def close(self) -> None:
        """Hang up politely, within `CLOSE_SECONDS`."""
        await self._connection.close()

    def abort(self) -> None:
        """Hang up at once."""
        self._connection.hang_up()


class _Heard(Connection):
    """Notes when the last byte came, and by which socket."""

    heard_at: float
    plain: TransportSocket

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.plain = transport.get_extra_info("socket")
        self.heard_at = self.loop.time()
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self.heard_at = self.loop.time()
        super().data_received(data)

    def hang_up(self) -> None:
        self.transport.abort()
        # TLS that was told twice to close passes that on no more, and waits for its peer; the loop notices
        # what is hung up below it.
        with suppress(OSError):
            self.plain.shutdown(socket.SHUT_RDWR)


class _Dialled(_Heard, ClientConnection):
    """The dialler's end, added to `begun` once TLS is made."""

    def __init__(self, protocol: ClientProtocol, begun: "list[_Dialled]", **options: Any) -> None:
        super().__init__(protocol, **options)
        self._begun = begun

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._begun.append(self)


class _Door(_Heard, ServerConnection):
    """The listener's end: first plain TCP, then TLS, only then a WebSocket."""

    def __init__(
        self, protocol: ServerProtocol, server: Server, listener: "Listener", **options: Any
    ) -> None:
        super().__init__(protocol, server, **options)
        self._listener = listener
        self._source: str | None = None
        self._open = False
        self._early = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        plain = cast(asyncio.Transport, transport)
        source = str(plain.get_extra_info("peername", ("",))[0])
        if not self._listener.admit(source):
            plain.abort()
            return
        self._source = source
        plain.pause_reading()  # what comes now is for TLS
        securing = self.loop.create_task(self._secure(plain, source))
        self._listener.knocking.add(securing)
        securing.add_done_callback(partial(self._secured, plain))

    async def _secure(self, plain: asyncio.Transport, source: str) -> None:
        try:
            secure = await self.loop.start_tls(
                plain,
                self,
                self._listener.context(),
                server_side=True,
                ssl_handshake_timeout=HANDSHAKE_SECONDS,
                ssl_shutdown_timeout=CLOSE_SECONDS,
            )
            if secure is not None and not secure.is_closing():
                self._open = True
                super().connection_made(secure)
                super().data_received(self._early)
                self._early = b""
        except (OSError, EOFError) as error:
            self._listener.turned_away(source, _reason(error))

    def _secured(self, plain: asyncio.Transport, securing: "asyncio.Task[None]") -> None:
        # Not within the task: one that is cancelled before its first step never comes to its end.
        self._listener.knocking.discard(securing)
        if not self._open:
            # TLS does not tell us of a connection that was lost within the handshake.
            plain.abort()
            self._leave()

    def data_received(self, data: bytes) -> None:
        # The request may come in one packet with the end of the handshake, before our task wakes up.
        if self._open:
            super().data_received(data)
        else:
            self._early += data

    def eof_received(self) -> None:
        # Whoever hangs up right after the handshake is nobody yet; TLS then closes by itself.
        if self._open:
            super().eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        self._leave()
        if self._open:
            super().connection_lost(exc)

    def _leave(self) -> None:
        if self._source is not None:
            self._listener.release(self._source)
            self._source = None


class Listener:
    """Accepts connections on one address; `handle` talks with each and returns when it is over."""

    def __init__(
        self,
        context: Callable[[], ssl.SSLContext],
        gate: Gate,
        handle: Callable[[Channel], Awaitable[None]],
        turned_away: Callable[[str, str], None],
    ) -> None:
        """`context` is asked at each handshake; `turned_away(source, reason)` hears of failed ones."""
        self.context = context
        self.turned_away = turned_away
        self.knocking: set[asyncio.Task[None]] = set()
        self._gate = gate
        self._handle = handle
        self._server: Server | None = None
        self._stopping = False

    async def start(self, address: Address) -> Address:
        """Listen; port 0 takes any. Says where. Raises `OSError` when the address cannot be had."""
        self._stopping = False
        try:
            self._server = await serve(
                self._serve,
                address.host,
                address.port,
                compression=None,
                max_size=MAX_MESSAGE_BYTES,
                max_queue=QUEUE,
                open_timeout=HANDSHAKE_SECONDS,
                close_timeout=CLOSE_SECONDS,
                ping_interval=None,
                server_header=None,
                create_connection=partial(_Door, listener=self),  # type: ignore[arg-type]  # like the class
            )
        except OSError as error:
            # Named as the file is that cannot be opened: who reads it has to know which of the addresses.
            raise OSError(error.errno, error.strerror, str(address)) from error
        host, port = self._server.sockets[0].getsockname()[:2]
        return Address(host, port)

    def admit(self, source: str) -> bool:
        """Whether one more from there may come in."""
        if self._stopping:
            return False
        if self._gate.admit(source, asyncio.get_running_loop().time()):
            return True
        self.turned_away(source, Code.BUSY.name.lower())
        return False

    def release(self, source: str) -> None:
        """One from there left."""
        self._gate.release(source)

    async def stop(self) -> None:
        """Stop listening and end every connection."""
        if self._server is None:
            return
        self._stopping = True
        await shut(self._server.sockets)
        self._server.close()
        for task in list(self.knocking):
            task.cancel()
        await asyncio.gather(*self.knocking, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None

    async def _serve(self, connection: ServerConnection) -> None:
        door = cast(_Door, connection)
        host, port = door.remote_address[:2]
        await self._handle(Channel(door, Address(host, port)))


async def dial(
    address: Address, context: ssl.SSLContext, source: str | None, seconds: float = DIAL_SECONDS
) -> Channel:
    """Connect from `source` (an own address, or any). Raises `ChannelError`.

    `UNREACHABLE`: nobody answers there. `REFUSED`: somebody did, and TLS was refused on one side.
    """
    try:
        connection = await _connected(address, context, source, seconds)
    except (
        ssl.SSLError,
        ConnectionResetError,
        BrokenPipeError,
        InvalidHandshake,
        InvalidMessage,
        EOFError,
    ) as error:
        raise ChannelError(Code.REFUSED, _reason(error)) from error
    except (OSError, ValueError) as error:  # ValueError: no host can have this name
        raise ChannelError(Code.UNREACHABLE, _reason(error)) from error
    return Channel(connection, address)


async def _connected(
    address: Address, context: ssl.SSLContext, source: str | None, seconds: float
) -> _Dialled:
    begun: list[_Dialled] = []
    try:
        connection = await connect(
            "wss://veilleuse/",  # names mean nothing here; host and port below also forbid redirects
            host=address.host,
            port=address.port,
            local_addr=None if source is None else (source, 0),
            ssl=context,
            compression=None,
            proxy=None,
            max_size=MAX_MESSAGE_BYTES,
            max_queue=QUEUE,
            open_timeout=seconds,
            close_timeout=CLOSE_SECONDS,
            ssl_shutdown_timeout=CLOSE_SECONDS,
            ping_interval=None,
            user_agent_header=None,
            create_connection=partial(_Dialled, begun=begun),  # type: ignore[arg-type]  # like the class
        )
    except BaseException:
        # Given up when TLS was just made, asyncio leaves it open until the peer has said goodbye.
        for one in begun:
            one.hang_up()
        raise
    return cast(_Dialled, connection)


def _fingerprint(connection: Connection) -> bytes | None:
    secured = connection.transport.get_extra_info("ssl_object")
    return None if secured is None else peer_fingerprint(secured)


def _lost(error: ConnectionClosed) -> ChannelError:
    sent = error.sent
    if sent is not None and sent.code == 1009:
        return ChannelError(Code.OVERSIZED, "a message beyond the agreed size")
    if sent is not None and sent.code in {1002, 1007}:
        return ChannelError(Code.GARBAGE, "not a WebSocket")
    return ChannelError(Code.LOST, "the connection broke off")


def _reason(error: BaseException) -> str:
    """One short word for what went wrong; never data of the peer's."""
    if isinstance(error, ssl.SSLError):
        return (error.reason or "tls").lower()
    return type(error).__name__
