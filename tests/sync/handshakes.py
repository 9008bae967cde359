"""TLS handshakes driven by hand over the loopback, and sessions that could be resumed."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager


@contextmanager
def connected() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Both ends of a plain connection, the server's first."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        server, _ = listener.accept()
    with client, server:
        yield server, client


def step(connection: ssl.SSLSocket) -> bool:
    """One step of this end; whether it is through."""
    try:
        connection.do_handshake()
    except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
        return False
    return True


@contextmanager
def handshake(
    server: ssl.SSLContext, client: ssl.SSLContext, session: ssl.SSLSession | None = None
) -> Iterator[tuple[ssl.SSLSocket, ssl.SSLSocket]]:
    """Both ends of a finished handshake, driven alternately: no thread is needed."""
    with ExitStack() as stack:
        raw_server, raw_client = stack.enter_context(connected())
        near = stack.enter_context(
            server.wrap_socket(raw_server, server_side=True, do_handshake_on_connect=False)
        )
        far = stack.enter_context(
            client.wrap_socket(raw_client, do_handshake_on_connect=False, session=session)
        )
        near.setblocking(False)
        far.setblocking(False)
        near_done = far_done = False
        while not (near_done and far_done):
            far_done = far_done or step(far)
            near_done = near_done or step(near)
        near.setblocking(True)
        far.setblocking(True)
        yield near, far


def with_tickets(context: ssl.SSLContext) -> ssl.SSLContext:
    """As Python makes them, and as ours never are."""
    context.options &= ~ssl.OP_NO_TICKET
    if context.protocol == ssl.PROTOCOL_TLS_SERVER:
        context.num_tickets = 2
    return context


def saved_session(server: ssl.SSLContext, client: ssl.SSLContext) -> ssl.SSLSession | None:
    """What the client keeps of a whole handshake; a ticket comes with the first bytes."""
    with handshake(server, client) as (near, far):
        near.sendall(b"x")
        assert far.recv(1) == b"x"
        return far.session


def ticket_of(server: ssl.SSLContext, client: ssl.SSLContext) -> ssl.SSLSession:
    """A session that can be resumed: this server gives tickets, and this client may use them again."""
    saved = saved_session(server, client)
    assert saved is not None
    assert saved.has_ticket
    return saved


def resumed(server: ssl.SSLContext, client: ssl.SSLContext, session: ssl.SSLSession | None) -> bool:
    """Whether a handshake with this session was cut short; both ends agree on that."""
    with handshake(server, client, session=session) as (near, far):
        assert far.session_reused == near.session_reused
        return bool(far.session_reused)
