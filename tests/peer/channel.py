"""TLS and WebSocket, from `ops/protocol-wire.md` (Channel) alone: the front door, and the lobby."""

from __future__ import annotations

import socket
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from websockets.sync.client import ClientConnection, connect

PATIENCE = 20.0
Address = tuple[str, int]


@dataclass(frozen=True)
class Pair:
    """A certificate and its key, both in DER."""

    certificate: bytes
    key: bytes


@contextmanager
def front_door(address: Address, source: str, own: Pair, pinned: bytes) -> Iterator[ClientConnection]:
    """Both show their certificate, and the peer's is exactly this one."""
    context = _context()
    context.verify_flags = ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=pinned)
    private = load_der_private_key(own.key, None)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "own.pem"
        file.write_bytes(
            ssl.DER_cert_to_PEM_cert(own.certificate).encode()
            + private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        context.load_cert_chain(file)
    with _speaking(address, source, context) as link:
        yield link


@contextmanager
def lobby(address: Address, source: str) -> Iterator[tuple[ClientConnection, bytes]]:
    """A visitor shows nothing and takes any certificate; which one it was, for what follows."""
    context = _context()
    context.verify_mode = ssl.CERT_NONE
    with _speaking(address, source, context) as link:
        assert isinstance(link.socket, ssl.SSLSocket)
        seen = link.socket.getpeercert(binary_form=True)
        assert seen is not None
        yield link, seen


def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    return context


@contextmanager
def _speaking(address: Address, source: str, context: ssl.SSLContext) -> Iterator[ClientConnection]:
    plain = socket.create_connection(address, timeout=PATIENCE, source_address=(source, 0))
    with connect(
        "wss://veilleuse/", sock=plain, ssl=context, compression=None, max_size=4 * 2**20, proxy=None
    ) as link:
        yield link


def heard(link: ClientConnection) -> bytes:
    """The next message."""
    data = link.recv(timeout=PATIENCE)
    assert isinstance(data, bytes)
    return data
