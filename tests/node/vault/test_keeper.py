"""A vault's whole life: made, opened by three ways, changed, lost, altered."""

import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec
import pytest

from node.argon import STANDARD_COST
from node.secret_errors import (
    KeyringEntryError,
    NoKeyringSlotError,
    VaultError,
    VaultExistsError,
    VaultMissingError,
    VaultTamperedError,
    WrongPassphraseError,
    WrongRecoveryKeyError,
)
from node.vault import (
    add_keyring_slot,
    by_keyring,
    by_passphrase,
    by_recovery,
    create_vault,
    generate_passphrase,
    open_by,
    open_vault,
    remove_keyring_slot,
    replace_passphrase,
)
from node.vault.form import Header, Sealed, read_form, write_form
from schema.codec import encode
from tests.node.vault.builders import (
    CHEAP,
    OTHER_RECOVERY,
    PASSPHRASE,
    RECOVERY,
    MemoryStore,
    contents,
    counting_random,
    vault,
)

NEW_PASSPHRASE = generate_passphrase(counting_random(50))
KNOWN = by_passphrase(PASSPHRASE)


def random(count: int) -> bytes:
    return counting_random(500)(count)


def header_of(path: Path) -> Header:
    return read_form(path.read_bytes(), path)[1]


def rewrite(path: Path, change: Callable[[Sealed, Header], Sealed]) -> None:
    """What somebody who can write the file may do: any change, with a right checksum."""
    path.write_bytes(write_form(change(*read_form(path.read_bytes(), path))))


def test_a_vault_opens_to_its_passphrase_and_to_the_recovery_key(tmp_path: Path) -> None:
    path = vault(tmp_path)
    assert open_vault(path, passphrase=PASSPHRASE.upper()) == contents()
    assert open_by(path, by_recovery(RECOVERY.identity)) == contents()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_standard_cost_opens_too(tmp_path: Path) -> None:
    path = tmp_path / "vault.msgpack"
    create_vault(path, contents(), PASSPHRASE, random=random, cost=STANDARD_COST)
    assert open_vault(path, passphrase=PASSPHRASE) == contents()
    assert header_of(path).passphrase.cost == STANDARD_COST


def test_no_secret_is_in_the_file(tmp_path: Path) -> None:
    data, made = vault(tmp_path).read_bytes(), contents()
    for secret in (made.database_key, made.seal_key, made.tls_key, made.site_pepper):
        assert secret not in data
    for text in (made.backup_identity, made.workstation_name, *PASSPHRASE.split()):
        assert text.encode() not in data


def test_a_vault_is_never_overwritten(tmp_path: Path) -> None:
    path = vault(tmp_path)
    before = path.read_bytes()
    with pytest.raises(VaultExistsError):
        create_vault(path, contents(), PASSPHRASE, random=random, cost=CHEAP)
    assert path.read_bytes() == before


def test_wrong_keys_are_told(tmp_path: Path) -> None:
    path = vault(tmp_path)
    with pytest.raises(WrongPassphraseError):
        open_vault(path, passphrase=NEW_PASSPHRASE)
    with pytest.raises(WrongRecoveryKeyError):
        open_by(path, by_recovery(OTHER_RECOVERY.identity))
    with pytest.raises(NoKeyringSlotError):
        open_by(path, by_keyring(MemoryStore()))
    with pytest.raises(VaultMissingError):
        open_vault(tmp_path / "none", passphrase=PASSPHRASE)


def test_the_first_and_the_last_altered_bit_are_noticed_even_with_a_right_checksum(tmp_path: Path) -> None:
    path = vault(tmp_path)
    good = path.read_bytes()
    sealed, _ = read_form(good, path)
    for name in ("nonce", "ciphertext"):
        field = getattr(sealed, name)
        for at in (0, len(field) - 1):
            altered = bytearray(field)
            altered[at] ^= 1
            path.write_bytes(write_form(msgspec.structs.replace(sealed, **{name: bytes(altered)})))
            with pytest.raises(VaultTamperedError):
                open_by(path, by_recovery(RECOVERY.identity))
    path.write_bytes(write_form(msgspec.structs.replace(sealed, nonce=b"")))
    with pytest.raises(VaultTamperedError):
        open_by(path, by_recovery(RECOVERY.identity))


