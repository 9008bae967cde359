"""The bytes of a vault: every accident is told from the others, at every byte."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from node.argon import Cost
from node.secret_errors import (
    NotAVaultError,
    VaultDamagedError,
    VaultError,
    VaultTamperedError,
    VaultTruncatedError,
    VaultVersionError,
)
from node.vault.form import Header, PassphraseSlot, RecoverySlot, Sealed, read_form, write_form
from schema.codec import encode, tagged_hash

WHERE = Path("vault.msgpack")
HEADER = Header(
    b"s" * 16,
    b"w" * 16,
    PassphraseSlot(Cost(8, 1, 1), b"salt" * 4, b"n" * 12, b"wrapped"),
    RecoverySlot("age1fictive", b"wrapped"),
    None,
)
SEALED = Sealed(encode(HEADER), b"n" * 12, b"ciphertext" * 30)
FILE = write_form(SEALED)
MARK = len(b"\x95" + encode("veilleuse vault"))


def test_what_is_written_is_read() -> None:
    assert read_form(FILE, WHERE) == (SEALED, HEADER)


def test_a_file_cut_anywhere_is_truncated() -> None:
    for length in range(len(FILE)):
        with pytest.raises(VaultTruncatedError):
            read_form(FILE[:length], WHERE)


def test_any_flipped_bit_is_an_accident_with_a_name() -> None:
    ending = len(FILE) - len(encode("fin"))
    for bit in range(len(FILE) * 8):
        bad = bytearray(FILE)
        bad[bit // 8] ^= 1 << bit % 8
        with pytest.raises(VaultError) as caught:
            read_form(bytes(bad), WHERE)
        if bit // 8 < MARK:
            assert isinstance(caught.value, NotAVaultError)
        elif bit // 8 < ending:
            assert isinstance(caught.value, VaultDamagedError)
        else:
            assert isinstance(caught.value, VaultTruncatedError)


def test_bytes_too_many_are_noticed() -> None:
    with pytest.raises(VaultTruncatedError):  # it does not end as a vault does
        read_form(FILE + b"\0", WHERE)
    with pytest.raises(VaultDamagedError):
        read_form(FILE + encode("fin"), WHERE)


@given(st.binary(min_size=1, max_size=300))
def test_something_else_is_not_a_vault(data: bytes) -> None:
    with pytest.raises(NotAVaultError):
        read_form(b"#" + data, WHERE)


@given(st.binary(max_size=300))
def test_any_end_after_the_mark_is_an_error_of_ours(data: bytes) -> None:
    with pytest.raises(VaultError):
        read_form(FILE[:MARK] + data, WHERE)


def _with_right_checksum(version: int, body: bytes) -> bytes:
    checksum = tagged_hash("vault-file", encode(version), body)
    return encode(["veilleuse vault", version, checksum, body, "fin"])


def test_another_version_is_told_by_its_number() -> None:
    with pytest.raises(VaultVersionError) as caught:
        read_form(_with_right_checksum(7, b"whatever it means then"), WHERE)
    assert caught.value.values == {"path": "vault.msgpack", "version": "7"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x91" * 100_000,  # nesting meant to exhaust the decoder
        encode(Sealed(b"no header", b"n" * 12, b"c")),
        encode(Sealed(encode([b"short", b"w" * 16, 1, 2, None]), b"n" * 12, b"c")),
        encode([1, 2, 3]),
    ],
)
def test_an_impossible_body_with_a_right_checksum_was_put_there(body: bytes) -> None:
    with pytest.raises(VaultTamperedError):
        read_form(_with_right_checksum(1, body), WHERE)


def test_a_header_names_its_site() -> None:
    with pytest.raises(ValueError, match="site"):
        Header(b"", b"w" * 16, HEADER.passphrase, HEADER.recovery, None)
