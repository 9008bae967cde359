"""Fresh keys are the right kinds of keys, all different, and are not shown."""

import msgspec
import pytest
from cryptography import x509

from node.age import is_recipient
from node.vault.contents import VaultContents, with_site
from schema.codec import InvalidBytesError, decode, encode
from tests.node.vault.builders import RECOVERY, contents

SECRETS = ("database_key", "seal_key", "tls_key", "backup_identity", "site_pepper")


def test_fresh_keys_are_usable_and_all_different() -> None:
    made = contents()
    certificate = x509.load_der_x509_certificate(made.tls_certificate)
    assert certificate.public_key() == made.channel_key().public_key()
    assert made.workstation.hex() in certificate.subject.rfc4514_string()
    assert is_recipient(made.backup_recipient)
    assert made.channel_key().private_bytes_raw() != made.seal_key
    assert len({encode(getattr(made, name)) for name in SECRETS}) == len(SECRETS)


def test_contents_survive_their_encoding() -> None:
    made = contents("Préparation — isolateur nº 2")
    assert decode(VaultContents, encode(made)) == made


def test_a_founder_names_its_site_last() -> None:
    made = contents()
    named = with_site(made, b"F" * 16)
    assert named.site == b"F" * 16
    assert msgspec.structs.replace(named, site=made.site) == made


def test_nothing_secret_is_shown() -> None:
    made = contents()
    for shown in (repr(made), str(made), f"{made}"):
        assert shown == f"VaultContents(workstation={made.workstation.hex()})"


@pytest.mark.parametrize("name", ["site", "workstation", "database_key", "seal_key", "site_pepper"])
def test_a_key_of_another_length_is_refused(name: str) -> None:
    made = contents()
    with pytest.raises(ValueError, match=name):
        msgspec.structs.replace(made, **{name: b"short"})
    fields = [b"short" if f == name else getattr(made, f) for f in made.__struct_fields__]
    with pytest.raises(InvalidBytesError):
        decode(VaultContents, encode(fields))


def test_a_tls_key_of_another_kind_is_refused() -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    other = X25519PrivateKey.from_private_bytes(b"x" * 32).private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with pytest.raises(ValueError, match="Ed25519"):
        msgspec.structs.replace(contents(), tls_key=other).channel_key()


def test_the_recovery_values_are_the_public_ones() -> None:
    assert contents().recovery == RECOVERY.public
    assert RECOVERY.identity.encode() not in encode(contents())
