"""Somebody who types the code that a workstation shows, from `ops/protocol-pairing.md` alone."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pyrage
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID
from websockets.sync.client import ClientConnection

from tests.peer.channel import Pair, heard
from tests.peer.journals import Journals
from tests.peer.packing import array, pack, tagged
from tests.peer.pairing import Side, site_hash
from tests.peer.records import check_record
from tests.peer.signatures import WrongError

KNOCK, ANSWER, PROOF, WELCOME, REFUSED = 20, 21, 22, 23, 15


class RefusedError(Exception):
    """The lobby said no; the argument is its number."""


@dataclass(frozen=True)
class Newcomer:
    """Keys of a workstation that is not one yet."""

    workstation: bytes
    seal_key: Ed25519PrivateKey
    tls: Pair
    request: list[Any]

    @property
    def fingerprint(self) -> bytes:
        """Of the certificate that it will bring."""
        return hashlib.sha256(self.tls.certificate).digest()


@dataclass(frozen=True)
class Welcome:
    """What was told, and holds."""

    site: bytes
    pepper: bytes
    recovery_recipient: str
    journals: Journals
    records: list[list[Any]]


def make_newcomer() -> Newcomer:
    """New keys, and the request that names their public halves."""
    workstation, seal_key, tls_key = (
        os.urandom(16),
        Ed25519PrivateKey.generate(),
        Ed25519PrivateKey.generate(),
    )
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, workstation.hex())])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(tls_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=36_500))
        .sign(tls_key, None)
    )
    certificate = made.public_bytes(Encoding.DER)
    request = [
        workstation,
        seal_key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw),
        certificate,
        str(pyrage.x25519.Identity.generate().to_public()),
        os.urandom(32),
        os.urandom(32),
    ]
    private = tls_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return Newcomer(workstation, seal_key, Pair(certificate, private), request)


def look(
    link: ClientConnection, certificate_seen: bytes, code: str, newcomer: Newcomer
) -> tuple[str, str, str, list[str]]:
    """Site, name, place and administrators: what it would become, which the inviter writes nowhere."""
    _, told = _exchange(link, certificate_seen, code, newcomer, [newcomer.request])
    site_name, name, place, administrators = array(told)
    return site_name, name, place, administrators


def pair(link: ClientConnection, certificate_seen: bytes, code: str, newcomer: Newcomer) -> Welcome:
    """Knock, prove the code, and believe the welcome once it holds; `RefusedError`, `WrongError`."""
    site, told = _exchange(link, certificate_seen, code, newcomer, newcomer.request)
    return read_welcome(told, site, newcomer)


def _exchange(
    link: ClientConnection, certificate_seen: bytes, code: str, newcomer: Newcomer, asked: list[Any]
) -> tuple[bytes, bytes]:
    """The hash of the site, and what was answered to what was asked under the code."""
    inviter = hashlib.sha256(certificate_seen).digest()
    link.send(pack([KNOCK, newcomer.fingerprint]))
    site, share = _answer(link, ANSWER)
    side = Side("A", code, newcomer.fingerprint, inviter, site, os.urandom)
    keys = side.keys(share)
    sealed = keys.seal_request(pack(asked))
    link.send(pack([PROOF, side.share, keys.newcomer_confirms, sealed]))
    confirmation, told = _answer(link, WELCOME)
    if confirmation != keys.inviter_confirms:
        raise WrongError("it does not know the code")
    return site, keys.open_welcome(told)


def _answer(link: ClientConnection, expected: int) -> list[Any]:
    number, *rest = array(heard(link))
    if number == REFUSED:
        raise RefusedError(*rest)
    if number != expected:
        raise WrongError("out of turn")
    return rest


def read_welcome(data: bytes, paired: bytes, newcomer: Newcomer) -> Welcome:
    """Every chain, seal and signature in it, and what it says of the site and of the newcomer."""
    site, pepper, recipient, recovery_key, transactions, records = array(data)
    if site_hash(site) != paired:
        raise WrongError("another site than the one paired with")
    journals = Journals(site)
    for one in transactions:
        journals.take(one)
    announced = journals.announced
    if announced.recovery_key != recovery_key:
        raise WrongError("a founding with another recovery key")
    own, seal_key, certificate, _, *nonces = newcomer.request
    if announced.certificates.get(own) != certificate:
        raise WrongError("the newcomer is not in it")
    for nonce, scope in zip(nonces, ("membership", "clinical"), strict=True):
        found = announced.journals.get(tagged("journal", site, seal_key, nonce)[:16])
        if found is None or (found.workstation, found.scope) != (own, scope):
            raise WrongError("a journal of the newcomer is not in it")
    read = [array(record) for record in records]
    for record in read:
        check_record(record, announced)
    return Welcome(site, pepper, recipient, journals, read)
