"""Handshakes over real sockets on the loopback: who gets in, who does not, and what is learnt."""

import errno
import shutil
import ssl
import subprocess
import sys
import tempfile
import warnings
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import ExtensionOID, NameOID

from sync import tls
from tests.sync.handshakes import connected, handshake, resumed, saved_session, step, ticket_of, with_tickets


@dataclass(frozen=True)
class Peer:
    workstation: bytes
    key: Ed25519PrivateKey
    certificate: bytes

    def server(self, *pinned: "Peer") -> ssl.SSLContext:
        return tls.server_context(self.certificate, self.key, [p.certificate for p in pinned])

    def client(self, *pinned: "Peer") -> ssl.SSLContext:
        return tls.client_context(self.certificate, self.key, [p.certificate for p in pinned])


def peer(number: int) -> Peer:
    workstation = bytes([number]) * 16
    key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
    return Peer(workstation, key, tls.make_certificate(workstation, key, lambda n: bytes([number]) * n))


PHARMACY, DAY_HOSPITAL, WARD, STRANGER = (peer(n) for n in (1, 2, 3, 4))


def exchange(server: ssl.SSLContext, client: ssl.SSLContext) -> tuple[bytes | None, bytes | None]:
    """Bytes go both ways; returns whom the server saw and whom the client saw."""
    with handshake(server, client) as (near, far):
        far.sendall(b"ping")
        assert near.recv(4) == b"ping"
        near.sendall(b"pong")
        assert far.recv(4) == b"pong"
        assert near.version() == far.version() == "TLSv1.3"
        return tls.peer_fingerprint(near), tls.peer_fingerprint(far)


def test_pinned_peers_connect_both_ways_and_each_learns_who_the_other_is() -> None:
    for near, far in ((PHARMACY, WARD), (WARD, PHARMACY)):
        seen = exchange(near.server(far), far.client(near))
        assert seen == (tls.fingerprint(far.certificate), tls.fingerprint(near.certificate))


def test_several_pinned_peers_all_connect() -> None:
    front_door = PHARMACY.server(DAY_HOSPITAL, WARD)
    for client in (DAY_HOSPITAL, WARD):
        seen, _ = exchange(front_door, client.client(WARD, PHARMACY, DAY_HOSPITAL))
        assert seen == tls.fingerprint(client.certificate)


@pytest.mark.skipif(sys.platform != "linux", reason="memory files are Linux's")
def test_a_disk_that_takes_no_file_takes_no_connection_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(prefix: str) -> None:
        raise OSError(errno.ENOSPC, prefix)

    monkeypatch.setattr(tempfile, "TemporaryDirectory", full)
    seen, _ = exchange(PHARMACY.server(WARD), WARD.client(PHARMACY))
    assert seen == tls.fingerprint(WARD.certificate)


def test_a_server_refuses_a_certificate_nobody_pinned() -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        exchange(PHARMACY.server(WARD), STRANGER.client(PHARMACY))


def test_a_client_refuses_a_server_nobody_pinned() -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        exchange(STRANGER.server(WARD), WARD.client(PHARMACY))


def test_with_nobody_pinned_nobody_comes_in() -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        exchange(PHARMACY.server(), WARD.client(PHARMACY))


def test_a_client_without_certificate_is_refused_at_the_front_door() -> None:
    anonymous = tls.lobby_client_context([PHARMACY.certificate])
    with pytest.raises(ssl.SSLError, match="PEER_DID_NOT_RETURN_A_CERTIFICATE"):
        exchange(PHARMACY.server(WARD), anonymous)


def test_a_refused_client_learns_it_at_its_first_read() -> None:
    with ExitStack() as stack:
        raw_server, raw_client = stack.enter_context(connected())
        near = stack.enter_context(
            PHARMACY.server(WARD).wrap_socket(raw_server, server_side=True, do_handshake_on_connect=False)
        )
        far = stack.enter_context(
            STRANGER.client(PHARMACY).wrap_socket(raw_client, do_handshake_on_connect=False)
        )
        near.setblocking(False)
        far.setblocking(False)
        refused = finished = False
        while not (refused and finished):
            finished = finished or step(far)
            try:
                step(near)
            except ssl.SSLCertVerificationError:
                refused = True
        far.setblocking(True)
        with pytest.raises(ssl.SSLError, match="ALERT"):
            far.recv(1)


def test_a_stolen_certificate_without_its_key_is_useless() -> None:
    with pytest.raises(ssl.SSLError, match="KEY_VALUES_MISMATCH"):
        tls.client_context(WARD.certificate, STRANGER.key, [PHARMACY.certificate])


