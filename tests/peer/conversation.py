"""A member that speaks with a node, from `ops/protocol-wire.md` alone: it takes all and gives nothing."""

from __future__ import annotations

import socket
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from websockets.sync.client import ClientConnection, connect

from tests.peer.journals import Journals, Transaction
from tests.peer.packing import pack, unpack

HELLO, HAVE, BATCH, RECORD_VECTOR, RECORDS = 1, 2, 3, 4, 5
PING, PONG, BYE = 10, 11, 12
ALL = 2
VERSIONS = [1]
PATIENCE = 20.0


@dataclass
class Heard:
    """What came."""

    journals: Journals
    hello: list[Any] = field(default_factory=list)
    theirs: dict[bytes, list[Any]] = field(default_factory=dict)
    records: list[list[Any]] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)

    @property
    def equal(self) -> bool:
        """Whether we hold what they say they hold."""
        return sorted(self.theirs.values()) == self.journals.tips()


@contextmanager
def channel(
    address: tuple[str, int], source: str, certificate: bytes, key: bytes, pinned: bytes
) -> Iterator[ClientConnection]:
    """Mutual TLS 1.3 with exactly this peer, then a WebSocket."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_flags = ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=pinned)
    private = load_der_private_key(key, None).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "own.pem"
        file.write_bytes(ssl.DER_cert_to_PEM_cert(certificate).encode() + private)
        context.load_cert_chain(file)
    plain = socket.create_connection(address, timeout=PATIENCE, source_address=(source, 0))
    with connect(
        "wss://veilleuse/", sock=plain, ssl=context, compression=None, max_size=4 * 2**20, proxy=None
    ) as link:
        yield link


def listen(link: ClientConnection, site: bytes, workstation: bytes, *, now: int) -> Heard:
    """Speak until both hold the same and the peer has told its records; then say goodbye."""
    heard = Heard(Journals(site))
    said: dict[bytes, list[Any]] = {}

    def say(*message: object) -> None:
        link.send(pack(list(message)))

    say(HELLO, VERSIONS, site, workstation, bytes(16), ALL, now, "written from the page", [])
    while not (heard.equal and heard.records):
        data = link.recv(timeout=PATIENCE)
        assert isinstance(data, bytes)
        number, *rest = _message(data)
        heard.messages.append(number)
        if number == HELLO:
            heard.hello = rest
            heard.theirs = {tip[0]: tip for tip in rest[7]}
            say(RECORD_VECTOR, [], True)
        elif number == HAVE:
            heard.theirs.update({tip[0]: tip for tip in rest[0]})
        elif number == BATCH:
            for transaction in rest[0]:
                _note(said, heard.journals.take(transaction))
            # Everything was verified and is held: that is what an answer means.
            say(HAVE, sorted(said.values()), 1)
            said.clear()
        elif number == RECORDS:
            heard.records += rest[0]
            say(RECORD_VECTOR, [record[:3] for record in rest[0]], True)
        elif number == PING:
            say(PONG, rest[0], now)
        elif number == BYE:
            raise ConnectionError(f"the peer left: {rest}")
    say(BYE, 1, "")
    return heard


def _message(data: bytes) -> list[Any]:
    found = unpack(data)
    assert isinstance(found, list)
    return found


def _note(said: dict[bytes, list[Any]], one: Transaction) -> None:
    if one.journal not in said or said[one.journal][1] < one.seq:
        said[one.journal] = one.tip
