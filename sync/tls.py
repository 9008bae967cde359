"""The certificate of a workstation and the TLS contexts that trust exactly the pinned ones.

There is no authority: each workstation makes one self-signed Ed25519 certificate for ever, and a
peer is trusted because membership pinned its very certificate. Who it is comes from the
fingerprint looked up after every handshake, never from a name in the certificate.
"""

import hashlib
import os
import ssl
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.x509.oid import NameOID

from schema.codec import tagged_hash
from schema.ids import ID_BYTES, Random

# A dead clock battery must not stop a ward, so no clock can be outside the validity.
# RFC 5280 §4.1.2.5: 99991231235959Z is the value for "no well-defined expiration date".
VALID_FROM = datetime(1970, 1, 1, tzinfo=UTC)
VALID_TO = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)

SERIAL_BYTES = 16


def make_certificate(workstation: bytes, key: Ed25519PrivateKey, random: Random) -> bytes:
    """The self-signed certificate (DER) of the workstation with this 16-byte id.

    The subject is the id in hexadecimal: two pinned roots of equal name would make OpenSSL try
    only the first. There is no BasicConstraints, and the key may only sign handshakes, so a
    member cannot issue certificates that others would accept. Raises `ValueError` on a bad id.
    """
    if len(workstation) != ID_BYTES:
        raise ValueError(f"a workstation id has {ID_BYTES} bytes, this one has {len(workstation)}")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, workstation.hex())])
    # Positive and never zero (RFC 5280 §4.1.2.2): the top bit is cleared, the next one set.
    serial = int.from_bytes(random(SERIAL_BYTES), "big") & (1 << 126) - 1 | 1 << 126
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(VALID_FROM)
        .not_valid_after(VALID_TO)
        .add_extension(_handshakes_only(), critical=True)
        .sign(key, algorithm=None)
    )
    return certificate.public_bytes(serialization.Encoding.DER)


def fingerprint(certificate: bytes) -> bytes:
    """SHA-256 of a certificate's DER bytes: what membership pins and a handshake looks up."""
    return hashlib.sha256(certificate).digest()


def is_certificate_of(workstation: bytes, certificate: bytes) -> bool:
    """Whether these are the bytes of a certificate as `make_certificate` makes it for this workstation.

    Anything else must stay out of the membership: OpenSSL would refuse it together with all the others.
    """
    try:
        found = x509.load_der_x509_certificate(certificate)
        key = found.public_key()
        found.verify_directly_issued_by(found)
        lobby_client_context([certificate])
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.InvalidVersion, ssl.SSLError):
        return False
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, workstation.hex())])
    return isinstance(key, Ed25519PublicKey) and found.subject == name


def server_context(certificate: bytes, key: Ed25519PrivateKey, pinned: Sequence[bytes]) -> ssl.SSLContext:
    """The front door: only a client that holds the key of a pinned certificate (DER) comes in.

    In TLS 1.3 the client finishes its handshake before the server has judged it: a refused
    client learns of it at its first read.
    """
    context = _context(ssl.PROTOCOL_TLS_SERVER, certificate, key)
    _trust_exactly(context, pinned)
    return context


def client_context(certificate: bytes, key: Ed25519PrivateKey, pinned: Sequence[bytes]) -> ssl.SSLContext:
    """For dialling a member: shows our certificate, accepts only servers pinned (DER)."""
    context = _context(ssl.PROTOCOL_TLS_CLIENT, certificate, key)
    _trust_exactly(context, pinned)
    return context


def lobby_server_context(certificate: bytes, key: Ed25519PrivateKey) -> ssl.SSLContext:
    """The lobby: strangers come in without a certificate, and get nothing but membership."""
    context = _context(ssl.PROTOCOL_TLS_SERVER, certificate, key)
    context.verify_mode = ssl.CERT_NONE
    return context


def lobby_client_context(pinned: Sequence[bytes]) -> ssl.SSLContext:
    """For dialling a lobby: shows nothing of us, accepts only servers pinned (DER).

    A stranger knows the lobby's certificate from its invitation file or from another member.
    """
    context = _bare_context(ssl.PROTOCOL_TLS_CLIENT)
    _trust_exactly(context, pinned)
    return context


def peer_fingerprint(connection: ssl.SSLSocket | ssl.SSLObject) -> bytes | None:
    """Who is at the other end, by fingerprint; None for one who showed no certificate."""
    certificate = connection.getpeercert(binary_form=True)
    return None if certificate is None else fingerprint(certificate)


def _handshakes_only() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _bare_context(protocol: int) -> ssl.SSLContext:
    # Not ssl.create_default_context: it loads the system's authorities, writes session keys to
    # SSLKEYLOGFILE when the environment says so, and its flags differ between Python versions.
    context = ssl.SSLContext(protocol)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.maximum_version = ssl.TLSVersion.TLSv1_3
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_TICKET
    # A resumed session would skip the certificate, and so outlive a member's removal.
    if protocol == ssl.PROTOCOL_TLS_SERVER:
        context.num_tickets = 0
    # Names mean nothing here; the trusted roots are the peers themselves.
    context.check_hostname = False
    # A pinned certificate is itself the anchor, though it is no authority (PARTIAL_CHAIN); STRICT
    # is set everywhere because Python 3.13 began to and one behaviour is easier to trust than two.
    context.verify_flags = (
        ssl.VERIFY_X509_TRUSTED_FIRST | ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VERIFY_X509_STRICT
    )
    return context


def _context(protocol: int, certificate: bytes, key: Ed25519PrivateKey) -> ssl.SSLContext:
    context = _bare_context(protocol)
    _load_own(context, certificate, key)
    return context


def _trust_exactly(context: ssl.SSLContext, pinned: Sequence[bytes]) -> None:
    context.verify_mode = ssl.CERT_REQUIRED
    # With nobody pinned, nobody is accepted; OpenSSL calls an empty list an error.
    if pinned:
        context.load_verify_locations(cadata=b"".join(pinned))


def _load_own(context: ssl.SSLContext, certificate: bytes, key: Ed25519PrivateKey) -> None:
    """Hands our key to OpenSSL, which takes keys from files only.

    The file (in a private folder, removed at once) holds the key *encrypted* under a password
    that only a holder of the key can compute, so what a crash leaves behind or a disk remembers
    is worth nothing. Where the disk takes no such file, one in memory does, on Linux.
    """
    seed = key.private_bytes_raw()
    password = tagged_hash("tls-key-file", seed).hex().encode("ascii")
    pem = ssl.DER_cert_to_PEM_cert(certificate).encode("ascii") + key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(password),
    )
    with _as_file(pem) as path:
        context.load_cert_chain(path, password=password)


@contextmanager
def _as_file(content: bytes) -> Iterator[Path]:
    """A file with these bytes, for as long as this lasts; raises `OSError`."""
    with ExitStack() as kept:
        try:
            path = Path(kept.enter_context(tempfile.TemporaryDirectory(prefix="veilleuse-"))) / "own.pem"
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
        except OSError:
            if sys.platform != "linux":
                raise
            memory = kept.enter_context(os.fdopen(os.memfd_create("veilleuse"), "wb"))
            memory.write(content)
            memory.flush()
            path = Path(f"/proc/self/fd/{memory.fileno()}")
        yield path