def test_an_impostor_with_a_member_s_name_is_refused() -> None:
    certificate = tls.make_certificate(WARD.workstation, STRANGER.key, lambda n: b"\x07" * n)
    impostor = Peer(WARD.workstation, STRANGER.key, certificate)
    with pytest.raises(ssl.SSLCertVerificationError):
        exchange(PHARMACY.server(WARD), impostor.client(PHARMACY))


def test_a_member_cannot_issue_certificates() -> None:
    """A leaf signed by a pinned workstation must not pass as pinned."""
    issuer = x509.load_der_x509_certificate(WARD.certificate).subject
    leaf = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "leaf")]))
        .issuer_name(issuer)
        .public_key(STRANGER.key.public_key())
        .serial_number(5)
        .not_valid_before(tls.VALID_FROM)
        .not_valid_after(tls.VALID_TO)
        .sign(WARD.key, algorithm=None)
    )
    child = Peer(b"\x09" * 16, STRANGER.key, leaf.public_bytes(serialization.Encoding.DER))
    with pytest.raises(ssl.SSLCertVerificationError):
        exchange(PHARMACY.server(WARD), child.client(PHARMACY))


def _limit_to_tls_1_2(context: ssl.SSLContext) -> ssl.SSLContext:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


def test_tls_1_2_is_refused_from_either_side() -> None:
    with pytest.raises(ssl.SSLError, match=r"PROTOCOL|VERSION"):
        exchange(PHARMACY.server(WARD), _limit_to_tls_1_2(WARD.client(PHARMACY)))
    with pytest.raises(ssl.SSLError, match=r"PROTOCOL|VERSION"):
        exchange(_limit_to_tls_1_2(PHARMACY.server(WARD)), WARD.client(PHARMACY))


def test_a_context_that_gives_tickets_resumes() -> None:
    """So what the next tests see of ours is a property of ours, and not of how they look."""
    server, client = with_tickets(PHARMACY.server(WARD)), with_tickets(WARD.client(PHARMACY))
    assert resumed(server, client, ticket_of(server, client))


def test_no_session_is_resumed() -> None:
    """Not even by a client that would: the front door gives it nothing to resume."""
    for client in (WARD.client(PHARMACY), with_tickets(WARD.client(PHARMACY))):
        server = PHARMACY.server(WARD)
        saved = saved_session(server, client)
        assert saved is None or not saved.has_ticket
        assert not resumed(server, client, saved)


def test_a_ticket_given_in_the_very_name_of_a_server_resumes_nothing_at_ours() -> None:
    """Another program with its key and certificate gave it, or this very context before it became ours."""
    client, giver = with_tickets(WARD.client(PHARMACY)), with_tickets(PHARMACY.server(WARD))
    ticket = ticket_of(giver, client)
    assert resumed(giver, client, ticket)
    assert not resumed(PHARMACY.server(WARD), client, ticket)
    assert resumed(giver, client, ticket), "it was good all the time"
    ours = PHARMACY.server(WARD)
    giver.options, giver.num_tickets = ours.options, ours.num_tickets
    assert not resumed(giver, client, ticket), "not even where the key of the ticket is known"


def test_a_session_saved_before_a_removal_opens_nothing_after_it() -> None:
    """A real ticket in hand, the removed one is asked for its certificate, which is judged anew."""
    client, giver = with_tickets(WARD.client(PHARMACY)), with_tickets(PHARMACY.server(WARD, DAY_HOSPITAL))
    ticket = ticket_of(giver, client)
    assert resumed(giver, client, ticket)
    assert not resumed(PHARMACY.server(WARD, DAY_HOSPITAL), client, ticket)
    # Only a whole handshake comes to verify a certificate.
    with (
        pytest.raises(ssl.SSLCertVerificationError),
        handshake(PHARMACY.server(DAY_HOSPITAL), client, session=ticket),
    ):
        pass
    assert resumed(giver, client, ticket), "who would resume it lets the removed one in"


def test_the_lobby_lets_a_stranger_in_who_checks_the_server() -> None:
    lobby = tls.lobby_server_context(PHARMACY.certificate, PHARMACY.key)
    seen = exchange(lobby, tls.lobby_client_context([PHARMACY.certificate]))
    assert seen == (None, tls.fingerprint(PHARMACY.certificate))


def test_a_stranger_refuses_a_false_lobby() -> None:
    lobby = tls.lobby_server_context(STRANGER.certificate, STRANGER.key)
    with pytest.raises(ssl.SSLCertVerificationError):
        exchange(lobby, tls.lobby_client_context([PHARMACY.certificate]))