@pytest.mark.parametrize("name", ["site", "workstation"])
def test_an_altered_header_is_noticed(tmp_path: Path, name: str) -> None:
    path = vault(tmp_path)

    def other(sealed: Sealed, header: Header) -> Sealed:
        altered = msgspec.structs.replace(header, **{name: b"X" * 16})
        return msgspec.structs.replace(sealed, header=encode(altered))

    rewrite(path, other)
    with pytest.raises(VaultTamperedError):
        open_by(path, by_recovery(RECOVERY.identity))
    with pytest.raises(WrongPassphraseError):  # its slot is bound to the same names
        open_vault(path, passphrase=PASSPHRASE)


def test_a_slot_of_somebody_else_breaks_the_seal(tmp_path: Path) -> None:
    """Nobody who can merely write the file adds a way in, nor takes one away."""
    path = vault(tmp_path)
    store = MemoryStore()
    add_keyring_slot(path, KNOWN, store, random=random)
    old_slot = header_of(path).keyring
    remove_keyring_slot(path, KNOWN, MemoryStore(), random=random)

    def put_back(sealed: Sealed, header: Header) -> Sealed:
        altered = msgspec.structs.replace(header, keyring=old_slot)
        return msgspec.structs.replace(sealed, header=encode(altered))

    rewrite(path, put_back)
    with pytest.raises(VaultTamperedError):
        open_by(path, by_keyring(store))
    with pytest.raises(VaultTamperedError):
        open_vault(path, passphrase=PASSPHRASE)


def test_a_new_passphrase_replaces_the_old_one(tmp_path: Path) -> None:
    path = vault(tmp_path)
    old_slot = header_of(path).passphrase
    replace_passphrase(path, KNOWN, NEW_PASSPHRASE, random=random, cost=CHEAP)
    assert open_vault(path, passphrase=NEW_PASSPHRASE) == contents()
    assert open_by(path, by_recovery(RECOVERY.identity)) == contents()
    with pytest.raises(WrongPassphraseError):
        open_vault(path, passphrase=PASSPHRASE)

    def put_back(sealed: Sealed, header: Header) -> Sealed:
        altered = msgspec.structs.replace(header, passphrase=old_slot)
        return msgspec.structs.replace(sealed, header=encode(altered))

    rewrite(path, put_back)
    with pytest.raises(VaultTamperedError):
        open_vault(path, passphrase=PASSPHRASE)


def test_a_lost_passphrase_is_replaced_by_the_recovery_key(tmp_path: Path) -> None:
    path = vault(tmp_path)
    replace_passphrase(path, by_recovery(RECOVERY.identity), NEW_PASSPHRASE, random=random, cost=CHEAP)
    assert open_vault(path, passphrase=NEW_PASSPHRASE) == contents()


def test_a_bad_new_passphrase_changes_nothing(tmp_path: Path) -> None:
    path = vault(tmp_path)
    before = path.read_bytes()
    with pytest.raises(VaultError):
        replace_passphrase(path, KNOWN, "mon mot de passe", random=random, cost=CHEAP)
    assert path.read_bytes() == before


def test_a_workstation_may_start_without_a_person(tmp_path: Path) -> None:
    path, store = vault(tmp_path), MemoryStore()
    add_keyring_slot(path, KNOWN, store, random=random)
    assert open_by(path, by_keyring(store)) == contents()
    assert open_vault(path, passphrase=PASSPHRASE) == contents()
    assert contents().database_key.hex() not in str(store.kept)

    replace_passphrase(path, KNOWN, NEW_PASSPHRASE, random=random, cost=CHEAP)
    assert open_by(path, by_keyring(store)) == contents()

    with pytest.raises(KeyringEntryError):
        open_by(path, by_keyring(MemoryStore()))

    remove_keyring_slot(path, by_passphrase(NEW_PASSPHRASE), store, random=random)
    assert store.kept == {}
    with pytest.raises(NoKeyringSlotError):
        open_by(path, by_keyring(store))


def test_no_error_shows_a_secret(tmp_path: Path) -> None:
    path = vault(tmp_path)
    attempts: list[Callable[[], object]] = [
        partial(open_vault, path, passphrase=NEW_PASSPHRASE),
        partial(open_vault, path, passphrase="chien chien secretword chien chien chien"),
        partial(open_by, path, by_recovery("AGE-SECRET-KEY-1SECRETWORD")),
    ]
    for attempt in attempts:
        with pytest.raises(VaultError) as caught:
            attempt()
        error: BaseException | None = caught.value
        while error is not None:
            shown = f"{error} {error.args}".casefold()
            assert "secretword" not in shown
            assert NEW_PASSPHRASE not in shown
            error = error.__cause__
