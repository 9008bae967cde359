"""Keys that age itself accepts, and sealing that only the right one opens."""

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from node.age import WrongIdentityError, bech32, identity_text, is_recipient, open_with, recipient_of, seal_to


@pytest.mark.parametrize(
    ("prefix", "data", "expected"),
    [
        ("a", b"", "a12uel5l"),  # BIP 173, valid strings
        ("?", b"", "?1ezyfcl"),
        # BIP 173, segwit examples without their version digit cannot be made: ours carry whole bytes only.
    ],
)
def test_bech32_agrees_with_its_standard(prefix: str, data: bytes, expected: str) -> None:
    assert bech32(prefix, data) == expected


@given(st.binary(min_size=32, max_size=32))
def test_an_identity_is_read_by_age_and_has_the_same_public_half(secret: bytes) -> None:
    identity = identity_text(secret)
    assert identity.startswith("AGE-SECRET-KEY-1")
    parsed = pyrage.x25519.Identity.from_str(identity)  # age checks the checksum
    public = X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    assert recipient_of(identity) == str(parsed.to_public()) == bech32("age", public)


def test_only_the_right_identity_opens() -> None:
    mine, other = identity_text(b"\x01" * 32), identity_text(b"\x02" * 32)
    sealed = seal_to(recipient_of(mine), b"fictive")
    assert open_with(mine, sealed) == b"fictive"
    with pytest.raises(WrongIdentityError):
        open_with(other, sealed)
    with pytest.raises(WrongIdentityError):
        open_with(mine, sealed[:-1])


def test_what_is_no_key_is_refused_without_being_quoted() -> None:
    for text in ("", "AGE-SECRET-KEY-1SECRETSECRET", "age1qqq"):
        with pytest.raises(WrongIdentityError) as caught:
            recipient_of(text)
        assert caught.value.__cause__ is None
        assert "SECRETSECRET" not in str(caught.value)
        assert not is_recipient(text)
    assert is_recipient(recipient_of(identity_text(b"\x03" * 32)))
    with pytest.raises(ValueError, match="32 bytes"):
        identity_text(b"short")