def test_contexts_behave_with_and_without_strict_verification() -> None:
    """Python 3.13 made STRICT its default, older versions did not: both must connect."""
    for strict in (True, False):
        contexts = (PHARMACY.server(WARD), WARD.client(PHARMACY))
        for context in contexts:
            if strict:
                context.verify_flags |= ssl.VERIFY_X509_STRICT
            else:
                context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        assert exchange(*contexts)[0] == tls.fingerprint(WARD.certificate)


def _valid(certificate: bytes, begin: datetime, end: datetime) -> bytes:
    """The same certificate with another validity, for the counter-proof below."""
    old = x509.load_der_x509_certificate(certificate)
    builder = x509.CertificateBuilder().subject_name(old.subject).issuer_name(old.subject)
    builder = builder.public_key(old.public_key()).serial_number(9)
    made = builder.not_valid_before(begin).not_valid_after(end).sign(WARD.key, algorithm=None)
    return made.public_bytes(serialization.Encoding.DER)


def test_validity_is_looked_at_and_ours_covers_any_clock() -> None:
    past = datetime(2001, 1, 1, tzinfo=UTC)
    expired = Peer(WARD.workstation, WARD.key, _valid(WARD.certificate, past, past + timedelta(days=1)))
    with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
        exchange(PHARMACY.server(expired), expired.client(PHARMACY))
    ours = x509.load_der_x509_certificate(WARD.certificate)
    assert ours.not_valid_before_utc == datetime(1970, 1, 1, tzinfo=UTC)
    assert ours.not_valid_after_utc == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert b"99991231235959Z" in WARD.certificate  # GeneralizedTime, as RFC 5280 wants it


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the openssl command can set the clock")
@pytest.mark.parametrize("seconds", [0, 946_684_800, 32_503_680_000])
def test_openssl_accepts_it_at_any_clock(seconds: int, tmp_path: Path) -> None:
    """1970, 2000 and 3000: a dead battery, a lazy one, and a mistyped century."""
    pem = tmp_path / "ward.pem"
    pem.write_text(ssl.DER_cert_to_PEM_cert(WARD.certificate), encoding="ascii")
    command = ["openssl", "verify", "-x509_strict", "-partial_chain", "-no-CApath", "-attime"]
    done = subprocess.run(
        [*command, str(seconds), "-CAfile", str(pem), str(pem)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_certificate_says_only_its_workstation_and_is_no_authority() -> None:
    certificate = x509.load_der_x509_certificate(WARD.certificate)
    assert certificate.subject.rfc4514_string() == f"CN={WARD.workstation.hex()}"
    assert certificate.issuer == certificate.subject
    assert [e.oid for e in certificate.extensions] == [ExtensionOID.KEY_USAGE]
    assert not certificate.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign


def test_serials_are_random_positive_and_short_enough() -> None:
    for byte in (0, 0xFF):
        der = tls.make_certificate(WARD.workstation, WARD.key, lambda n, b=byte: bytes([b]) * n)  # type: ignore[misc]
        assert 0 < x509.load_der_x509_certificate(der).serial_number < 1 << 127


def test_a_bad_workstation_id_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        tls.make_certificate(b"short", WARD.key, bytes)


def test_no_key_is_left_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    seen: list[bytes] = []
    original = ssl.SSLContext.load_cert_chain

    def spy(self: ssl.SSLContext, path: Path, password: bytes) -> None:
        seen.append(path.read_bytes())
        assert path.stat().st_mode & 0o777 == 0o600
        original(self, path, password=password)

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", spy)
    WARD.server(PHARMACY)
    assert list(tmp_path.iterdir()) == []
    (written,) = seen
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in written
    assert b"BEGIN PRIVATE KEY" not in written


def test_the_pinned_certificates_are_the_only_roots() -> None:
    assert PHARMACY.server(WARD, DAY_HOSPITAL).cert_store_stats()["x509"] == 2
    assert PHARMACY.client(WARD).cert_store_stats()["x509"] == 1


def test_bytes_that_are_no_certificate_of_ours_are_turned_away_whatever_is_wrong_with_them() -> None:
    """One bad certificate in the membership would keep every member from trusting the others."""
    workstation = bytes(range(16))
    good = tls.make_certificate(workstation, Ed25519PrivateKey.from_private_bytes(bytes(32)), bytes)
    assert tls.is_certificate_of(workstation, good)
    version = bytes.fromhex("a003020102")  # version 3, as DER has it
    assert not tls.is_certificate_of(workstation, good.replace(version, version[:-1] + b"\x25"))
    assert not tls.is_certificate_of(bytes(16), good)
    assert not tls.is_certificate_of(workstation, good[:-1])
